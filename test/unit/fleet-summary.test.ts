/** What a fleet's summary says of each end there can be, and what is looked at before it starts. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { EXIT, type Fault } from "../../tools/fault.ts";
import { checkBrokers, checkOpenFiles } from "../../tools/fleet/check.ts";
import type { FleetReport } from "../../tools/fleet/report.ts";
import { summaryOf } from "../../tools/fleet/summary.ts";

const WELL: FleetReport = {
  devices: 1000,
  workers: 2,
  speed: 20,
  seed: 1,
  board: "pico",
  totalMinutes: 25.4,
  playedMinutes: 20,
  alarms: { decided: 1900, delivered: 1900, lost: 0 },
  ends: { decided: 1900, delivered: 1900, lost: 0 },
  brokers: [{ broker: "127.0.0.1:1883", decided: 3800, delivered: 3800, lost: 0 }],
  waiting: 0,
  late: 0,
  invented: 0,
  violations: 0,
  latency: { count: 3800, p50Ms: 420, p95Ms: 31_000, p99Ms: 60_000, maxMs: 92_400 },
  histogram: [
    { belowS: 0.5, count: 3000 },
    { belowS: 1, count: 0 },
    { belowS: 2, count: 800 },
  ],
  bytesPerDevice: 1_120_000,
  load: {
    actualSpeed: 20,
    cores: 1.25,
    othersCores: 0.1,
    rssBytes: 1_120_000_000,
    heapBytes: 640_000_000,
    mainBusyShare: 0.2,
    workerBusyShares: [0.4, 0.5],
    restarts: 0,
  },
};
const LOST = { decided: 1900, delivered: 1897, lost: 3 };
const NONE = { decided: 0, delivered: 0, lost: 0 };
const SHORT = { ...WELL.load, actualSpeed: 12 };
const TWO = [
  { broker: "one:1883", decided: 10, delivered: 10, lost: 0 },
  { broker: "two:1883", decided: 10, delivered: 0, lost: 10 },
];

interface Row {
  readonly what: string;
  readonly report?: Partial<FleetReport>;
  readonly how?: { readonly isCut?: boolean; readonly isByHand?: boolean };
  readonly says: readonly RegExp[];
  readonly saysNot?: RegExp;
}

const ROWS: readonly Row[] = [
  {
    what: "all well",
    says: [
      /^1,000 devices, 2 workers, 20 x real time; 25\.4 min of their time, 20 of it with all of them on$/m,
      /^ {2}alarms {4}1,900 decided, 1,900 delivered$/m,
      /half within 0\.4 s, 95 % within 31 s, 99 % within 60 s, longest 92 s/,
      /^ {12}below 0\.5 s {2}#{40} 3,000$/m,
      /^ {12}below 1 s {45}0$/m,
      /^ {12}below 2 s {4}#{11} {30}800$/m,
      /1,120 MB in all, 1\.1 MB a device; 640 MB of it JavaScript's/,
      /came to 20 x with 1\.25 cores; main thread \(cloud, broker\) busy 20 % of the time, workers 40 %, 50 %$/m,
      /== every alarm and every end of one was delivered$/,
    ],
    saysNot: /!!|beside|broker {4}/,
  },
  { what: "lost", report: { alarms: LOST }, says: [/1,897 delivered, 3 lost$/m, /^!! 3 lost$/m], saysNot: /==/ },
  { what: "under way at the end", report: { waiting: 2 }, says: [/^!! 2 were under way when it ended$/m] },
  {
    what: "ended by hand before",
    report: { waiting: 2 },
    how: { isCut: true, isByHand: true },
    says: [/^!! 2 were under way when it was ended by hand$/m],
  },
  { what: "none decided", report: { alarms: NONE, ends: NONE }, says: [/^!! no alarm was decided: more --minutes/m] },
  {
    what: "none decided, ended by hand",
    report: { alarms: NONE, ends: NONE },
    how: { isByHand: true },
    says: [/^== no alarm was decided$/m],
  },
  {
    what: "invented",
    report: { invented: 1 },
    says: [/1 events came that nobody had decided/, /^!! nothing is lost, but/m],
  },
  {
    what: "what is beside it",
    report: { late: 1, violations: 2, load: { ...WELL.load, restarts: 3 } },
    says: [/1 were delivered after/, /2 times a rule/, /3 times a board started anew/, /^==/m],
  },
  {
    what: "too much for the machine, whose cores others have",
    report: { load: { ...SHORT, othersCores: 1.04 } },
    says: [
      /^!! This machine can't carry that at 20 x: it came to 12 x\. Other programs had 1\.0 cores .* Lower --speed/m,
      /^==/m,
    ],
  },
  {
    what: "too much for the workers",
    report: { load: { ...SHORT, workerBusyShares: [1, 0.9] } },
    says: [/it came to 12 x\. The threads of the devices are full\./],
  },
  {
    what: "too much for the cloud",
    report: { load: { ...SHORT, mainBusyShare: 0.95 } },
    says: [/it came to 12 x\. The main thread, cloud and broker, is full\./],
  },
  {
    what: "two brokers that are no cluster",
    report: { brokers: TWO },
    says: [/^ {2}broker {4}one:1883: 10 decided, 10 delivered$/m, /two:1883: .* 10 lost$/m, /members of one cluster/],
  },
  { what: "two that are", report: { brokers: [TWO[0], TWO[0]] as never }, says: [/^==/m], saysNot: /broker {4}/ },
];

describe("the summary", () => {
  for (const { what, report, how, says, saysNot } of ROWS) {
    it(what, () => {
      const text = summaryOf({ ...WELL, ...report }, { isCut: false, isByHand: false, ...how }).join("\n");
      for (const each of says) assert.match(text, each);
      if (saysNot) assert.doesNotMatch(text, saysNot);
    });
  }
});

describe("before it starts", () => {
  const rows: readonly (readonly [devices: number, isEmbedded: boolean, most: number, says: RegExp | undefined])[] = [
    [400, true, 1024, undefined],
    [
      413,
      true,
      1024,
      /413 devices need 1026 open files, and .* may have 1024: enough for 412.*ulimit -n 1026.*--broker/,
    ],
    [413, false, 1024, undefined],
    [1000, false, 1024, /1000 devices need 1200 open files.*enough for 824\. Raise the limit \(ulimit -n 1200\)\.$/],
    [100_000, true, Number.POSITIVE_INFINITY, undefined],
  ];
  for (const [devices, isEmbedded, most, says] of rows) {
    it(`${devices} devices, ${isEmbedded ? "embedded" : "somebody's"} broker, ${most} open files`, () => {
      if (!says) return checkOpenFiles(devices, isEmbedded, most);
      assert.throws(
        () => checkOpenFiles(devices, isEmbedded, most),
        (fault: Fault) => {
          assert.match(fault.message, says);
          assert.equal(fault.exitCode, EXIT.usage);
          return true;
        },
      );
    });
  }

  it("brokers as they are named", () => {
    assert.deepEqual(checkBrokers(["mqtt://a", "mqtt://me:pass@b:1884"], undefined), [
      { host: "a", port: 1883 },
      { host: "b", port: 1884, username: "me", password: "pass" },
    ]);
    assert.deepEqual(checkBrokers([], 1883), []);
    assert.throws(() => checkBrokers(["mqtt://a"], 1883), /--port is for the embedded broker/);
  });
});
