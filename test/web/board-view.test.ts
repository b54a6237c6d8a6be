/** A real board by its lines alone, and by what it answers: made by a virtual one, of which the page is told nothing else. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { eventText } from "../../sim/web/event-text.ts";
import type { News, NewsKind } from "../../sim/web/news.ts";
import type { BoardAnswers } from "../../tools/web/board-answers.ts";
import { BoardView } from "../../tools/web/board-view.ts";
import { MACHINE } from "../../tools/web/machine-table.ts";
import { ALARM, Rig, rigBoard } from "../bundle/rig.ts";

const EPOCH_MS = 1_700_000_000_000;
const linux = await rigBoard("linux");

/** The desk's side of a line: what the board prints, and what it says when it is asked. */
class Desk {
  readonly rig: Rig;
  readonly view: BoardView;
  readonly news: { [K in NewsKind]?: News[K][] } = {};

  constructor(options: ConstructorParameters<typeof Rig>[0] = {}) {
    this.rig = new Rig(options);
    const { clock, node } = this.rig;
    this.view = new BoardView(MACHINE, () => EPOCH_MS + clock.nowMs);
    this.view.follow((kind, item) => {
      (this.news as Record<string, unknown[]>)[kind] ??= [];
      (this.news[kind] as unknown[]).push(item);
    });
    for (const { text } of node.console) this.view.line(text);
    node.onConsole(({ text }) => this.view.line(text));
    this.view.connected();
  }

  trace(): this {
    this.rig.node.ask("canary.trace(true)");
    return this;
  }

  ask(...names: readonly (keyof BoardAnswers)[]): void {
    const { node } = this.rig;
    const answers = names.map((name) => [
      name,
      JSON.parse(node.ask(`print(JSON.stringify(canary.${name}()))`)[0] ?? "null"),
    ]);
    this.view.answered(Object.fromEntries(answers));
  }

  /** The last word on each record. */
  get stages(): string[] {
    return [...new Map(this.of("records").map(({ id, stage }) => [id, stage])).values()];
  }

  of<K extends NewsKind>(kind: K): News[K][] {
    return (this.news[kind] ?? []) as News[K][];
  }
}

/** Paths of all that is known. */
function known(value: unknown, path = ""): string[] {
  if (value === null || value === undefined) return [];
  if (typeof value !== "object") return [path];
  return Object.entries(value).flatMap(([key, one]) => known(one, path === "" ? key : `${path}.${key}`));
}

describe("what it has not told", () => {
  test("before a word: nothing is known", () => {
    const view = new BoardView(MACHINE, () => EPOCH_MS);
    assert.deepEqual(known(view.live()), ["faults.isCutArmed"]);
  });

  test("by its lines alone: time and link, and no zero for what it has not said", () => {
    const { rig, view } = new Desk();
    rig.online();
    assert.deepEqual(known(view.live()).sort(), ["faults.isCutArmed", "link.sinceMs", "link.state", "nowMs"]);
    assert.equal(view.live().link.state, "ONLINE");
  });

  test("what no board can tell stays unknown when it has answered everything", () => {
    const desk = new Desk();
    desk.rig.warm();
    desk.ask("status", "gas", "alarm", "journal");
    const { sensor, board, journal, pace, fleet } = desk.view.live();
    assert.deepEqual(
      [
        sensor.trueLelPercent,
        sensor.temperatureC,
        sensor.fault,
        board.red,
        board.buzzer,
        journal.pages,
        journal.erases,
      ],
      [null, null, null, null, null, null, null],
    );
    assert.deepEqual([pace, fleet], [null, null]);
  });

  test("a line that is lost: it is as unknown as at first, and the loss is told", () => {
    const desk = new Desk();
    desk.rig.warm();
    desk.ask("status", "gas", "alarm");
    desk.view.lost("unplugged");
    assert.deepEqual(known(desk.view.live()).sort(), ["faults.isCutArmed", "nowMs"]);
    assert.match(desk.of("happenings").at(-1)?.text ?? "", /the line is lost: unplugged/);
  });
});

