/** What was done by hand at odd moments is recorded, and played again it gives the very same run. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { Deeds } from "../../sim/deeds.ts";
import type { FamilyName } from "../../sim/modem/family.ts";
import { SlicedPace } from "../../sim/pace.ts";
import { Random } from "../../sim/random.ts";
import { Recorder, replayCommand, scenarioText } from "../../sim/recorder.ts";
import { parseScenario, type Step } from "../../sim/scenario.ts";
import { type Outcome, ScenarioRun } from "../../sim/scenario-run.ts";
import { VirtualSite } from "../../sim/site.ts";
import { ROOT } from "../../tools/root.ts";
import { boardFile, bundle } from "../bundle/rig.ts";
import { FakeHost } from "./fake-host.ts";

const DAY_MS = 24 * 3_600_000;

/** Seconds from the last one, and the deed. */
type Row = readonly [afterS: number, ...Step[]];

/** Somebody plays with everything. */
const PLAYED: readonly Row[] = [
  [0.0173, { note: "begins" }, { temperatureC: 31 }],
  [20.1, { type: "canary.gas()\r" }, { fault: "urcBeforeFinal" }],
  [7.77, { fault: "byteFlipped:at3" }, { network: "cut" }],
  [40.01, { network: "restore" }, { fault: "networkSlow" }, { fault: "clockJumps:+1h", forS: 33.3 }],
  [61.999, { faultEnds: "networkSlow" }, { console: 'canary.config("gas.alarmLelPercent",15)' }],
  [60, { gasLelPercent: 25 }, { powerCut: "next-write", backAfterS: 3.21 }],
  [31.3, { cloudSet: { PowerSwitch: 1 } }, { desired: { PowerSwitch: 0 } }],
  [9.4, { fault: "commandNoise" }, { cloudSet: { PowerSwitch: 0 } }, { button: "press" }],
  [55.5, { gasProfile: "fumes" }, { fault: "sensorOpen", forS: 20 }, { modem: "brownOut", forS: 12 }],
  [140.2, { fault: "plugPulled" }, { gasPpm: 12_000 }, { powerCut: "before-next-write" }],
  [200.123, { service: { name: "Acknowledge" } }, { fault: "kicked" }, { board: "reset" }],
  [100.4, { gasLelPercent: 0 }, { fault: "refusedOnce:500" }],
];

/** All that a run leaves behind. */
function traceOf(site: VirtualSite) {
  const { node, platform, clock } = site;
  return {
    nowMs: clock.nowMs,
    at: node.at.map(({ atMs, direction, text }) => `${atMs} ${direction} ${text}`),
    console: node.console.map(({ atMs, text }) => `${atMs} ${text}`),
    stops: [...node.stops],
    events: site.events.map((event) => JSON.stringify(event)),
    calls: platform.calls.map(({ id, sentMs, reply }) => JSON.stringify({ id, sentMs, reply })),
    flash: Buffer.from(node.board.flash.dump()).toString("base64"),
    wear: node.board.flash.wear,
  };
}

interface Session {
  readonly site: VirtualSite;
  readonly steps: Step[];
}

type Playing = (
  site: VirtualSite,
  tools: { deeds: Deeds; recorder: Recorder; host: FakeHost; pace: SlicedPace },
) => void;

/** A site at some speed, somebody who looks at its status, a terminal at the port of the REPL: none of it is in the replay. */
function session(seed: number, family: FamilyName, playing: Playing): Session {
  const site = new VirtualSite({ bundle, boardFile, seed, family });
  const deeds = new Deeds(site);
  const recorder = new Recorder(deeds);
  const host = new FakeHost();
  const pace = new SlicedPace(site.clock, 1, host);
  site.node.board.uart("USB").onWrite = () => {};
  site.node.powerOn();
  pace.start();
  playing(site, { deeds, recorder, host, pace });
  pace.stop();
  return { site, steps: recorder.steps() };
}

