/** `canary run` as a user starts it: a process of its own, its output and its exit code. */
import { type Run, startCanary } from "../cli/canary.ts";

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Sends this signal once the output holds the text. */
  readonly signal?: { readonly when: RegExp; readonly name: NodeJS.Signals };
}

export async function canaryRun(args: readonly string[], { env = {}, signal }: RunOptions = {}): Promise<Run> {
  const running = startCanary(["run", ...args], { env });
  running.closeInput();
  if (signal) {
    await running.waitFor(signal.when);
    running.signal(signal.name);
  }
  return running.ended;
}
