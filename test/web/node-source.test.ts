/** Orders of a page at a virtual node, and what it is told then: on the real bundle, in virtual time. */
import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { Deeds } from "../../sim/deeds.ts";
import { SlicedPace } from "../../sim/pace.ts";
import { parseScenario } from "../../sim/scenario.ts";
import { ScenarioRun } from "../../sim/scenario-run.ts";
import type { SavedSession } from "../../sim/web/messages.ts";
import type { Happening } from "../../sim/web/news.ts";
import { Rig } from "../bundle/rig.ts";
import { sourceOf } from "./site-source.ts";

class Desk {
  readonly site = new Rig();
  readonly deeds = new Deeds(this.site);
  readonly pace = new SlicedPace(this.site.clock, 10);
  readonly happenings: Happening[] = [];
  touches = 0;
  readonly source = sourceOf(this.site, {
    deeds: this.deeds,
    pace: this.pace,
    touched: () => {
      this.touches++;
    },
  });

  constructor(t: TestContext) {
    t.after(
      this.source.follow((kind, item) => {
        if (kind === "happenings") this.happenings.push(item as Happening);
      }),
    );
    t.after(() => this.pace.stop());
  }

  get faults() {
    return this.source.live().faults;
  }

  /** "fault mute", one for each. */
  get story(): string[] {
    return this.happenings.map(({ what, text }) => `${what} ${text}`);
  }
}

describe("faults by hand", () => {
  it("one that is held stands, with its time, until it is ended", (t) => {
    const desk = new Desk(t);
    desk.site.online();
    desk.source.order({ do: "step", step: { fault: "loginRefused:4" } });
    const [standing] = desk.faults.standing;
    assert.deepEqual(desk.faults.standing, [{ name: "loginRefused:4", sinceMs: desk.happenings.at(-1)?.atMs }]);
    assert.ok((standing?.sinceMs ?? 0) > 5000);
    desk.site.clock.runFor(1000);
    desk.source.order({ do: "step", step: { faultEnds: "loginRefused" } });
    assert.deepEqual(desk.faults.standing, []);
    assert.deepEqual(desk.story.slice(-2), ["fault loginRefused:4", "faultEnds loginRefused:4"]);
    assert.ok(desk.touches > 0, "whoever plays by himself stops");
  });
  it("one for some seconds ends at its very time", (t) => {
    const desk = new Desk(t);
    desk.source.order({ do: "step", step: { fault: "mute", forS: 7 } });
    const begunMs = desk.site.clock.nowMs;
    desk.site.clock.runFor(60_000);
    const ended = desk.happenings.find(({ what }) => what === "faultEnds");
    assert.equal((ended?.atMs ?? 0) - begunMs, 7000);
    assert.deepEqual(desk.faults.standing, []);
  });
  it("one that is over at once leaves its mark and does not stand", (t) => {
    const desk = new Desk(t);
    desk.source.order({ do: "step", step: { fault: "rebooting" } });
    assert.deepEqual(desk.faults.standing, []);
    assert.deepEqual(desk.story, ["fault rebooting"]);
  });
  it("a power cut is armed until the flash is written, and the power comes back", (t) => {
    const desk = new Desk(t);
    desk.site.warm();
    desk.source.order({ do: "step", step: { powerCut: "next-write", backAfterS: 3 } });
    assert.equal(desk.faults.isCutArmed, true);
    desk.source.order({ do: "step", step: { gasLelPercent: 25 } });
    desk.site.waitFor("the cut", () => desk.site.node.stops.includes("power-cut"), 60);
    assert.equal(desk.faults.isCutArmed, false);
    assert.deepEqual(
      desk.source.live().sensor.gasState,
      null,
      "of a board without power nobody knows what it makes of the gas",
    );
    desk.site.waitFor("power", () => desk.story.at(-1) === "power on", 10);
    assert.equal(desk.story.includes("power power-cut"), true);
  });
  it("the network's cut is told until it is restored", (t) => {
    const desk = new Desk(t);
    assert.equal(desk.faults.isNetworkCut, false);
    for (const [network, isCut] of [
      ["cut", true],
      ["drop", true],
      ["restore", false],
    ] as const) {
      desk.source.order({ do: "step", step: { network } });
      assert.equal(desk.faults.isNetworkCut, isCut, network);
    }
    assert.deepEqual(desk.story, ["order network cut", "order network drop", "order network restore"]);
  });
  it("a course of gas is told by its name until another gas is set", (t) => {
    const desk = new Desk(t);
    const profile = () => desk.source.live().sensor.profile;
    desk.source.order({ do: "step", step: { gasProfile: "slow-leak" } });
    assert.equal(profile(), "slow-leak");
    desk.source.order({ do: "step", step: { temperatureC: 30 } });
    assert.equal(profile(), "slow-leak");
    desk.source.order({ do: "step", step: { gasLelPercent: 0 } });
    assert.equal(profile(), null);
  });
});

