/** A device stopped and started again, whatever runs on it; and the line found again after it. */
import { setTimeout as delay } from "node:timers/promises";
import { EXIT, Fault } from "../fault.ts";
import { LockedFault, type Repl, type ReplOptions } from "./repl.ts";
import { openRepl, type PortFlags } from "./session.ts";

const RESTART_MS = 60_000;
const RETRY_MS = 300;
/** Not by the firmware's own, which may not run at all; but safe mode is left by its own only. */
const RESTART = 'typeof canary=="object"&&canary.status().safeMode?canary.reboot():E.reboot()';
const STOPPING = "$stopping";

/**
 * Ends the program, until `restart`. It is started again when the line is closed before; and where the desk is gone without a
 * word, by its watchdog, which goes on and which nobody feeds then.
 */
export async function stopProgram(repl: Repl): Promise<void> {
  repl.parting = "setTimeout(function(){E.reboot()},100);";
  // It is only resolved on: what was sent behind it may still be answered before it comes.
  await repl.run(`${STOPPING}=1;setTimeout(reset,100);`);
  await delay(RETRY_MS);
  await repl.wakeUp();
  if (await repl.ask<boolean>(`typeof ${STOPPING}!="undefined"`))
    throw new Fault(
      EXIT.noAnswer,
      `The program on ${repl.line.name} does not end. Press the board's reset, and try again.`,
    );
  await repl.run("E.kickWatchdog();");
  if (await repl.ask<boolean>('typeof canary=="object"'))
    throw new Fault(EXIT.failed, `The program on ${repl.line.name} starts again by itself. Nothing was written.`);
}

/** The chip starts anew. A USB port is gone meanwhile. `isUp`: what is waited for; `wishes`: of the REPL that is there then. */
export async function restart(
  repl: Repl,
  flags: PortFlags,
  isUp = 'typeof canary=="object"',
  wishes: ReplOptions = {},
): Promise<Repl> {
  const until = performance.now() + RESTART_MS;
  const port = repl.line.name;
  await repl.tell(`setTimeout(function(){${RESTART}},100)`);
  repl.parting = "";
  await delay(RETRY_MS);
  await repl.close();
  for (;;) {
    try {
      const again = await openRepl(port, flags, wishes);
      if (await again.ask<boolean>(isUp)) return again;
      await again.close();
    } catch (error) {
      if (!(error instanceof Fault) || error instanceof LockedFault || performance.now() > until) throw error;
    }
    if (performance.now() > until)
      throw new Fault(
        EXIT.noAnswer,
        `${port} was started again, and the firmware did not come up within ${RESTART_MS / 1000} s. \`canary monitor\` shows what the board prints.`,
      );
    await delay(RETRY_MS);
  }
}
