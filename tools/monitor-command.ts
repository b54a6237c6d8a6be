/** `canary monitor`: the device's log and its REPL in one. */
import { fstatSync } from "node:fs";
import { Command } from "commander";
import { choosePort } from "./device/line.ts";
import { type PortFlags, withPort } from "./device/session.ts";
import { DIST } from "./dist.ts";
import { EXIT, Fault, toExitCode } from "./fault.ts";
import type { MonitorOptions } from "./monitor/session.ts";
import { number, webPort } from "./options.ts";
import { isPlain } from "./terminal.ts";

const A_WEEK_S = 604_800;

interface Flags extends PortFlags {
  readonly trace?: boolean;
  readonly filter?: string;
  readonly log?: string;
  readonly expect?: string;
  readonly fail?: string;
  readonly for?: number;
  readonly timeout?: number;
  readonly reconnect: boolean;
  readonly color: boolean;
  readonly json?: boolean;
  readonly web?: number | boolean;
  readonly host?: string;
}

const HELP = `
What is typed goes to the device's REPL; Tab completes canary.*, and what begins with a colon is the monitor's own (:help).
Ctrl-C twice, Ctrl-D or Ctrl-] leaves; the device hears nothing of it. From a pipe each line is typed in turn, and the end
of it is the end, unless --for, --expect or --timeout says when.
A line shows the desk's time of day, the device's own seconds, and a mark: > and < AT lines to and from the modem, cloud
messages, = states of the link, gas, # anything else, !! errors, with stack traces in the source's own lines where
dist/<board> holds the bundle that runs. --json: {t, kind, text, deviceS, direction, topic, payload} a line.
Secrets are masked everywhere, and no line with one is kept in the history.
--web shows the board in a browser: the trace is on for it, and while a page is open canary.status() is asked every 10 s, set
points, sensor and journal every 30 s. What the board can't tell is shown as unknown. Standard input's end is no end then.

Examples:
  canary monitor
  canary monitor --port /dev/ttyACM0 --trace
  canary monitor --port tcp://127.0.0.1:2323 --filter link,gas --log today.log
  canary monitor --port sim --expect gas-canary --fail Uncaught --timeout 60
  canary monitor --port sim --for 10 --json
  canary monitor --port /dev/ttyACM0 --web

Exit codes:
  0   left by hand, --for is over, standard input is at its end, or --expect was seen
  1   --fail was seen; or it ended and --expect was not
  2   wrong option, or the log file can't be written
  3   no such port, or none could be chosen
  4   the device does not answer; or the line was lost and --no-reconnect given
  42  --timeout is over`;

export function command(): Command {
  return withPort(new Command("monitor"))
    .option("--board <id>", "which board the simulator is")
    .option("--trace", "AT lines and messages too: canary.trace() of the device, off again at the end")
    .option("--filter <kinds>", "only these of the device's lines: at, link, gas, cloud, console")
    .option("--log <file>", "append everything there, unfiltered")
    .option("--expect <text>", "exit 0 as soon as a line holds it")
    .option("--fail <text>", "exit 1 as soon as a line holds it")
    .option("--for <s>", "end after so many seconds", number(0.01, A_WEEK_S))
    .option("--timeout <s>", "give up after so many seconds, exit 42", number(0.01, A_WEEK_S))
    .option("--web [port]", "the page to look at, on 127.0.0.1", webPort)
    .option("--host <address>", "where the page is served; anywhere but here its address has a token")
    .option("--no-reconnect", "end when the line is lost, exit 4")
    .option("--no-color", "no colour")
    .option("--json", "one JSON object a line")
    .addHelpText("after", HELP)
    .exitOverride()
    .action(async (flags: Flags) => {
      await toExitCode(flags.json === true, () => monitor(flags));
      // Whatever a library left open must not keep the process.
      setTimeout(() => process.exit(), 500).unref();
    });
}

async function monitor(flags: Flags): Promise<number> {
  for (const name of ["expect", "fail"] as const)
    if (flags[name] === "") throw new Fault(EXIT.usage, `--${name} needs a text: every line holds the empty one.`);
  const { filterOf } = await import("./monitor/filter.ts");
  const filter = flags.filter === undefined ? undefined : filterOf(flags.filter);
  const spec = await choosePort(flags.port);
  const web = flags.web ?? flags.host !== undefined;
  if (web === false) return play(flags, spec, filter);
  const [{ withPage }, { MonitorPage }, { Mask }] = await Promise.all([
    import("./web/open-page.ts"),
    import("./web/monitor-page.ts"),
    import("./mask.ts"),
  ]);
  const mask = new Mask();
  // The page wants the AT lines; who did not ask for them here is spared them.
  const shown = filter ?? (flags.trace ? undefined : filterOf("link,gas,cloud,console"));
  return withPage({ web, ...(flags.host !== undefined && { host: flags.host }) }, mask, async (page) => {
    const watch = new MonitorPage(page, spec);
    const exitCode = await play({ ...flags, trace: true }, spec, shown, { watch, mask });
    page.hub.end("ended", "");
    return exitCode;
  });
}

async function play(
  flags: Flags,
  spec: string,
  filter: MonitorOptions["filter"],
  others: Pick<MonitorOptions, "watch" | "mask"> = {},
): Promise<number> {
  const { Session } = await import("./monitor/session.ts");
  return new Session({
    ...others,
    spec,
    flags,
    dist: DIST,
    isReconnecting: flags.reconnect,
    typing: typingOf(flags),
    trace: flags.trace === true,
    json: flags.json === true,
    color: flags.color && !isPlain(flags.json),
    ...(filter && { filter }),
    ...(flags.log !== undefined && { logFile: flags.log }),
    ...(flags.for !== undefined && { forS: flags.for }),
    ...(flags.timeout !== undefined && { timeoutS: flags.timeout }),
    ...(flags.expect !== undefined && { expect: flags.expect }),
    ...(flags.fail !== undefined && { fail: flags.fail }),
  }).play();
}

/** A prompt needs a terminal at both ends that can move its cursor. /dev/null has no end worth waiting for. */
function typingOf({ json }: Flags): MonitorOptions["typing"] {
  if (process.stdin.isTTY) {
    const canMove = process.stdout.isTTY && process.env["TERM"] !== "dumb";
    return canMove && !json ? "person" : "lines";
  }
  try {
    const kind = fstatSync(0);
    return kind.isFIFO() || kind.isFile() || kind.isSocket() ? "lines" : "nobody";
  } catch {
    return "nobody";
  }
}
