/** The port of one run, whatever stands behind it at the moment. */
import type { Repl, ReplOptions } from "../device/repl.ts";
import { restart } from "../device/restart.ts";
import { openRepl, type PortFlags } from "../device/session.ts";
import { Fault } from "../fault.ts";
import type { Device } from "./device.ts";

export class Port {
  readonly spec: string;
  readonly #flags: PortFlags;
  #repl: Repl | undefined;

  constructor(spec: string, flags: PortFlags) {
    this.spec = spec;
    this.#flags = flags;
  }

  async open(wishes: ReplOptions = {}): Promise<Repl> {
    await this.close();
    this.#repl = await openRepl(this.spec, this.#flags, wishes);
    return this.#repl;
  }

  get repl(): Repl {
    if (!this.#repl) throw new Error("the port is not open");
    return this.#repl;
  }

  async close(): Promise<void> {
    await this.#repl?.close();
    this.#repl = undefined;
  }

  /** Until the firmware runs anew. `password`: of the console, when it has started. */
  async restart({ boots }: Device, password: string | undefined): Promise<Repl> {
    const isUp = `typeof canary=="object"&&canary.status().boots!=${boots}&&!!canary.config`;
    try {
      this.#repl = await restart(this.repl, this.#flags, isUp, password === undefined ? {} : { password });
      return this.#repl;
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      throw new Fault(error.exitCode, `The settings are kept, but the restart has not ended well: ${error.message}`);
    }
  }
}