describe("what it answers", () => {
  test("as it is asked: reading, set points, counters", () => {
    const desk = new Desk();
    desk.rig.warm();
    desk.ask("status", "gas", "alarm", "journal");
    const { sensor, board, journal, link } = desk.view.live();
    assert.deepEqual(
      [sensor.tag, sensor.gasState, sensor.warningLelPercent, sensor.alarmLelPercent],
      ["ok", 1, 10, 20],
    );
    assert.ok(sensor.lelPercent !== null && sensor.lelPercent < 1);
    assert.deepEqual([board.isOn, board.boots, board.resetCause, board.output], [true, 1, "power-on", false]);
    assert.deepEqual([journal.waiting, journal.dropped, link.failures, link.signalDbm], [0, 0, 0, -69]);
    assert.deepEqual([board.faults, sensor.isOver], [[], false]);
    desk.rig.node.setLelPercent(30);
    desk.rig.clock.runFor(20_000);
    desk.ask("status", "gas");
    assert.equal(desk.view.live().sensor.isOver, true, "30 %LEL are more than this sensor can measure");
  });

  test("it has stopped to answer: what it said is not known any more", () => {
    const desk = new Desk();
    desk.rig.warm();
    desk.ask("status");
    desk.view.silent();
    const { board, sensor } = desk.view.live();
    assert.deepEqual([board.boots, board.faults, sensor.lelPercent], [null, null, null]);
  });

  test("it is dead: neither gas state nor link is known any more; a word of it, and they are again", () => {
    const desk = new Desk().trace();
    desk.rig.warm();
    desk.ask("status");
    desk.rig.waitFor("something at the cloud", () => desk.view.live().cloud?.devices[0]?.isOnline === true, 60);
    const { view } = desk;
    const { link, sensor } = view.live();
    view.silent();
    const dead = view.live();
    assert.deepEqual(known(dead.link), []);
    assert.deepEqual(known(dead.sensor), []);
    assert.deepEqual([dead.cloud?.devices[0]?.isOnline, dead.cloud?.login], [null, null]);
    assert.deepEqual([desk.of("points").at(-1)?.gasState, desk.of("points").at(-1)?.lelPercent], [null, null]);
    view.line(`${(desk.rig.clock.nowMs / 1000).toFixed(1)} a word`);
    assert.deepEqual([view.live().link.state, view.live().link.sinceMs], ["ONLINE", link.sinceMs]);
    assert.equal(view.live().sensor.gasState, sensor.gasState);
    assert.equal(desk.of("points").at(-1)?.gasState, sensor.gasState);
  });

  test("found in the middle of a run: its state is known, and since when is not", () => {
    const { rig } = new Desk();
    rig.online();
    const late = new BoardView(MACHINE, () => EPOCH_MS);
    late.answered({ status: JSON.parse(rig.node.ask("print(JSON.stringify(canary.status()))")[0] ?? "") });
    assert.deepEqual([late.live().link.state, late.live().link.sinceMs, late.live().nowMs], ["ONLINE", null, null]);
  });
});

