/** `canary cloud`: the platform's stand-in on a real port, for hardware on a desk without an account. */
import { Command, InvalidArgumentError } from "commander";
import type { IdentityFlags } from "./cloud/devices.ts";
import { toExitCode } from "./fault.ts";
import { webPort, wholeNumber } from "./options.ts";
import { refusedSecretFlag } from "./secret-input.ts";
import { isPlain } from "./terminal.ts";

interface Flags extends IdentityFlags {
  readonly port: number;
  readonly host: string;
  readonly filePort: number;
  readonly address?: string;
  readonly trace?: boolean;
  readonly web?: number | boolean;
  readonly json?: boolean;
}

const HELP = `
It checks logins, answers posts, tells every rule that a device breaks, and shows what comes. Typed at it:
  set PowerSwitch 1    service SelfTest {}    ota <file> [version] [http|mqtt]    config <file>    help    quit

Without a device any is let in, and its signature is not checked. The secret of one comes from --config,
--secret-file, $CANARY_DEVICE_SECRET, or is asked for. It speaks plain MQTT and HTTP, no TLS.

Hardware reaches it with --host 0.0.0.0 only. A modem comes by way of the mobile network: it needs an address
of this desk that is reached from there (ports that are forwarded, a tunnel), named by --address for the links
that it gives out, with --file-port for one that stays. The device has that address and the port as its
cloud.host and cloud.port (canary provision --set cloud.host=...). Let nobody in but devices that are known.

--web shows the same in a browser, with forms for what is typed here; of several devices one is chosen there.

Examples:
  canary cloud --port 1883
  canary cloud --port 1883 --host 0.0.0.0 --config canary.local.json
  canary cloud --port 1883 --product-key a1EXAMPLE00 --device-name D001 --secret-file secret.txt --trace
  canary cloud --port 0 --devices devices.csv --json
  canary cloud --host 0.0.0.0 --config canary.local.json --web

Exit codes:
  0   ended by Ctrl-C or quit
  1   left at the question for the secret
  2   wrong option, file or identity
  3   a port is in use`;

export function command(): Command {
  return new Command("cloud")
    .option("--port <n>", "of MQTT; 0 is any free one", wholeNumber(0, 65_535), 1883)
    .option("--host <address>", "where it listens; 0.0.0.0 is every network of this machine", "127.0.0.1")
    .option(
      "--file-port <n>",
      "of HTTP, for images, configurations and bootstrap; 0 is any free one",
      wholeNumber(0, 65_535),
      0,
    )
    .option("--address <name>", "under which devices reach this machine, for links; default its first one", addressOf)
    .option("--config <file>", "canary.json of the one device that is known; - is standard input")
    .option("--product-key <key>", "of that device; goes before the file's, as all flags do")
    .option("--device-name <name>", "of that device")
    .option("--secret-file <file>", "holds its secret; - is standard input")
    .option("--devices <file>", "a table of devices, as canary provision --csv takes it")
    .option("--trace", "show every message, and not only what it says")
    .option(
      "--web [port]",
      "the page to look at, on the same --host; elsewhere than here its address has a token",
      webPort,
    )
    .option("--json", "one JSON object a line")
    .addOption(refusedSecretFlag("--secret"))
    .addOption(refusedSecretFlag("--device-secret"))
    .addHelpText("after", HELP)
    .exitOverride()
    .action((flags: Flags) => toExitCode(flags.json === true, () => run(flags)));
}

function addressOf(text: string): string {
  if (/^[\w.:-]+$/.test(text) && URL.canParse(`http://${text.includes(":") ? `[${text}]` : text}/`)) return text;
  throw new InvalidArgumentError("It must be the name or the address of a machine, without a port.");
}

async function run(flags: Flags): Promise<number> {
  const { knownDevices } = await import("./cloud/devices.ts");
  const devices = await knownDevices(flags);
  const { runCloud } = await import("./cloud/session.ts");
  const isTerminal = process.stdin.isTTY === true && process.stdout.isTTY === true;
  return runCloud({
    ...flags,
    address: flags.address,
    devices,
    trace: flags.trace === true,
    web: flags.web ?? false,
    json: flags.json === true,
    color: !isPlain(flags.json),
    interactive: isTerminal && !flags.json && !process.env["CI"],
  });
}
