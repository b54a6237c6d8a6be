/** A batch: rows of a table, each into the next device on the same port. What a row became stands in the log. */
import { listBoards, loadBoard } from "../../build/boards.ts";
import { canOf } from "../abilities.ts";
import { choosePort } from "../device/line.ts";
import type { PortFlags } from "../device/session.ts";
import { EXIT, Fault } from "../fault.ts";
import type { Mask } from "../mask.ts";
import { ROOT } from "../root.ts";
import { provision, type Wishes } from "./apply.ts";
import { addToLog, type Entry, logBeside, readLog } from "./batch-log.ts";
import { type Device, lookAt, pause } from "./device.ts";
import { Port } from "./port.ts";
import { type Given, learnSecrets } from "./sources.ts";
import { type Row, readTable } from "./table.ts";
import { Teller } from "./teller.ts";

const LOOK_MS = 1000;

export interface BatchWays {
  readonly hasTerminal: boolean;
  /** Goes on by itself as soon as another device is there. */
  readonly isYes: boolean;
  readonly isJson: boolean;
  readonly mask: Mask;
}

export async function runBatch(
  file: string,
  logFile: string | undefined,
  flags: PortFlags,
  common: Given,
  wishes: Wishes,
  ways: BatchWays,
): Promise<number> {
  const ids = flags.board === undefined ? listBoards(ROOT) : [flags.board];
  const boards = await Promise.all(ids.map((id) => loadBoard(ROOT, id)));
  const rows = readTable(file, common, boards.map(canOf));
  for (const { given } of rows) learnSecrets(ways.mask, given);
  if (!ways.hasTerminal && !ways.isYes && !wishes.isDry)
    throw new Fault(
      EXIT.usage,
      "Between two devices somebody has to be asked, and there is no terminal: --yes goes on as soon as the next one is there.",
    );
  const log = logFile ?? logBeside(file);
  const batch = new Batch(rows, log, wishes, ways);
  batch.tellPlan();
  if (wishes.isDry) return EXIT.ok;
  return batch.run(new Port(await choosePort(flags.port), flags), flags.board);
}

class Batch {
  readonly #rows: readonly Row[];
  readonly #log: string;
  readonly #wishes: Wishes;
  readonly #ways: BatchWays;
  readonly #tell: Teller;
  /** Serial numbers of those that went well, and which device each became. */
  readonly #done = new Map<string, string>();
  readonly #well: ReadonlySet<string>;
  /** Serial number of the one before. */
  #last: string | undefined;

  constructor(rows: readonly Row[], log: string, wishes: Wishes, ways: BatchWays) {
    this.#rows = rows;
    this.#log = log;
    this.#wishes = wishes;
    this.#ways = ways;
    this.#tell = new Teller(ways.isJson);
    const well = readLog(log).filter(({ result }) => result === "ok");
    for (const { serial, productKey, deviceName } of well) this.#done.set(serial, `${productKey}/${deviceName}`);
    this.#well = new Set(well.map(({ productKey, deviceName }) => `${productKey}/${deviceName}`));
  }