describe("a record whose end nobody has seen", () => {
  /** An alarm waits in the journal of a board that is traced, and the network is gone. */
  function waiting(): Desk {
    const desk = new Desk().trace();
    const { rig } = desk;
    rig.warm();
    desk.ask("status", "journal");
    rig.network.cut();
    rig.node.setLelPercent(25);
    rig.waitFor("the alarm", () => desk.view.live().sensor.gasState === ALARM, 60);
    desk.ask("status", "journal");
    assert.ok(["waits", "sent"].includes(desk.stages.at(-1) ?? ""));
    assert.equal(desk.view.isTracing, true);
    return desk;
  }

  function deliver({ rig }: Desk): void {
    rig.network.restore();
    rig.waitFor("an empty journal", () => rig.node.status()?.["waiting"] === 0, 900, 1000);
    assert.ok(rig.eventsOf(ALARM).length > 0);
  }

  test("the trace was switched off, whoever did it: delivered meanwhile it is unknown, and not lost", () => {
    const desk = waiting();
    desk.rig.node.ask("canary.trace(false)");
    deliver(desk);
    desk.ask("status", "journal");
    assert.deepEqual([...new Set(desk.stages)], ["unknown"]);
    assert.equal(desk.view.isTracing, false);
    desk.trace();
    desk.rig.node.setLelPercent(0);
    desk.rig.waitFor("the end of the gas at the cloud", () => desk.stages.at(-1) === "acknowledged", 120);
    assert.equal(desk.view.isTracing, true);
  });

  test("the board says that its trace is off: what is on its way is unknown from then on, until it is listed again", () => {
    const desk = waiting();
    desk.rig.node.ask("canary.trace(false)");
    desk.view.traced(false);
    assert.deepEqual([...new Set(desk.stages)], ["unknown"]);
    desk.trace().view.traced(true);
    desk.ask("status", "journal");
    assert.ok(["waits", "sent"].includes(desk.stages.at(-1) ?? ""));
    deliver(desk);
    desk.ask("status", "journal");
    assert.deepEqual([...new Set(desk.stages)], ["acknowledged"]);
  });

  test("the board counts it as given up: it is lost", () => {
    const view = new BoardView(MACHINE, () => EPOCH_MS);
    const stages: string[] = [];
    view.follow((kind, item) => kind === "records" && stages.push((item as News["records"]).stage));
    view.line("1.0 < RDY");
    const record = { id: 7, kind: "fault 12", value: 1, state: "waits" } as const;
    view.answered({ status: { dropped: 2 }, journal: [record] });
    view.answered({ status: { dropped: 3 }, journal: [] });
    assert.deepEqual(stages, ["waits", "lost"]);
  });

  test("what waited before anybody looked is as old as the board says; where it knew no time, nobody knows", () => {
    const view = new BoardView(MACHINE, () => EPOCH_MS);
    const records: News["records"][] = [];
    view.follow((kind, item) => kind === "records" && records.push(item as News["records"]));
    view.line("5000.0 < OK");
    const record = { kind: "gas 3", value: 500, state: "waits" } as const;
    const decidedS = EPOCH_MS / 1000 - 4200;
    view.answered({
      journal: [
        { ...record, id: 7, timeS: decidedS },
        { ...record, id: 8, timeS: 0 },
      ],
    });
    const nowMs = view.live().nowMs as number;
    assert.deepEqual(
      records.map(({ atMs }) => atMs && nowMs - atMs),
      [4_200_000, null],
    );
  });

  test("a login without a line of the modem's: it is not traced any more, and no step is known to be needless", () => {
    const desk = new Desk().trace();
    desk.rig.online();
    assert.equal(desk.view.isTracing, true);
    desk.rig.node.ask("canary.trace(false)");
    desk.rig.platform.kick(desk.rig.device);
    desk.rig.waitFor("the link lost", () => desk.rig.node.state !== "ONLINE", 60);
    desk.rig.online(300);
    assert.equal(desk.view.isTracing, false);
    assert.deepEqual(desk.view.live().link.skipped, []);
  });

  for (const end of ["lost", "restarted"] as const)
    test(`the line is ${end}`, () => {
      const desk = waiting();
      desk.view[end]("unplugged");
      assert.deepEqual([...new Set(desk.stages)], ["unknown"]);
      assert.equal(desk.view.isTracing, false);
    });
});

describe("lines", () => {
  test("each state with its time, its reason, and a deadline by the firmware's table", () => {
    const desk = new Desk();
    desk.rig.online();
    assert.deepEqual(
      desk.of("transitions").map(({ state }) => state),
      "OFF AT MQTTSTATU CPIN CSQ CREG CGATT CSTT CIICR CIFSR MCONFIG MIPSTART MCONNECT MSUB ONLINE".split(" "),
    );
    const view = new BoardView(MACHINE, () => EPOCH_MS);
    view.line("13.1 MIPSTART");
    const deadlineS = MACHINE.find(({ name }) => name === "MIPSTART")?.deadlineS ?? Number.NaN;
    assert.equal(view.live().link.deadlineMs, 13_100 + deadlineS * 1000);
  });

  test("AT lines of the trace by direction, counted; other lines are the console's", () => {
    const desk = new Desk().trace();
    desk.rig.online();
    const lines = desk.of("lines");
    assert.deepEqual(
      lines.map(({ number }) => number),
      lines.map((_, i) => i + 1),
    );
    assert.ok(lines.some(({ direction, text }) => direction === ">" && text.startsWith("AT+MIPSTART=")));
    assert.ok(lines.some(({ direction, text }) => direction === "<" && text === "CONNECT OK"));
    assert.ok(desk.of("console").some((text) => text.startsWith("gas-canary 0.1.0")));
  });

  test("a change of the gas is told at once, before anybody asks", () => {
    const desk = new Desk();
    desk.rig.warm();
    desk.ask("status");
    desk.rig.node.setLelPercent(25);
    desk.rig.waitFor("the alarm", () => desk.view.live().sensor.gasState === ALARM, 60);
    assert.equal(desk.of("points").at(-1)?.gasState, ALARM);
    assert.equal(desk.of("points").at(-1)?.trueLelPercent, null);
  });

  test("a start begins its seconds anew, and the time line goes on", () => {
    const view = new BoardView(MACHINE, () => EPOCH_MS);
    view.line("100.0 ONLINE");
    view.restarted();
    assert.deepEqual([view.live().nowMs, view.live().link.state], [100_000, null]);
    view.line("2.0 AT");
    assert.equal(view.live().nowMs, 102_000);
  });
});

