/** What a probe finds: one row a step, what each is worth, and the exit code and score that come of them. */
import { EXIT } from "../fault.ts";

/** In the order in which they are tried: the link machine's, and the supply last, when the radio has drawn its bursts. */
export const STEPS = [
  { name: "answer", weight: 10, needs: [] },
  { name: "identity", weight: 5, needs: ["answer"] },
  { name: "firmware", weight: 10, needs: ["answer"] },
  { name: "SIM", weight: 10, needs: ["answer"] },
  { name: "signal", weight: 10, needs: ["SIM"] },
  { name: "registration", weight: 10, needs: ["SIM"] },
  { name: "attach", weight: 5, needs: ["registration"] },
  { name: "bearer", weight: 10, needs: ["attach"] },
  { name: "broker", weight: 10, needs: ["firmware", "bearer"] },
  { name: "login", weight: 5, needs: ["broker"] },
  { name: "round trip", weight: 5, needs: ["login"] },
  { name: "supply", weight: 10, needs: ["answer"] },
] as const;

export type StepName = (typeof STEPS)[number]["name"];
export type Verdict = "ok" | "warn" | "fail" | "not tried";

export interface Finding {
  readonly verdict: Verdict;
  /** What the modem said, in words. */
  readonly seen: string;
  /** What to do about it. */
  readonly advice?: string;
  /** It was not asked for, so it costs nothing. */
  readonly isLeftOut?: boolean;
}

export interface Row extends Omit<Finding, "isLeftOut"> {
  readonly step: StepName;
  /** Of `weight`; a warning is worth half. */
  readonly points: number;
  /** 0 where it was not asked for. */
  readonly weight: number;
  readonly seconds: number;
}

export interface Report {
  readonly rows: readonly Row[];
  /** Points per hundred of those that could be had. */
  readonly score: number;
  readonly exitCode: number;
  /** What is other than it was found, one sentence each. */
  readonly changed: readonly string[];
}

export function ok(seen: string): Finding {
  return { verdict: "ok", seen };
}

export function warn(seen: string, advice: string): Finding {
  return { verdict: "warn", seen, advice };
}

export function fail(seen: string, advice: string): Finding {
  return { verdict: "fail", seen, advice };
}

export function notTried(seen: string): Finding {
  return { verdict: "not tried", seen };
}

export function leftOut(seen: string, advice?: string): Finding {
  return { verdict: "not tried", seen, isLeftOut: true, ...(advice !== undefined && { advice }) };
}

export function rowOf(step: StepName, { isLeftOut, ...finding }: Finding, seconds: number): Row {
  const weight = isLeftOut ? 0 : weightOf(step);
  const share = finding.verdict === "ok" ? 1 : finding.verdict === "warn" ? 0.5 : 0;
  return { step, ...finding, points: weight * share, weight, seconds: Math.round(seconds * 10) / 10 };
}

/** `exitCode`: of what stopped the probe before its end. */
export function reportOf(rows: readonly Row[], changed: readonly string[], exitCode?: number): Report {
  const sum = (of: "points" | "weight") => rows.reduce((total, row) => total + row[of], 0);
  const failed = rows.find(({ verdict }) => verdict === "fail");
  const worst = failed?.step === "answer" ? EXIT.noAnswer : failed ? EXIT.failed : EXIT.ok;
  return { rows, score: Math.round((100 * sum("points")) / sum("weight")), exitCode: exitCode ?? worst, changed };
}

function weightOf(name: StepName): number {
  return STEPS.find((step) => step.name === name)?.weight ?? 0;
}
