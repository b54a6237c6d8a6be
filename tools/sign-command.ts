/** `canary sign`: what a device logs in with. The password of a login is shown, being what was asked for; the secret never. */
import { Command, Option } from "commander";
import type { Device } from "../sim/cloud/login.ts";
import type { Abilities } from "../src/store/abilities.ts";
import { EXIT, Fault, toExitCode } from "./fault.ts";
import { readSecret, refusedSecretFlag } from "./secret-input.ts";
import { loginOf, METHODS, type Method, type Place, placeOf, REGIONS, type SecureMode } from "./sign/login.ts";

interface Flags {
  readonly config?: string;
  readonly productKey?: string;
  readonly deviceName?: string;
  readonly secretFile?: string;
  readonly method?: Method | "all";
  readonly clientId?: string;
  readonly timestamp?: string;
  readonly secureMode: SecureMode;
  readonly with?: readonly string[];
  readonly region?: string;
  readonly instance?: string;
  readonly host?: string;
  readonly brokerPort?: string;
  readonly check?: readonly string[];
  readonly json?: boolean;
}

const HELP = `
The device secret comes from --secret-file, --config, $CANARY_DEVICE_SECRET, or is asked for.
--check takes a password, or the three words of a login: client id, user name, password.

Examples:
  canary sign --config canary.local.json
  canary sign --product-key a1EXAMPLE00 --device-name D001 --secret-file secret.txt --method all
  canary sign --config canary.local.json --secure-mode 2 --timestamp 2524608000000 --json
  canary sign --config canary.local.json --instance iot-060a0bcd --client-id a1EXAMPLE00.D001

Exit codes:
  0  signed; or what was given to --check fits
  1  what was given to --check does not fit
  2  wrong option, or the identity is incomplete or has a value that can't be`;

export function command(): Command {
  return new Command("sign")
    .option("--config <file>", "canary.json of the device: identity, region, host, port, sign method")
    .option("--product-key <key>", "of the device; goes before the file's, as all flags do")
    .option("--device-name <name>", "of the device")
    .option("--secret-file <file>", "holds the device secret; - is standard input")
    .addOption(new Option("--method <name>", "default hmacsha1").choices([...METHODS, "all"]))
    .option("--client-id <text>", "what stands before the bar; default the device name, as the firmware has it")
    .option("--timestamp <ms>", "sign a time stamp too; any number, no clock is compared")
    .addOption(new Option("--secure-mode <n>", "3 plain TCP, 2 TLS").choices(["2", "3"]).default("3"))
    .option("--with <k=v...>", "more between the bars of the client id, such as _ss=1")
    .option("--region <id>", "default cn-shanghai")
    .option("--instance <id>", "of a new public or an Enterprise instance: makes the host")
    .option("--host <name>", "the host itself")
    .option("--broker-port <n>", "default 1883; 8883 with --instance and TLS")
    .option("--check <words...>", "say whether this password, or login, fits")
    .option("--json", "one JSON object a line")
    .addOption(refusedSecretFlag("--secret"))
    .addOption(refusedSecretFlag("--device-secret"))
    .addHelpText("after", HELP)
    .exitOverride()
    .action((flags: Flags) => toExitCode(flags.json === true, () => sign(flags)));
}

async function sign(flags: Flags): Promise<number> {
  checkForms(flags);
  const { device, place, method } = await identityOf(flags);
  const wishes = {
    cid: flags.clientId ?? device.deviceName,
    secureMode: flags.secureMode,
    extensions: flags.with ?? [],
    ...(flags.timestamp !== undefined && { timestamp: flags.timestamp }),
  };
  if (flags.check) return check(flags.check, device, { ...wishes, ...(method && { method }) }, flags.json === true);
  const methods = flags.method === "all" ? METHODS : [method ?? "hmacsha1"];
  for (const login of methods.map((one) => loginOf(device, one, wishes))) {
    if (flags.json) print(JSON.stringify({ kind: "login", ...place, ...login }));
    else print(table({ host: place.host, port: place.port, ...login }));
  }
  return EXIT.ok;
}

