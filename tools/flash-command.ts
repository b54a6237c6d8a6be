/** `canary flash`: the bundle onto a board. */
import { SingleBar } from "cli-progress";
import { Command } from "commander";
import { endsByHand, withPort } from "./device/session.ts";
import { dialectOption } from "./dialect-option.ts";
import { toExitCode } from "./fault.ts";
import type { FlashFlags, FlashResult, FlashWatcher } from "./flash/flash.ts";
import { isPlain } from "./terminal.ts";

interface Flags extends FlashFlags {
  readonly json?: boolean;
  readonly firmware?: string | true;
}

const WIDE = 80;
const MAX_BAR = 30;

const LEFT =
  "Ended by hand. The bundle before stays where there was one, unless it was written over by --force. " +
  "`canary flash` again goes on with it; `canary doctor` says what runs now.";

const HELP = `
The firmware that runs on the board goes on with its work until the new bundle is whole and has been read back; settings
and journal stay. Where flash has no room for two bundles the board is stopped and the bundle gathered in its memory first.

Examples:
  canary flash --port sim
  canary flash --port sim --board pico --dry-run
  canary flash --firmware --board pico

Exit codes:
  0   the board runs the bundle that was built
  1   another board, no room, an alarm stands, or the bundle can't be built
  2   wrong option, or several board files fit
  3   no port, or which one can't be known
  4   the board does not answer, or the line was lost
  5   what was read back is not what was sent`;

export function command(): Command {
  return withPort(new Command("flash"))
    .option("--board <id>", "a file of boards/; default: what the board itself says")
    .addOption(dialectOption())
    .option("--dry-run", "say what would be done")
    .option("--force", "also while an alarm stands, or over a bundle that there is no room beside")
    .option("--firmware [file]", "Espruino itself, from its .bin file; without one: how it is done for this board")
    .option("--json", "one JSON object a line")
    .addHelpText("after", HELP)
    .exitOverride()
    .action((flags: Flags) => toExitCode(flags.json === true, () => run(flags)));
}

async function run(flags: Flags): Promise<undefined> {
  if (flags.firmware !== undefined) {
    const { flashFirmware } = await import("./flash/firmware.ts");
    await flashFirmware(flags.firmware === true ? undefined : flags.firmware, flags, print);
    return;
  }
  const { flash } = await import("./flash/flash.ts");
  const watcher = flags.json ? jsonWatcher() : isPlain(false) ? plainWatcher() : barWatcher();
  const stay = endsByHand(LEFT);
  const result = await flash(flags, watcher).finally(() => {
    watcher.end();
    stay();
  });
  print(flags.json ? JSON.stringify({ kind: "result", ...result }) : summary(result, flags));
}

function summary(
  { way, freeFlashBytes, jsVarsUsed, jsVarsTotal, running, seconds }: FlashResult,
  flags: Flags,
): string {
  if (flags.dryRun) return `dry run: nothing was sent; ${freeFlashBytes} bytes of flash free`;
  const memory =
    jsVarsUsed === undefined ? "" : `, ${jsVarsUsed} of ${jsVarsTotal || "any number of"} variables in use`;
  return [
    `runs    ${running}${way === "none" ? " (was there already)" : ""}: the same as built`,
    `free    ${freeFlashBytes} bytes of flash${memory}`,
    `took    ${seconds} s`,
  ].join("\n");
}

interface Watcher extends FlashWatcher {
  end(): void;
}

const plainWatcher = (): Watcher => ({ step: print, progress() {}, end() {} });

const jsonWatcher = (): Watcher => ({
  step: (text) => print(JSON.stringify({ kind: "step", text: text.replace(/\s+/, " ") })),
  progress() {},
  end() {},
});

function barWatcher(): Watcher {
  let bar: SingleBar | undefined;
  const end = () => {
    bar?.stop();
    bar = undefined;
  };
  return {
    step(text) {
      end();
      print(text);
    },
    progress(done, total) {
      if (!bar) {
        bar = new SingleBar({ fps: 10, ...barOf(process.stdout.columns || WIDE) });
        bar.start(total, 0);
      }
      bar.update(done);
      if (done === total) end();
    },
    end,
  };
}

/** A bar that stays in its line. */
function barOf(columns: number): { format: string; barsize: number } {
  const isWide = columns >= WIDE;
  const figures = isWide ? "  {value} of {total} bytes  {duration_formatted}" : "";
  const room = columns - (isWide ? WIDE - MAX_BAR : "send    [] 100 % ".length);
  return { format: `send    [{bar}] {percentage} %${figures}`, barsize: Math.max(1, Math.min(MAX_BAR, room)) };
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
