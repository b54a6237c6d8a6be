/** From the flags to what a probe needs: the line, the rates, the APN, and where MQTT is tried. */
import type { FamilyName } from "../../sim/modem/family.ts";
import { FAULTS, type FaultName } from "../../sim/modem/faults.ts";
import type { Clock } from "../../src/hal.ts";
import type { Config } from "../../src/store/config.ts";
import { choosePort, DEFAULT_BAUD, openLine } from "../device/line.ts";
import { EXIT, Fault } from "../fault.ts";
import { Mask } from "../mask.ts";
import { readSecret } from "../secret-input.ts";
import { brokerTarget, deviceTarget } from "./mqtt-steps.ts";
import type { ProbeOptions, Target } from "./probe.ts";
import type { SimModem } from "./sim-modem.ts";

export interface Flags {
  readonly port?: string;
  readonly baud?: number;
  readonly broker?: string;
  readonly brokerPasswordFile?: string;
  readonly config?: string;
  readonly apn?: string;
  readonly apnUser?: string;
  readonly apnPasswordFile?: string;
  readonly simModem: FamilyName;
  readonly simFault?: string;
  readonly verbose?: boolean;
  readonly json?: boolean;
  readonly timeout?: number;
}

export interface Stage {
  readonly port: string;
  readonly options: Pick<ProbeOptions, "open" | "bauds" | "hasBaud" | "clock" | "apn" | "target">;
  readonly mask: Mask;
  close(): Promise<void>;
}

/** The most usual first. */
const BAUDS = [DEFAULT_BAUD, 9600, 57_600, 38_400, 19_200, 230_400, 460_800, 921_600];
const USUAL_APN = "CMNET";
/** What is looked at in a configuration is the same on all boards. */
const NO_BOARD = {
  module: false,
  cycle: false,
  supply: false,
  heater: false,
  ntc: false,
  platform: true,
  referenceV: 0,
};

const nodeClock: Clock = {
  nowMs: () => performance.now(),
  after: (delayMs, fn) => Number(setTimeout(fn, delayMs)),
  cancel: (handle) => clearTimeout(handle),
};

export async function openStage(flags: Flags): Promise<Stage> {
  const given = flags.baud;
  checkPasswordFiles(flags);
  const fault = flags.simFault === undefined ? undefined : faultNamed(flags.simFault);
  const config = flags.config === undefined ? undefined : await settingsIn(flags.config);
  const apn = await apnOf(flags, config?.modem.apn);
  const asked = await targetOf(flags, config);
  const port = await choosePort(flags.port);
  const hasBaud = port !== "sim" && !port.startsWith("tcp://");
  const sim = port === "sim" ? await startSim(flags.simModem, fault, config) : undefined;
  const target = asked ?? (sim && brokerTarget(sim.broker));
  const mask = new Mask();
  for (const secret of [apn.password, target?.session.password, config?.cloud.deviceSecret, config?.mqtt.password])
    mask.learn(secret);
  const first = given ?? config?.modem.baud ?? DEFAULT_BAUD;
  return {
    port,
    options: {
      open: async (baud) => (sim ? sim.open() : openLine(port, { baud })),
      bauds: hasBaud && given === undefined ? [first, ...BAUDS.filter((baud) => baud !== first)] : [first],
      hasBaud,
      clock: nodeClock,
      apn,
      ...(target && { target }),
    },
    mask,
    close: async () => sim?.close(),
  };
}

type Settings = Pick<Config, "cloud" | "mqtt" | "modem">;

async function startSim(family: FamilyName, fault: FaultName | undefined, config?: Settings): Promise<SimModem> {
  const { startSimModem } = await import("./sim-modem.ts");
  const device = config && { ...config.cloud, host: deviceTarget(config).session.host };
  return startSimModem({ family, ...(fault && { fault }), ...(device && { device }) });
}

/** Identity and modem of a device, held against the firmware's own schema. */
async function settingsIn(file: string): Promise<Settings> {
  const { readText } = await import("../run/config.ts");
  const { checkConfig } = await import("../../src/store/config.ts");
  const text = readText(file, "configuration");
  const parts = (["cloud", "mqtt", "modem"] as const).map((part) => checkConfig(text, NO_BOARD, part));
  const problems = [...new Set(parts.flatMap((part) => part.problems))];
  if (problems.length === 0) return Object.assign({}, ...parts.map(({ config }) => config)) as Settings;
  const list = problems.map((problem) => `  ${problem}`).join("\n");
  throw new Fault(EXIT.usage, `${file} can't be used as canary.json:\n${list}\nCorrect these and run again.`);
}

async function apnOf(
  { apn, apnUser, apnPasswordFile }: Flags,
  filed: Config["modem"]["apn"] | undefined,
): Promise<ProbeOptions["apn"]> {
  if (apn === undefined && apnUser === undefined) return filed ?? { name: USUAL_APN, user: "", password: "" };
  const name = apn ?? filed?.name ?? USUAL_APN;
  const user = apnUser ?? "";
  const password = await passwordOf(
    "APN's password",
    user,
    apnPasswordFile,
    "--apn-password-file",
    "CANARY_APN_PASSWORD",
  );
  for (const [flag, text] of [
    ["--apn", name],
    ["--apn-user", user],
    ["the APN's password", password],
  ] as const) {
    if (!/^[ !#-~]*$/.test(text)) throw new Fault(EXIT.usage, `${flag} must be printable ASCII without quotes.`);
  }
  return { name, user, password };
}

async function targetOf(flags: Flags, config: Settings | undefined): Promise<Target | undefined> {
  if (flags.broker === undefined) return config && deviceTarget(config);
  const { parseBroker } = await import("../run/world.ts");
  const { host, port, username = "", password } = parseBroker(flags.broker);
  const file = flags.brokerPasswordFile;
  const given =
    password ??
    (await passwordOf("broker's password", username, file, "--broker-password-file", "CANARY_BROKER_PASSWORD"));
  return brokerTarget({ host, port, username, password: given });
}

/** A password that nobody would be told is a slip. */
function checkPasswordFiles({ broker, brokerPasswordFile, apnUser, apnPasswordFile }: Flags): void {
  if (apnPasswordFile !== undefined && apnUser === undefined)
    throw new Fault(EXIT.usage, "--apn-password-file is for the user of --apn-user: give both.");
  if (brokerPasswordFile !== undefined && !/\/\/[^@/]+@/.test(broker ?? ""))
    throw new Fault(EXIT.usage, "--broker-password-file is for a user: --broker mqtt://user@host:port.");
}

/** Of a user; without one there is none. */
async function passwordOf(
  what: string,
  user: string,
  file: string | undefined,
  flag: string,
  variable: string,
): Promise<string> {
  if (user === "") return "";
  if (file === undefined && !process.env[variable] && !process.stdin.isTTY)
    throw new Fault(
      EXIT.usage,
      `No ${what} for ${user}, and there is no terminal to ask at. Give ${flag} <file>, ${flag} - for standard input, or $${variable}.`,
    );
  return readSecret({ what, file, variable });
}

function faultNamed(name: string): FaultName {
  if (name in FAULTS) return name as FaultName;
  throw new Fault(EXIT.usage, `--sim-fault ${name} is none of: ${Object.keys(FAULTS).join(", ")}.`);
}
