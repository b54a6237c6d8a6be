/** Carbon monoxide harms by dose: an alarm comes the sooner the more of it there is (facts: gas section C.4). Pure. */

/** Minutes of a constant concentration until the alarm, rising ppm. */
export type ExposurePoints = readonly (readonly [ppm: number, minutes: number])[];

/** Names of the profiles, the default first. */
export const DOSE_PROFILES = ["EN 50291", "UL 2034", "GB 15322.2 unverified"];

/** Between the windows of a standard, with room for what a sensor errs; below the first point never. */
export function dosesOf(profile: string): ExposurePoints {
  // 70 ppm in 60 to 240 min, 150 in 10 to 50, 400 in 4 to 15.
  if (profile === "UL 2034")
    return [
      [60, 150],
      [70, 120],
      [150, 30],
      [400, 8],
      [1000, 2],
    ];
  // EN: 50 ppm in 60 to 90 min, 100 in 10 to 40, 300 within 3. GB: 75 ppm not before 60 min; its set point is unverified.
  return [
    [40, 110],
    [50, 75],
    [75, 63],
    [100, 25],
    [150, 14],
    [250, 2],
  ];
}

const RECOVERY_MIN = 120;

/** The part of the dose for an alarm (1) after `seconds` more of `ppm`. */
export function exposureAfter(exposure: number, ppm: number, seconds: number, points: ExposurePoints): number {
  const next = points.filter(([pointPpm]) => pointPpm > ppm).length;
  const [lowPpm, lowMin] = points[points.length - next - 1] || [0, 0];
  const [highPpm, highMin] = points[points.length - next] || [0, 0];
  if (!lowPpm) return Math.max(0, exposure - seconds / 60 / RECOVERY_MIN);
  // A straight line on paper with two logarithmic scales.
  const minutes = next
    ? lowMin * Math.pow(highMin / lowMin, Math.log(ppm / lowPpm) / Math.log(highPpm / lowPpm))
    : lowMin;
  return exposure + seconds / 60 / minutes;
}
