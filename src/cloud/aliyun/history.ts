/**
 * What the sensor measured while the cloud could not be reached: a few points over the whole outage, told at once behind it.
 * When they are full every other one goes and the spacing doubles, so that an outage of any length has its curve. @singleton
 */

export interface History {
  /** Takes a reading of now, in ppm: to be called while the cloud is away. */
  take(ppm: number): void;
  /** `params` of a batch post; "" where there is nothing to tell. */
  params(): string;
  /** They have arrived, or were refused. */
  posted(): void;
}

const MAX_POINTS = 12;
const SPACING_MS = 60000;

export function createHistory(nowMs: () => number, epochOfMs: (atMs: number) => number): History {
  let points: { atMs: number; ppm: number }[] = [];
  let spacingMs = SPACING_MS;
  let sentPoints = 0;

  return {
    take(ppm) {
      const last = points[points.length - 1];
      if (last && nowMs() - last.atMs < spacingMs) return;
      if (points.length >= MAX_POINTS) {
        points = points.filter((_, at) => at & 1);
        spacingMs *= 2;
        sentPoints = 0;
      }
      points.push({ atMs: nowMs(), ppm });
    },
    params() {
      if (!points.length || !epochOfMs(0)) return "";
      sentPoints = points.length;
      const list = points.map(({ atMs, ppm }) => '{"value":' + ppm.toFixed(1) + ',"time":' + epochOfMs(atMs) + "}");
      return '{"properties":{"GasConcentration":[' + list.join(",") + "]}}";
    },
    posted() {
      points.splice(0, sentPoints);
      sentPoints = 0;
      if (!points.length) spacingMs = SPACING_MS;
    },
  };
}
