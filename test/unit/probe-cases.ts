/** A table of what is wrong, each row checked: which step says so, what it advises, the exit code, and what it takes along. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { FaultName, FaultOptions } from "../../sim/modem/faults.ts";
import { STEPS, type StepName, type Verdict } from "../../tools/probe/report.ts";
import { Rig, type RigOptions, rowOf, troubles } from "./probe-rig.ts";

export interface Case {
  readonly what: string;
  readonly options?: RigOptions;
  /** A fault and when it strikes, in seconds of the modem's power. */
  readonly fault?: readonly [name: FaultName, atS: number, options?: FaultOptions];
  readonly set?: (rig: Rig) => void;
  readonly step: StepName;
  readonly verdict: Verdict;
  readonly seen: RegExp;
  readonly advice: RegExp;
  readonly exitCode: number;
  /** Steps beside it that are not ok. */
  readonly beside?: readonly string[];
}

export const NEVER_MS = 10_000_000;
export const untried = (...steps: StepName[]) => steps.map((step) => `${step} not tried`);
export const FROM_SIGNAL = untried("signal", "registration", "attach", "bearer", "broker", "login", "round trip");
export const FROM_ATTACH = FROM_SIGNAL.slice(2);
export const FROM_BROKER = FROM_SIGNAL.slice(4);
export const ALL_BUT_ANSWER = [...untried("identity", "firmware", "SIM"), ...FROM_SIGNAL, "supply not tried"];
export const failure = { verdict: "fail", exitCode: 1 } as const;
export const warning = { verdict: "warn", exitCode: 0 } as const;

export function testCases(cases: readonly Case[]): void {
  for (const { what, options = {}, fault, set, step, verdict, seen, advice, exitCode, beside = [] } of cases) {
    test(`${what}: ${step}, ${verdict}`, async () => {
      const rig = new Rig(options);
      set?.(rig);
      if (fault) rig.clock.after(fault[1] * 1000, () => rig.modem.fault(fault[0], fault[2]));
      const report = await rig.run();
      const row = rowOf(report, step);
      const shown = JSON.stringify(report.rows, null, 1);
      assert.equal(row.verdict, verdict, shown);
      assert.match(row.seen, seen);
      assert.match(row.advice ?? "", advice);
      assert.equal(report.exitCode, exitCode, shown);
      assert.deepEqual(troubles(report), troublesOf(`${step} ${verdict}`, beside), shown);
      assert.deepEqual(rig.modem.violations, []);
    });
  }
}

/** In the order of the steps. */
function troublesOf(own: string, beside: readonly string[]): string[] {
  const place = (text: string) => STEPS.findIndex(({ name }) => text.startsWith(name));
  return [own, ...beside].sort((a, b) => place(a) - place(b));
}
