/** What a run says: lines for a person, or one JSON object a line. No secret is handed to it. */
import colors from "picocolors";
import { isPlain } from "../terminal.ts";
import type { Device } from "./device.ts";
import { type Change, type Flat, identityOf, shownAll } from "./settings.ts";

const KEY_CHARS = 26;

export class Teller {
  readonly #isJson: boolean;

  constructor(isJson: boolean) {
    this.#isJson = isJson;
  }

  tell(kind: string, fields: object, text: string): void {
    process.stdout.write(`${this.#isJson ? JSON.stringify({ kind, ...fields }) : text}\n`);
  }

  change(change: Change): void {
    const from = change.from === "" ? "" : `${change.from} -> `;
    this.tell("change", change, `  ${change.key.padEnd(KEY_CHARS)}${from}${change.to || "empty"}`);
  }

  device(port: string, { identity, boardFile, state, bundle, settings }: Device): void {
    const { board, profile } = boardFile;
    const identified = identityOf(settings);
    this.tell(
      "device",
      { port, board: board.id, serial: identity.serial, state, bundle, identity: identified },
      `${port}: ${profile.name} (${board.id}), serial ${identity.serial || "unknown"}, ${STATES[state]}${identified ? `, ${identified}` : ", no identity"}`,
    );
  }

  /** All that is set, secrets as `***`. */
  settings(flat: Flat): void {
    const rows = shownAll(flat);
    if (this.#isJson) this.tell("settings", { settings: Object.fromEntries(rows) }, "");
    else
      for (const [key, value] of rows) this.tell("", {}, `  ${key.padEnd(KEY_CHARS)}${value || this.faint("empty")}`);
  }

  faint(text: string): string {
    return isPlain(false) ? text : colors.dim(text);
  }
}

const STATES: Readonly<Record<Device["state"], string>> = {
  "running": "the firmware runs",
  "safe mode": "in safe mode",
  "bare": "no firmware runs",
};