/** Slices of odd lengths at odd speeds. */
const byHand =
  (rows: readonly Row[], seed: number): Playing =>
  (site, { deeds, recorder, host, pace }) => {
    const random = new Random(seed);
    for (const [afterS, ...steps] of rows) {
      const dueMs = site.clock.nowMs + afterS * 1000;
      while (site.clock.nowMs < dueMs) {
        pace.setSpeed(random.between(1, 30) / 7);
        host.run(random.between(20, 4000));
        site.node.status();
      }
      for (const step of steps) {
        if (step.note === undefined) deeds.order(step);
        else recorder.note(step.note);
      }
    }
    host.run(90_000);
  };

function run(site: VirtualSite, steps: readonly Step[], deeds = new Deeds(site)): () => Outcome | undefined {
  let outcome: Outcome | undefined;
  const done = (one: Outcome) => {
    outcome = one;
  };
  new ScenarioRun(site, steps, { done }, deeds).start();
  return () => outcome;
}

function replay(steps: readonly Step[], seed: number, family: FamilyName): VirtualSite {
  const site = new VirtualSite({ bundle, boardFile, seed, family });
  const outcome = run(site, parseScenario(scenarioText(steps)));
  site.node.powerOn();
  site.clock.runUntil(() => outcome() !== undefined, 1e9);
  assert.equal(outcome()?.why, "");
  return site;
}

function assertSame(played: VirtualSite, again: VirtualSite): void {
  const [one, other] = [traceOf(played), traceOf(again)];
  for (const key of Object.keys(one) as (keyof typeof one)[]) assert.deepEqual(other[key], one[key], key);
}

describe("a session played again: the same lines at the same times, the same console, events and flash", () => {
  for (const [seed, family] of [
    [1, "air202"],
    [2, "air780e"],
    [3, "air724"],
  ] as const) {
    test(`by hand, ${family}, seed ${seed}`, () => {
      const { site, steps } = session(seed, family, byHand(PLAYED, seed * 31));
      const { at, stops } = site.node;
      assert.ok(at.length > 300 && site.events.length > 3, `${at.length} lines, ${site.events.length} events`);
      assert.equal(stops.filter((cause) => cause === "power-cut").length, 2, stops.join());
      assertSame(site, replay(steps, seed, family));
    });
  }

  for (const name of ["alarm", "restart", "power-cut"]) {
    test(`${name}.json played in the middle of one, and a hand in between`, () => {
      const script = readFileSync(new URL(`../../scenarios/${name}.json`, import.meta.url), "utf8");
      const { site, steps } = session(5, "air202", (playing, { deeds, host, pace }) => {
        host.run(1234.567);
        const outcome = run(playing, parseScenario(script), deeds);
        pace.setSpeed(37);
        while (!outcome()) {
          host.run(333);
          deeds.order({ humidityPercent: 60 });
        }
        assert.equal(outcome()?.why, "");
      });
      assertSame(site, replay(steps, 5, "air202"));
    });
  }

  test("another seed is another run", () => {
    const { site, steps } = session(1, "air202", byHand(PLAYED.slice(0, 3), 9));
    assert.throws(() => assertSame(site, replay(steps, 2, "air202")), /at/);
  });

  test("the command plays it, in a shell", () => {
    const { site, steps } = session(8, "air780e", byHand(PLAYED.slice(0, 6), 77));
    const folder = mkdtempSync(join(tmpdir(), "canary-session-"));
    const scenario = join(folder, "a session.json");
    writeFileSync(scenario, scenarioText(steps));
    const command = replayCommand({ board: "pico", modem: "air780e", seed: 8, scenario });
    const canary = `npx() { shift; "${process.execPath}" tools/canary.mjs "$@"; }`;
    const out = execFileSync("sh", ["-c", `${canary}; ${command} --json`], { cwd: ROOT, encoding: "utf8" });
    rmSync(folder, { recursive: true });
    const shown = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ kind }) => kind === "at")
      .map(({ t, direction, text }) => `${t} ${direction} ${text}`);
    const lines = site.node.at.map(({ atMs, direction, text }) => `${Math.round(atMs) / 1000} ${direction} ${text}`);
    // The login's line is masked.
    const isOpen = (line: string) => !line.includes("+MCONFIG=");
    assert.deepEqual(shown.filter(isOpen), lines.filter(isOpen));
  });
});

