/** The air, and what the device makes of it. */

import type { Deeds } from "../../deeds.ts";
import type { VirtualNode } from "../../node.ts";
import type { Step } from "../../scenario.ts";
import type { Stage } from "../../stage.ts";
import type { Tell } from "../hub.ts";
import type { SensorLive } from "../live.ts";
import { alarmView } from "./alarm-view.ts";
import { GasCourse } from "./gas-course.ts";
import { onPower } from "./on-power.ts";
import { type Part, type Scene, together } from "./part.ts";

/** By the wall's clock: as often as an eye can tell apart. */
const LOOK_EVERY_MS = 100;
const LEAST_APART_MS = 100;
/** By the node's: when its time goes so fast that the wall's clock sees next to nothing, its own doings give the beat. */
const READING_MS = 5000;
/** `285.0 gas 1 -> 3` */
export const GAS_CHANGE = /^\d+\.\d gas \d -> (\d)$/;

export class SensorPart implements Part<SensorLive> {
  readonly #deeds: Deeds;
  /** The course that the gas takes by itself. */
  #profile: string | null = null;
  /** In force when the firmware was last asked: they stand while the board is off. */
  #warningLelPercent: number | null = null;
  #alarmLelPercent: number | null = null;

  constructor(deeds: Deeds) {
    this.#deeds = deeds;
  }

  live({ stage: { node } }: Scene): SensorLive {
    const { sensor } = node;
    const view = alarmView(node);
    this.#warningLelPercent = lelPercentOf(node, view.warningPpm) ?? this.#warningLelPercent;
    this.#alarmLelPercent = lelPercentOf(node, view.alarmPpm) ?? this.#alarmLelPercent;
    const { tag, ppm, lelPercent, isOver, gasState, isLatched } = view;
    return {
      trueLelPercent: sensor.lelPercent,
      temperatureC: sensor.temperatureC,
      humidityPercent: sensor.humidityPercent,
      fault: sensor.fault?.name ?? null,
      profile: this.#profile,
      volts: null,
      tag,
      ppm,
      lelPercent,
      isOver,
      gasState,
      warningLelPercent: this.#warningLelPercent,
      alarmLelPercent: this.#alarmLelPercent,
      isLatched,
    };
  }

  follow({ clock, node }: Stage, tell: Tell): () => void {
    const course = new GasCourse((point) => tell("points", point));
    const look = (leastApartMs: number, gasState?: number): void => {
      if (clock.nowMs - course.lastMs < leastApartMs) return;
      const view = alarmView(node);
      course.take({
        atMs: clock.nowMs,
        trueLelPercent: node.sensor.lelPercent,
        lelPercent: lelPercentOf(node, view.ppm),
        gasState: gasState ?? view.gasState,
      });
    };
    const acted = (step: Step): void => {
      const { gasProfile, gasLelPercent, gasPpm } = step;
      const isSet = gasLelPercent !== undefined || gasPpm !== undefined;
      if (isSet || gasProfile !== undefined) this.#profile = nameOf(gasProfile);
      // Gas that was set is there at once: no slope from the last look to it.
      const was = course.latest;
      if (isSet && was && was.atMs < clock.nowMs) course.take({ ...was, atMs: clock.nowMs });
      look(0);
    };
    const timer = setInterval(() => look(LEAST_APART_MS), LOOK_EVERY_MS);
    return together(
      node.onConsole(({ text }) => {
        const to = GAS_CHANGE.exec(text)?.[1];
        // Told before the firmware itself shows it.
        if (to !== undefined) look(0, Number(to));
        else look(READING_MS);
      }),
      node.onAt(() => look(READING_MS)),
      this.#deeds.onDone(({ step }) => acted(step)),
      onPower(node.board, () => look(0)),
      () => clearInterval(timer),
    );
  }
}

const nameOf = (profile: Step["gasProfile"]): string | null => (typeof profile === "string" ? profile : null);

/** The firmware has no %LEL for what does not burn, and limits of its own for some gases: its ppm count. */
const lelPercentOf = ({ sensor }: VirtualNode, ppm: number | null): number | null =>
  ppm === null ? null : (ppm * 100) / sensor.head.lelPpm;
