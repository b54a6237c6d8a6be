/** A 4 to 20 mA head, by NAMUR NE 43. Pure. */
import type { Tag } from "./reading";

const FAILED_BELOW_A = 0.0036;
const LOWEST_A = 0.0038;
const FAILED_ABOVE_A = 0.021;
const ZERO_A = 0.004;
const SPAN_A = 0.016;

/** What is wrong with a current. */
export function loopFault(ampere: number): Tag | undefined {
  if (ampere < FAILED_BELOW_A) return "fault:open";
  if (ampere > FAILED_ABOVE_A) return "fault:short";
  return ampere < LOWEST_A ? "fault:range" : undefined;
}

/** The part of its full scale that a current tells. */
export function loopPart(ampere: number): number {
  return Math.max(0, (ampere - ZERO_A) / SPAN_A);
}
