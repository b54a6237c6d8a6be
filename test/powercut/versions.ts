/** Which settings are in force, by what a start says to its modem: always one version, whole. */
import type { VirtualSite } from "../../sim/site.ts";
import { NEW, OLD } from "./walk.ts";

const APN = /^AT\+CSTT="([^"]*)"/;
const LOGIN = /^AT\+MCONNECT=\d,(\d+)/;

interface Start {
  readonly atMs: number;
  apn: string | undefined;
  keepAliveS: number | undefined;
}

export class Versions {
  readonly #starts: Start[] = [];
  /** Between the change and the restart both may be seen. */
  isChanging = false;

  constructor({ node, clock }: VirtualSite) {
    const { onBoot } = node.board;
    node.board.onBoot = () => {
      this.isChanging = false;
      this.#starts.push({ atMs: clock.nowMs, apn: undefined, keepAliveS: undefined });
      onBoot?.();
    };
    node.onAt(({ direction, text }) => {
      const start = this.#starts.at(-1);
      if (direction !== ">" || !start || this.isChanging) return;
      start.apn ??= APN.exec(text)?.[1];
      const keepAlive = LOGIN.exec(text)?.[1];
      if (keepAlive !== undefined) start.keepAliveS ??= Number(keepAlive);
    });
  }

  /** Of the last start, which was a cold one. */
  get last(): "old" | "new" | undefined {
    const start = this.#starts.at(-1);
    return start && versionOf(start);
  }

  findings(): string[] {
    return this.#starts
      .filter(({ apn, keepAliveS }) => apn !== undefined && keepAliveS !== undefined)
      .filter((start) => versionOf(start) === undefined)
      .map((start) => `mixed settings: ${JSON.stringify(start)}`);
  }
}

function versionOf({ apn, keepAliveS }: Start): "old" | "new" | undefined {
  if (apn === OLD.apn && keepAliveS === OLD.keepAliveS) return "old";
  return apn === NEW.apn && keepAliveS === NEW.keepAliveS ? "new" : undefined;
}