describe("what is recorded", () => {
  function recorded(): { site: VirtualSite; deeds: Deeds; recorder: Recorder } {
    const site = new VirtualSite({ bundle: "", boardFile });
    const deeds = new Deeds(site);
    return { site, deeds, recorder: new Recorder(deeds) };
  }

  test("deeds at half milliseconds, each at its own; notes where they were made; the time up to now", () => {
    const { site, deeds, recorder } = recorded();
    site.clock.runFor(1000.123);
    deeds.order({ gasLelPercent: 1 });
    deeds.order({ gasLelPercent: 2 });
    site.clock.runFor(10);
    recorder.note("an update was begun");
    site.clock.runFor(0.1);
    deeds.order({ fault: "mute", forS: 2 });
    site.clock.runFor(500);
    assert.deepEqual(recorder.steps(), [
      { sleepS: 1.0005 },
      { gasLelPercent: 1 },
      { sleepS: 0.0005 },
      { gasLelPercent: 2 },
      { sleepS: 0.01 },
      { note: "an update was begun" },
      { sleepS: 0.0005 },
      { fault: "mute", forS: 2 },
      { sleepS: 0.5 },
    ]);
  });

  test("what could not be done is not in it", () => {
    const { deeds, recorder } = recorded();
    assert.throws(() => deeds.order({ faultEnds: "mute" }), /does not stand/);
    assert.throws(() => deeds.order({ console: "1" }), /the board is off/);
    assert.equal(recorder.count, 0);
  });

  test("a sleep beyond a scenario's longest is cut in pieces", () => {
    const { site, recorder } = recorded();
    site.clock.runFor(15 * DAY_MS + 1500);
    const steps = recorder.steps();
    assert.deepEqual(steps, [{ sleepS: 604_800 }, { sleepS: 604_800 }, { sleepS: 86_401.5 }]);
    assert.deepEqual(parseScenario(scenarioText(steps)), steps);
  });

  test("there is an end to it, and it is said", () => {
    const { deeds, recorder } = recorded();
    for (let i = 0; i < 20_003; i++) deeds.perform({ temperatureC: i % 50 });
    assert.equal(recorder.count, 20_000);
    assert.deepEqual(recorder.steps().at(-1), { note: "3 deeds more were not recorded" });
  });

  test("a step a line, as people write them", () => {
    const steps = [{ fault: "mute", forS: 2 }, { cloudSet: { PowerSwitch: 1 } }];
    assert.equal(scenarioText(steps), '[\n  { "fault": "mute", "forS": 2 },\n  { "cloudSet": {"PowerSwitch":1} }\n]\n');
  });

  for (const [what, options, command] of [
    ["the example's settings", {}, "--board pico --modem air202 --seed 7 --scenario session.json"],
    [
      "a file of settings, by its name",
      { config: "canary.local.json" },
      "--board pico --modem air202 --seed 7 --config canary.local.json --scenario session.json",
    ],
    [
      "names that a shell would take apart",
      { config: "it's mine.json", scenario: "a b.json" },
      "--board pico --modem air202 --seed 7 --config 'it'\\''s mine.json' --scenario 'a b.json'",
    ],
  ] as const) {
    test(`the command: ${what}`, () => {
      const usual = { board: "pico", modem: "air202", seed: 7, scenario: "session.json" };
      assert.equal(replayCommand({ ...usual, ...options }), `npx canary run --speed max ${command}`);
    });
  }
  test("the command: a cloud behind a socket", () => {
    const options = { board: "pico", modem: "air202", seed: 7, scenario: "session.json" };
    assert.equal(
      replayCommand({ ...options, cloud: ["--broker", "mqtt://10.0.0.2:1883"] }),
      "npx canary run --broker mqtt://10.0.0.2:1883 --board pico --modem air202 --seed 7 --scenario session.json",
    );
  });
});
