/** Numbers the commands of a run as they pass, so that a fault can be put exactly there. */
import type { VirtualSite } from "../../sim/site.ts";
import { commandName, publishOf } from "./at-text.ts";

const FINAL = /^(?:OK|ERROR|SHUT OK|\+CM[ES] ERROR\b.*)$/;
const ADDRESS = /^\d+\.\d+\.\d+\.\d+$/;
/** Of a command that is repeated, the first and the last so many are places of their own; those between are alike. */
const OF_A_POLL = 2;

export class Places {
  /** In the order in which they were come to. */
  readonly seen: string[] = [];
  readonly #counts = new Map<string, number>();
  readonly #onPlace: (place: string) => void;
  #line = "";
  /** The command whose final result has not come. */
  #open: string | undefined;

  /** `onPlace` runs before the modem gets the command, or before the board gets its final result. */
  constructor({ node }: VirtualSite, onPlace: (place: string) => void) {
    this.#onPlace = onPlace;
    const receive = node.wire.b.onReceive;
    node.wire.b.onReceive = (bytes) => {
      this.#take(bytes);
      receive?.(bytes);
    };
    node.onAt(({ direction, text }) => {
      if (direction === ">" || this.#open === undefined || !(FINAL.test(text) || ADDRESS.test(text))) return;
      const place = `${this.#open}+`;
      this.#open = undefined;
      this.#come(place);
    });
  }

  #take(bytes: string): void {
    const lines = (this.#line + bytes).split("\r");
    this.#line = lines.pop() ?? "";
    for (const line of lines) {
      const name = placeName(line);
      if (name === undefined) continue;
      const count = (this.#counts.get(name) ?? 0) + 1;
      this.#counts.set(name, count);
      this.#open = `${name}.${count}`;
      this.#come(this.#open);
    }
  }

  #come(place: string): void {
    this.seen.push(place);
    this.#onPlace(place);
  }
}

/** `AT+MPUB:alarm`, `AT+CREG`, `ATE0`, `AT`. */
function placeName(line: string): string | undefined {
  const name = commandName(line);
  if (name === undefined) return undefined;
  const publish = name === "MPUB" ? publishOf(line) : undefined;
  if (name === "AT") return "AT";
  const head = /^AT[+*]/.test(line) ? `AT+${name}` : `AT${name}`;
  return publish ? `${head}:${publish.kind}` : head;
}

/** Behind its final result such a command still waits for a second line; behind any other the next command follows. */
const WAITS_ON = /^AT\+(?:MIPSTART|MCONNECT|MSUB|MPUB)/;

/** The places of a walk that differ from each other. */
export function distinctPlaces(places: readonly string[]): string[] {
  const last = new Map<string, number>();
  for (const place of places) {
    const { name, count } = partsOf(place);
    last.set(name, Math.max(count, last.get(name) ?? 0));
  }
  return places.filter((place) => {
    if (place.endsWith("+") && !WAITS_ON.test(place)) return false;
    const { name, count } = partsOf(place);
    return count <= OF_A_POLL || count > (last.get(name) ?? 0) - OF_A_POLL;
  });
}

function partsOf(place: string): { name: string; count: number } {
  const [, name = "", count = "0"] = /^(.*)\.(\d+)\+?$/.exec(place) ?? [];
  return { name, count: Number(count) };
}