describe("scripts from the page", () => {
  const play = (desk: Desk, steps: unknown) =>
    desk.source.order({ do: "play", name: "x.json", script: JSON.stringify(steps, undefined, 1) });

  it("tell their step, their notes and that they passed", (t) => {
    const desk = new Desk(t);
    play(desk, [{ note: "gas comes" }, { gasLelPercent: 5 }, { sleepS: 10 }, { gasLelPercent: 0 }]);
    desk.site.clock.runFor(5000);
    assert.deepEqual(desk.faults.script, { name: "x.json", at: 3, steps: 4, outcome: null });
    desk.site.clock.runFor(10_000);
    assert.deepEqual(desk.faults.script, { name: "x.json", at: 4, steps: 4, outcome: { how: "passed", text: "" } });
    assert.deepEqual(desk.story, [
      "note gas comes",
      "order gasLelPercent 5",
      "order gasLelPercent 0",
      "note x.json: passed",
    ]);
  });
  it("tell why they failed", (t) => {
    const desk = new Desk(t);
    play(desk, [{ wait: { gasState: 3 }, withinS: 2 }]);
    desk.site.clock.runFor(5000);
    const { outcome } = desk.faults.script ?? {};
    assert.equal(outcome?.how, "failed");
    assert.match(outcome?.text ?? "", /did not come true within 2 s\. Seen: .*gasState 0/);
  });
  it("stop, and do nothing more", (t) => {
    const desk = new Desk(t);
    play(desk, [{ sleepS: 5 }, { gasLelPercent: 50 }]);
    desk.site.clock.runFor(1000);
    desk.source.order({ do: "stop" });
    desk.site.clock.runFor(10_000);
    assert.equal(desk.site.node.sensor.lelPercent, 0);
    assert.deepEqual(desk.faults.script?.outcome, { how: "stopped", text: "" });
  });
  it("that are wrong are refused whole, and one that plays goes on", (t) => {
    const desk = new Desk(t);
    play(desk, [{ sleepS: 5 }, { gasLelPercent: 50 }]);
    assert.throws(() => play(desk, [{ gasLelPercent: 5 }, { gas: 5 }]), /line \d+, column \d+: step 2: unknown step/);
    desk.site.clock.runFor(10_000);
    assert.equal(desk.site.node.sensor.lelPercent, 50);
  });
});

describe("keys", () => {
  it("are told as the line that they type", (t) => {
    const desk = new Desk(t);
    desk.site.warm();
    const before = desk.story.length;
    for (const key of "\x1b[2H1+1\r2") {
      desk.source.order({ do: "type", text: key });
      desk.site.clock.runFor(100);
    }
    assert.deepEqual(desk.story.slice(before), ["order type 1+1"]);
  });
});

describe("the session", () => {
  it("says where a secret stands no more in what is saved", (t) => {
    const site = new Rig();
    t.after(() => site.node.dispose());
    site.warm();
    const mask = (text: string) => text.replaceAll("hunter2", "***");
    const source = sourceOf(site, { mask });
    const saved = () => source.order({ do: "save" });
    source.order({ do: "step", step: { gasLelPercent: 5 } });
    assert.deepEqual([saved().text, /"note"/.test((saved().data as SavedSession).script)], ["", false]);
    source.order({ do: "step", step: { console: 'x="hunter2"' } });
    assert.match(saved().text, /a secret that was typed is \*\*\*/);
    const [first, ...others] = parseScenario((saved().data as SavedSession).script);
    assert.match(first?.note ?? "", /put it in, or it is another run/);
    assert.ok(others.some(({ console }) => console === 'x="***"'));
  });
  it("that had its cloud behind a socket says that it is not the same again, and where the cloud was", (t) => {
    const site = new Rig();
    t.after(() => site.node.dispose());
    const { text, data } = sourceOf(site, { cloud: ["--broker", "mqtt://10.0.0.2:1883"] }).order({ do: "save" });
    const { command, script } = data as SavedSession;
    assert.match(text, /real sockets/);
    assert.match(parseScenario(script)[0]?.note ?? "", /real sockets/);
    assert.match(command, /^npx canary run --broker mqtt:\/\/10\.0\.0\.2:1883 --board/);
  });
  it("that is saved is the same run again", (t) => {
    const desk = new Desk(t);
    desk.site.warm();
    desk.source.order({ do: "step", step: { gasLelPercent: 25 } });
    for (let s = 0; s < 60; s++) {
      // A page looks on all the while.
      desk.source.live();
      desk.site.clock.runFor(1000);
    }
    desk.source.order({ do: "step", step: { fault: "networkCut", forS: 20 } });
    desk.site.clock.runFor(60_000);
    const { data } = desk.source.order({ do: "save" });
    const { name, script, command } = data as SavedSession;
    assert.match(command, new RegExp(`^npx canary run .*--board pico --modem air202 --seed 1 --scenario ${name}$`));
    const again = new Rig();
    let isOver = false;
    const done = (): void => {
      isOver = true;
    };
    new ScenarioRun(again, parseScenario(script), { done }).start();
    again.waitFor("the end of the scenario", () => isOver, 600);
    const endMs = desk.site.clock.nowMs;
    assert.deepEqual(
      again.node.at.filter(({ atMs }) => atMs <= endMs),
      desk.site.node.at,
    );
  });
});

describe("the pace", () => {
  it("is set, paused and stepped, and told", (t) => {
    const desk = new Desk(t);
    desk.pace.start();
    desk.source.order({ do: "pace", speed: 1000, isPaused: true });
    assert.deepEqual(desk.source.live().pace, { speed: 1000, actual: 0, isPaused: true });
    assert.throws(() => desk.source.order({ do: "pace", speed: 20_000 }), /10000/);
    desk.source.order({ do: "pace", isPaused: false });
    assert.equal(desk.source.live().pace?.isPaused, false);
    assert.equal(desk.touches, 0, "the pace is no deed");
  });
});
