/** What an ADC adds to a still voltage. */
import type { Random } from "../random.ts";

/** Mean 0, sigma 1: four uniform numbers are near enough to a bell, and cheap. */
export function gaussian(random: Random): number {
  return (random.next() + random.next() + random.next() + random.next() - 2) * Math.sqrt(3);
}

/** One to the other in steps of 1/4096. */
export const ADC_STEPS = 4096;

export const adcNoiseV = (random: Random, sigmaSteps: number, referenceV: number): number =>
  (gaussian(random) * sigmaSteps * referenceV) / ADC_STEPS;