  tellPlan(): void {
    const left = this.#rows.filter((row) => !this.#isDone(row)).length;
    for (const row of this.#rows) {
      const state = this.#isDone(row) ? "done before, skipped" : "to do";
      this.#tell.tell(
        "row",
        { line: row.line, identity: row.identity, state },
        `  line ${row.line}  ${row.identity}  ${state}`,
      );
    }
    this.#tell.tell(
      "batch",
      { rows: this.#rows.length, left, log: this.#log },
      `${this.#rows.length} devices, ${left} to do; log: ${this.#log}`,
    );
  }

  async run(port: Port, askedBoard: string | undefined): Promise<number> {
    let failed = 0;
    try {
      for (const [i, row] of this.#rows.entries()) {
        if (this.#isDone(row)) continue;
        if (!(await this.#do(row, `${row.deviceName} (${i + 1} of ${this.#rows.length})`, port, askedBoard))) failed++;
      }
    } finally {
      await port.close();
    }
    const well = this.#rows.length - failed;
    this.#tell.tell(
      "end",
      { ok: well, failed },
      failed > 0
        ? `${well} of ${this.#rows.length} are done; the same command does the others.`
        : `All ${well} are done.`,
    );
    return failed > 0 ? EXIT.failed : EXIT.ok;
  }

  #isDone = ({ identity }: Row): boolean => this.#well.has(identity);

  /** True when it went well; with somebody there, one that failed may be tried again. */
  async #do(row: Row, name: string, port: Port, askedBoard: string | undefined): Promise<boolean> {
    for (;;) {
      if (this.#ways.isYes) await this.#awaitNext(port, name);
      else if (!(await this.#askNext(name, row))) return false;
      let device: Device | undefined;
      try {
        device = await lookAt(await port.open(), askedBoard);
        this.#refuseAgain(device);
        this.#tell.device(port.spec, device);
        await provision(port, device, row.given, this.#wishes, this.#tell);
        this.#note(row, device, "ok", "");
        return true;
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        const message = this.#ways.mask.words(error.message);
        this.#note(row, device, "failed", message);
        this.#wishes.signal.throwIfAborted();
        if (this.#ways.isYes) return false;
      } finally {
        await port.close();
      }
    }
  }

  #refuseAgain({ identity: { serial } }: Device): void {
    const became = this.#done.get(serial);
    if (serial !== "" && became !== undefined)
      throw new Fault(
        EXIT.failed,
        `The board with serial ${serial} has become ${became} in this batch: plug in the next one.`,
      );
  }

  #note(row: Row, device: Device | undefined, result: Entry["result"], message: string): void {
    const [productKey = "", deviceName = ""] = row.identity.split("/");
    const serial = device?.identity.serial ?? "";
    addToLog(this.#log, {
      time: new Date().toISOString(),
      serial,
      board: device?.boardFile.board.id ?? "",
      productKey,
      deviceName,
      bundle: device?.bundle ?? "",
      result,
      message: message.replace(/\s+/g, " "),
    });
    if (result === "ok") this.#done.set(serial, row.identity);
    const { line, identity } = row;
    const said = message === "" ? "" : `: ${message}`;
    this.#tell.tell("row", { line, identity, state: result, serial, message }, `${identity}: ${result}${said}`);
  }

  /** False: skipped. */
  async #askNext(name: string, row: Row): Promise<boolean> {
    const { askNext } = await import("./prompts.ts");
    const answer = await askNext(name);
    if (answer === "go") return true;
    if (answer === "quit") throw new Fault(EXIT.failed, `Left before ${name}. The same command goes on there.`);
    this.#note(row, undefined, "skipped", "by hand");
    return false;
  }

  /** Until another board is on the port than those before; of boards without a number, until one was gone. */
  async #awaitNext(port: Port, name: string): Promise<void> {
    const { signal, timeoutS } = this.#wishes;
    const until = Date.now() + timeoutS * 1000;
    let isTold = false;
    for (;;) {
      const serial = await this.#serialOn(port);
      if (serial === undefined && this.#last === "") this.#last = undefined;
      if (serial !== undefined && serial !== this.#last && (serial === "" || !this.#done.has(serial))) {
        this.#last = serial;
        return;
      }
      if (!isTold) this.#tell.tell("waiting", { for: name }, `Waiting on ${port.spec} for the next device: ${name}`);
      isTold = true;
      if (Date.now() > until)
        throw new Fault(
          EXIT.timeout,
          `No next device on ${port.spec} within ${timeoutS} s: ${serial ? `there is still ${serial}` : "nothing answers there"}. The same command goes on with ${name}.`,
        );
      await pause(LOOK_MS, signal);
    }
  }

  async #serialOn(port: Port): Promise<string | undefined> {
    try {
      const repl = await port.open({ wakeTimeoutMs: 2000 });
      return await repl.ask<string>("getSerial()");
    } catch (error) {
      if (error instanceof Fault && error.exitCode !== EXIT.usage) return undefined;
      throw error;
    } finally {
      await port.close();
    }
  }
}
