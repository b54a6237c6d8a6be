/** `canary doctor`: desk and device in one block, and what is wrong with either. */
import { Command } from "commander";
import { type PortFlags, withPort, withRepl } from "./device/session.ts";
import type { Desk } from "./doctor/desk.ts";
import type { DeviceReport } from "./doctor/device.ts";
import type { Finding } from "./doctor/findings.ts";
import { EXIT, Fault, toExitCode } from "./fault.ts";

interface Flags extends PortFlags {
  readonly json?: boolean;
}

const HELP = `
Without --port, and with none or several ports there, only the desk is looked at. Of the device nothing is changed: the
firmware runs on, and no secret is shown.

Examples:
  canary doctor
  canary doctor --port sim
  canary doctor --port sim --json

Exit codes:
  0  nothing is wrong
  1  something is: see the findings
  2  wrong option
  3  the port that was named is not there, or not this user's
  4  nothing that speaks Espruino answers there, or the line was lost`;

export function command(): Command {
  return withPort(new Command("doctor"))
    .option("--json", "one JSON object")
    .addHelpText("after", HELP)
    .exitOverride()
    .action((flags: Flags) => toExitCode(flags.json === true, () => run(flags)));
}

async function run(flags: Flags): Promise<number> {
  const { lookAtDesk } = await import("./doctor/desk.ts");
  const { deskFindings, deviceFindings } = await import("./doctor/findings.ts");
  const desk = await lookAtDesk();
  const port = flags.port ?? (desk.ports.length === 1 ? desk.ports[0]?.path : undefined);
  const findings = deskFindings(desk, port);
  try {
    const device = port === undefined ? undefined : await deviceAt(port, flags, desk);
    if (device) findings.push(...deviceFindings(device));
    return await tell(desk, device, findings, flags);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    findings.push({ what: `no device on ${port}`, advice: error.message });
    const exitCode = await tell(desk, undefined, findings, flags);
    // Of a port that nobody has named it is a finding like others.
    return flags.port === undefined ? exitCode : error.exitCode;
  }
}

async function deviceAt(port: string, flags: Flags, desk: Desk): Promise<DeviceReport> {
  const { lookAtDevice } = await import("./doctor/device.ts");
  return withRepl({ ...flags, port }, (repl) => lookAtDevice(repl, desk.bundles));
}

async function tell(
  desk: Desk,
  device: DeviceReport | undefined,
  findings: readonly Finding[],
  flags: Flags,
): Promise<number> {
  const { blockOf } = await import("./doctor/block.ts");
  const text = flags.json
    ? JSON.stringify({ kind: "doctor", desk, device: device ?? null, findings })
    : blockOf(desk, device, findings);
  process.stdout.write(`${text}\n`);
  return findings.length > 0 ? EXIT.failed : EXIT.ok;
}
