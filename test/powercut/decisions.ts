/**
 * What the device said it decided, against what the platform has taken. A decision is kept from the end of the turn in which
 * it is told: the power may only have cut it off within that. Nothing the platform has may be without a decision.
 */
import type { EventRecord } from "../../sim/cloud/records.ts";
import { DEFAULT_EPOCH_MS } from "../../sim/modem/options.ts";
import type { VirtualSite } from "../../sim/site.ts";
import type { Waiting } from "./used-flash.ts";

interface Decision {
  readonly what: string;
  readonly atMs: number;
  /** Its turn came to an end. */
  isSure: boolean;
  isDelivered: boolean;
}

const GAS = /^\d+\.\d gas (\d) -> (\d)$/;
const FAULT = /^\d+\.\d fault (\d+)( is over)?$/;
const ALARM = "3";
/** The modem's clock has whole seconds, and so has a record. */
const TIME_OFF_MS = 2500;
const ID_DIGITS = 10;

export class Decisions {
  readonly #site: VirtualSite;
  readonly #waiting: readonly Waiting[];
  readonly #list: Decision[] = [];

  /** Before the first power-on. */
  constructor(site: VirtualSite, waiting: readonly Waiting[]) {
    this.#site = site;
    this.#waiting = waiting;
    site.node.onConsole(({ text, atMs }) => {
      const what = decisionIn(text);
      if (what !== undefined) this.#list.push({ what, atMs, isSure: true, isDelivered: false });
    });
    const { board } = site.node;
    const { onStop } = board;
    board.onStop = (cause) => {
      const last = this.#list.at(-1);
      if (cause === "power-cut" && last?.atMs === site.clock.nowMs) last.isSure = false;
      onStop?.(cause);
    };
  }

  hasAlarmSince(atMs: number): boolean {
    return this.#list.some((one) => one.what === "alarm" && one.atMs >= atMs);
  }

  /** One sentence for each that is lost, and for each that nobody decided. */
  findings(): string[] {
    const events = this.#site.events.filter((event) => !this.#isFromBefore(event));
    const invented = events.filter((event) => !this.#match(event));
    const lost = this.#list.filter(({ isSure, isDelivered }) => isSure && !isDelivered);
    const known = new Set(this.#site.events.map(({ id }) => Number(id)));
    return [
      ...lost.map(({ what, atMs }) => `lost: ${what}, decided at ${atMs / 1000} s`),
      ...this.#waiting.filter(({ id }) => !known.has(id)).map(({ id }) => `lost: ${id}, in the flash before the walk`),
      ...invented.map(
        (event) => `invented: ${kindOf(event)} ${event.id} of ${(event.timeMs - DEFAULT_EPOCH_MS) / 1000} s`,
      ),
    ];
  }

  #isFromBefore({ id, timeMs }: EventRecord): boolean {
    const record = this.#waiting.find((one) => String(one.id).padStart(ID_DIGITS, "0") === id);
    return record?.epochS === timeMs / 1000;
  }

  #match(event: EventRecord): boolean {
    const atMs = event.timeMs - DEFAULT_EPOCH_MS;
    const hasTime = event.timeMs !== event.receivedMs;
    const fits = (one: Decision): boolean => {
      if (one.isDelivered || one.what !== kindOf(event)) return false;
      return hasTime ? Math.abs(one.atMs - atMs) <= TIME_OFF_MS : one.atMs <= atMs;
    };
    // An event without a time may stand for more than one; it is first of all one that must be there.
    const decision = this.#list.find((one) => one.isSure && fits(one)) ?? this.#list.find(fits);
    if (decision) decision.isDelivered = true;
    return decision !== undefined;
  }
}

function decisionIn(line: string): string | undefined {
  const [, from, to] = GAS.exec(line) ?? [];
  if (to === ALARM) return "alarm";
  if (from === ALARM) return "end of the alarm";
  const [, code, isOver] = FAULT.exec(line) ?? [];
  return code && (isOver ? `end of fault ${code}` : `fault ${code}`);
}

function kindOf({ outputs }: EventRecord): string {
  const code = outputs["FaultCode"];
  if (code !== undefined) return outputs["FaultState"] === 1 ? `fault ${code}` : `end of fault ${code}`;
  return outputs["GasState"] === 3 ? "alarm" : "end of the alarm";
}
