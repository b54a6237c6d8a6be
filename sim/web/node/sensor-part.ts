/** The air, and what the device makes of it. */
import type { Stage } from "../../scenario-run.ts";
import type { Tell } from "../hub.ts";
import type { SensorLive } from "../messages.ts";
import { numberOf, type Part, textOf, together } from "./part.ts";

/** A point of the plot, by the wall's clock: as many as an eye can tell apart; and one for each change of the state. */
const LOOK_EVERY_MS = 100;
const LEAST_APART_MS = 100;
const GAS_CHANGE = /^\d+\.\d gas \d -> \d$/;

export const sensorPart: Part<SensorLive> = {
  live({ stage: { node }, status }) {
    const { sensor } = node;
    const reading = (status["reading"] ?? {}) as Readonly<Record<string, unknown>>;
    return {
      trueLelPercent: sensor.lelPercent,
      temperatureC: sensor.temperatureC,
      humidityPercent: sensor.humidityPercent,
      fault: sensor.fault?.name ?? null,
      profile: null,
      volts: null,
      tag: textOf(reading["tag"]),
      ppm: numberOf(reading["ppm"]),
      lelPercent: numberOf(reading["lelPercent"]),
      gasState: numberOf(status["gasState"]),
      warningLelPercent: numberOf(node.config.gas?.["warningLelPercent"]),
      alarmLelPercent: numberOf(node.config.gas?.["alarmLelPercent"]),
    };
  },
  follow(stage: Stage, tell: Tell) {
    const { clock, node } = stage;
    let lastMs = Number.NEGATIVE_INFINITY;
    const look = (): void => {
      if (clock.nowMs - lastMs < LEAST_APART_MS) return;
      lastMs = clock.nowMs;
      const status = node.status() ?? {};
      const reading = (status["reading"] ?? {}) as Readonly<Record<string, unknown>>;
      tell("points", {
        atMs: lastMs,
        trueLelPercent: node.sensor.lelPercent,
        lelPercent: numberOf(reading["lelPercent"]),
        gasState: numberOf(status["gasState"]),
      });
    };
    const timer = setInterval(look, LOOK_EVERY_MS);
    const stop = node.onConsole(({ text }) => GAS_CHANGE.test(text) && look());
    return together(stop, () => clearInterval(timer));
  },
};