describe("what happens, for the time line", () => {
  const told = (desk: Desk): string[] => desk.of("happenings").map(({ what, text }) => `${what} ${text}`);

  test("an alarm: the link up, the gas, and its event when the cloud has it", () => {
    const desk = new Desk().trace();
    desk.rig.warm();
    desk.rig.alarm();
    desk.rig.clock.runFor(5000);
    const all = told(desk);
    assert.deepEqual(
      all.filter((one) => !one.startsWith("event")),
      ["note the link is up", "gas 1", "gas 3", "gas 1"],
    );
    assert.deepEqual(
      all.filter((one) => one.startsWith("event")),
      desk.rig.events.map(({ name, outputs }) => `event ${eventText(name, outputs)}`),
    );
    assert.ok(all.findIndex((one) => one.includes("GasState 3")) > all.indexOf("gas 3"));
  });

  test("the link lost and found, and why", () => {
    const desk = new Desk();
    desk.rig.online();
    desk.rig.network.drop();
    desk.rig.waitFor("the link lost", () => desk.rig.node.state !== "ONLINE", 120);
    desk.rig.online(300);
    const [, lost = "", found] = told(desk);
    assert.match(lost, /^error the link is lost: \S/);
    assert.equal(found, "note the link is up");
  });

  test("faults that it finds, a start, what it is told to do from here", () => {
    const desk = new Desk();
    desk.view.line("5.0 fault 12");
    desk.view.line("6.0 fault 12 is over");
    desk.view.restarted();
    desk.view.ordered("self-test");
    assert.deepEqual(told(desk).slice(-4), ["fault 12", "faultEnds 12", "power on", "order self-test"]);
  });
});

describe("the cloud, by what passes on the wire", () => {
  test("properties, an alarm's events and its record, all the way to the acknowledgement", () => {
    const desk = new Desk().trace();
    desk.rig.warm();
    desk.rig.node.setLelPercent(25);
    desk.rig.waitFor("the alarm acknowledged", () => desk.rig.eventsOf(ALARM).length > 0, 60);
    desk.rig.clock.runFor(5000);
    const { cloud } = desk.view.live();
    assert.deepEqual([cloud?.device, cloud?.devices[0]?.isOnline], ["D001&a1EXAMPLE00", true]);
    assert.equal(cloud?.properties.find(({ name }) => name === "GasState")?.value, ALARM);
    assert.deepEqual(
      [cloud?.login?.client, cloud?.login?.keepAliveS, cloud?.isEnabled, cloud?.desired],
      [null, 300, null, null],
    );
    assert.deepEqual(
      desk.of("events").map(({ id, type, outputs }) => [id, type, outputs["GasState"]]),
      desk.rig.events.map(({ id, outputs }) => [id, "alert", outputs["GasState"]]),
    );
    const ids = desk.rig.events.map(({ id }) => id);
    for (const id of ids)
      assert.deepEqual(
        desk.of("records").flatMap((one) => (one.id === id ? [one.stage] : [])),
        ["sent", "taken", "acknowledged"],
      );
  });

  test("an order and its answer", () => {
    const desk = new Desk().trace();
    desk.rig.online();
    const { id } = desk.rig.platform.propertySet(desk.rig.device, { PowerSwitch: 1 });
    desk.rig.waitFor("its answer", () => desk.of("calls").at(-1)?.code === 200, 30);
    assert.deepEqual(
      desk.of("calls").map((call) => [call.id, call.what, call.code]),
      [
        [id, "service.property.set", null],
        [id, "service.property.set", 200],
      ],
    );
  });

  test("tags and version, where the board has them", () => {
    const desk = new Desk(linux).trace();
    desk.rig.online();
    const has = () => desk.view.live().cloud?.tags != null && desk.view.live().cloud?.version != null;
    desk.rig.waitFor("both", has, 300, 1000);
    assert.equal(desk.view.live().cloud?.tags?.find(({ key }) => key === "Board")?.value, "linux");
  });

  test("without the trace it is unknown", () => {
    const desk = new Desk();
    desk.rig.warm();
    assert.equal(desk.view.live().cloud, null);
  });

  for (const line of [
    '1.0 < +MSUB: "/sys/a/b/thing/service/x",9,{"id":',
    '1.0 > AT+MPUB="/sys/a/b/thing/event/property/post",1,0,"[1]"',
  ])
    test(`half a message is no message: ${line}`, () => {
      const view = new BoardView(MACHINE, () => EPOCH_MS);
      view.line(line);
      assert.equal(view.live().cloud, null);
    });
});
