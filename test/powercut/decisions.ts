/**
 * What the device said it decided, against what the platform has taken. A decision is kept from the end of the turn in which
 * it is told: the power may only have cut it off within that. Nothing the platform has may be without a decision.
 */
import type { EventRecord } from "../../sim/cloud/records.ts";
import { DEFAULT_EPOCH_MS } from "../../sim/modem/options.ts";
import type { VirtualSite } from "../../sim/site.ts";
import { isDecided } from "../faults/at-text.ts";
import { levelOf, type Waiting } from "./used-flash.ts";
import { GAS_LEL_PERCENT } from "./walk.ts";

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
const PPM_A_PERCENT = 500;
const GAS_PPM = GAS_LEL_PERCENT * PPM_A_PERCENT;

export class Decisions {
  readonly #site: VirtualSite;
  #known: readonly Waiting[];
  /** Those of them that have to come. */
  #waiting: readonly Waiting[];
  readonly #list: Decision[] = [];

  /** Before the first power-on. */
  constructor(site: VirtualSite, waiting: readonly Waiting[]) {
    this.#site = site;
    this.#waiting = this.#known = waiting;
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

  /** Nothing of what was kept so far has to come; `newest`, which had, may come again: its mark is lost with the rest. */
  forget(newest: Waiting | undefined): void {
    this.#waiting = [];
    if (newest) this.#known = [...this.#known, newest];
    for (const decision of this.#list) decision.isSure = false;
  }

  hasAlarmSince(atMs: number): boolean {
    return this.#list.some((one) => one.what === "alarm" && one.atMs >= atMs);
  }

  /** One sentence for each that is lost, and for each that nobody decided. */
  findings(): string[] {
    // Those without a time may stand for any, and so come last.
    const events = this.#site.events
      .filter((event) => isDecided(event) && !this.#isFromBefore(event))
      .sort((a, b) => Number(hasTime(b)) - Number(hasTime(a)));
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

  #isFromBefore({ id, timeMs, outputs }: EventRecord): boolean {
    const record = this.#known.find((one) => String(one.id).padStart(ID_DIGITS, "0") === id);
    return (
      record?.epochS === timeMs / 1000 && (outputs["FaultCode"] ?? outputs["GasConcentration"]) === levelOf(record)
    );
  }

  #match(event: EventRecord): boolean {
    const atMs = event.timeMs - DEFAULT_EPOCH_MS;
    const isTimed = hasTime(event);
    const fits = (one: Decision): boolean => {
      if (one.isDelivered || one.what !== kindOf(event)) return false;
      return isTimed ? Math.abs(one.atMs - atMs) <= TIME_OFF_MS : one.atMs <= atMs;
    };
    const decision = this.#list.find((one) => one.isSure && fits(one)) ?? this.#list.find(fits);
    if (decision) decision.isDelivered = true;
    return decision !== undefined;
  }
}

const hasTime = ({ timeMs, receivedMs }: EventRecord): boolean => timeMs !== receivedMs;

const isNear = (a: number, b: number): boolean => Math.abs(a / b - 1) < 0.01;

function decisionIn(line: string): string | undefined {
  const [, from, to] = GAS.exec(line) ?? [];
  if (to === ALARM) return "alarm";
  if (from === ALARM) return "end of the alarm";
  const [, code, isOver] = FAULT.exec(line) ?? [];
  return code && (isOver ? `end of fault ${code}` : `fault ${code}`);
}

/** With a level that is not the walk's, it is none of its events. */
function kindOf({ outputs }: EventRecord): string {
  const code = outputs["FaultCode"];
  if (code !== undefined) return outputs["FaultState"] === 1 ? `fault ${code}` : `end of fault ${code}`;
  const ppm = Number(outputs["GasConcentration"]);
  if (outputs["GasState"] === 3) return isNear(ppm, GAS_PPM) ? "alarm" : `alarm of ${ppm} ppm`;
  return ppm < GAS_PPM / 2 ? "end of the alarm" : `end of the alarm at ${ppm} ppm`;
}