/** One that the platform would answer with nothing but "bad client id". */
function checkForms({ clientId, timestamp, with: extensions = [], check: words, region }: Flags): void {
  const wrong =
    clientId !== undefined && !/^[^|]{1,64}$/.test(clientId)
      ? "--client-id must have 1 to 64 characters and no bar: the bars and what stands between them are made here"
      : timestamp !== undefined && !/^\d{1,20}$/.test(timestamp)
        ? "--timestamp must be a number of milliseconds"
        : extensions.some((one) => !/^[^=,|]+=[^=,|]+$/.test(one))
          ? "--with must be k=v, without bar or comma"
          : words && words.length !== 1 && words.length !== 3
            ? `--check takes a password, or client id, user name and password; here are ${words.length} words (quote those with a bar or an ampersand)`
            : undefined;
  if (wrong) throw new Fault(EXIT.usage, `${wrong}.`);
  if (region !== undefined && !REGIONS.includes(region))
    process.stderr.write(`note: ${region} is no region known here: ${REGIONS.join(", ")}\n`);
}

interface Identity {
  readonly device: Device;
  readonly place: Place;
  /** That was asked for, by flag or file. */
  readonly method: Method | undefined;
}

/** File, flags and secret as one configuration, held against the firmware's own schema. */
async function identityOf(flags: Flags): Promise<Identity> {
  const { checkConfig } = await import("../src/store/config.ts");
  const filed = flags.config === undefined ? {} : await cloudIn(flags.config);
  const flagged = {
    productKey: flags.productKey,
    deviceName: flags.deviceName,
    region: flags.region,
    host: flags.host,
    ...(flags.brokerPort !== undefined && { port: Number(flags.brokerPort) }),
  };
  const given: Record<string, unknown> = { ...filed };
  for (const [name, value] of Object.entries(flagged)) if (value !== undefined) given[name] = value;
  for (const [name, flag] of Object.entries({ productKey: "--product-key", deviceName: "--device-name" })) {
    if (given[name] === undefined) throw new Fault(EXIT.usage, `Whose login? Give ${flag}, or --config <file>.`);
  }
  given["deviceSecret"] = await readSecret({
    what: "device secret",
    file: flags.secretFile,
    variable: "CANARY_DEVICE_SECRET",
    known: given["deviceSecret"],
  });
  // Which methods a board can do is of no matter here.
  const { signMethod, ...checked } = given;
  const method = flags.method ?? signMethod ?? undefined;
  if (method !== undefined && method !== "all" && !METHODS.some((one) => one === method))
    throw new Fault(EXIT.usage, `cloud.signMethod must be one of ${METHODS.join(", ")}.`);
  // Nor is anything else of a board to this part.
  const { config, problems } = checkConfig(JSON.stringify({ cloud: checked }), {} as Abilities, "cloud");
  if (problems.length > 0) {
    throw new Fault(EXIT.usage, `No login can be made of this:\n${problems.map((one) => `  ${one}`).join("\n")}`);
  }
  const { productKey, deviceName, deviceSecret, host, region } = config.cloud;
  const place = placeOf(productKey, flags.secureMode, {
    host: flags.instance === undefined ? host : "",
    region,
    ...(flags.instance !== undefined && { instance: flags.instance }),
    ...(given["port"] !== undefined && { port: config.cloud.port }),
  });
  const device = { productKey, deviceName, deviceSecret };
  return { device, place, method: method === "all" ? undefined : (method as Method | undefined) };
}

async function cloudIn(file: string): Promise<Record<string, unknown>> {
  const { readText } = await import("./run/config.ts");
  try {
    const { cloud } = JSON.parse(readText(file, "configuration")) as { cloud?: unknown };
    if (cloud && typeof cloud === "object") return cloud as Record<string, unknown>;
  } catch (error) {
    if (error instanceof Fault) throw error;
  }
  throw new Fault(EXIT.usage, `${file} is no configuration with a "cloud" in it. canary config check says more.`);
}

async function check(words: readonly string[], device: Device, claim: Claim, json: boolean): Promise<number> {
  const { checkLogin, checkPassword } = await import("./sign/check.ts");
  const [clientId = "", username = "", password = ""] = words;
  const verdict =
    words.length === 1 ? checkPassword(clientId, device, claim) : checkLogin({ clientId, username, password }, device);
  if (json) print(JSON.stringify({ kind: "check", ...verdict }));
  else print(`${verdict.fits ? "fits" : "does not fit"}: ${verdict.why}`);
  return verdict.fits ? EXIT.ok : EXIT.failed;
}

type Claim = import("./sign/check.ts").Claim;

function table(rows: Readonly<Record<string, string | number>>): string {
  return Object.entries(rows)
    .map(([name, value]) => `${name.padEnd(10)}${value}`)
    .join("\n");
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
