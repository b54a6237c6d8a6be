/** What the cloud may set, and the services that boards with room have beside: through the bundle, the modem and the platform. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { EXAMPLE_CONFIG } from "../../sim/profile.ts";
import { ALARM, configWith, NORMAL, RAISES_S, Rig, rigBoard } from "./rig.ts";

const BOARDS = [await rigBoard("esp32"), await rigBoard("linux")];
const [LARGE] = BOARDS as [(typeof BOARDS)[0]];
const ANSWER_S = 10;
const REPORT_S = 30;
const RESTART_S = 5;
const COLD_START_S = 60;

type Values = Readonly<Record<string, number | string>>;

function set(rig: Rig, values: Values): number | undefined {
  const call = rig.platform.propertySet(rig.device, values);
  rig.waitFor(`the answer to ${JSON.stringify(values)}`, () => call.reply !== undefined, ANSWER_S);
  return call.reply?.code;
}

function call(rig: Rig, name: string) {
  const made = rig.platform.service(rig.device, name, {});
  rig.waitFor(`the answer of ${name}`, () => made.reply !== undefined, ANSWER_S);
  return made.reply as { code: number; data?: Record<string, unknown> };
}

const shown = (rig: Rig, name: string): unknown => rig.platform.property(rig.device, name)?.value;

const postsOf = (rig: Rig): string[] =>
  rig.platform.messages
    .filter(({ kind, topic = "" }) => kind === "up" && topic.endsWith("/event/property/post"))
    .map(({ payload = "" }) => payload);

/** The platform shows a value once the device has posted it. */
function waitShown(rig: Rig, values: Values, withinS = REPORT_S): void {
  rig.waitFor(
    `the platform shows ${JSON.stringify(values)}`,
    () => Object.entries(values).every(([name, value]) => shown(rig, name) === Number(value)),
    withinS,
  );
}

const alarmPpm = (rig: Rig): unknown =>
  JSON.parse(rig.node.ask("print(JSON.stringify(canary.alarm()))")[0] ?? "{}").alarmPpm;

function restart(rig: Rig): Rig {
  const { bootCount } = rig.node.board;
  rig.node.ask("canary.reboot()");
  rig.waitFor("the restart", () => rig.node.board.bootCount > bootCount, RESTART_S);
  return rig.online(COLD_START_S);
}

for (const board of BOARDS) {
  describe(board.boardFile.board.id, () => {
    const rows: readonly Values[] = [
      { PowerSwitch: 1 },
      { ReportInterval: 20 },
      { WarningLevel: 4.5 },
      { AlarmLevel: 12.5 },
      { AlarmLevel: "15.5", WarningLevel: "2.5", ReportInterval: "30", PowerSwitch: "1" },
    ];
    for (const values of rows) {
      test(`set ${JSON.stringify(values)}: answered, told, and there after a restart`, () => {
        const rig = new Rig(board).online();
        waitShown(rig, { PowerSwitch: 0, ReportInterval: 300, WarningLevel: 10, AlarmLevel: 20 });
        assert.equal(set(rig, values), 200);
        waitShown(rig, values);
        const { PowerSwitch, ...kept } = values;
        assert.equal(rig.node.output, PowerSwitch !== undefined);
        restart(rig);
        waitShown(rig, { ...kept, PowerSwitch: 0 });
        rig.assertClean();
      });
    }
  });
}

test("the three are told with a session's first report and when they change, not with each report", () => {
  const rig = new Rig({ ...LARGE, config: configWith({ report: { intervalS: 10 } }) }).online();
  const told = () => postsOf(rig).filter((payload) => payload.includes('"AlarmLevel"')).length;
  rig.clock.runFor(120_000);
  assert.ok(postsOf(rig).length > 6, `${postsOf(rig).length} reports in two minutes`);
  assert.equal(told(), 1);
  assert.equal(set(rig, { AlarmLevel: 15 }), 200);
  rig.clock.runFor(60_000);
  assert.equal(told(), 2);
  rig.assertClean();
});

test("another interval counts at once, for reports and for how long the cloud may be silent", () => {
  const rig = new Rig(LARGE).warm();
  const posts = () => postsOf(rig).length;
  rig.clock.runFor(60_000);
  assert.equal(set(rig, { ReportInterval: 10 }), 200);
  const before = posts();
  rig.clock.runFor(60_000);
  assert.ok(posts() - before >= 5, `${posts() - before} reports in a minute`);
  assert.equal(set(rig, { ReportInterval: 300 }), 200);
  rig.clock.runFor(5000);
  const after = posts();
  rig.clock.runFor(280_000);
  assert.deepEqual(postsOf(rig).slice(after), [], "none before its time");
  assert.equal(rig.node.state, "ONLINE", "a silence of minutes is no loss now");
  rig.clock.runFor(30_000);
  assert.ok(posts() > after);
  rig.assertClean();
});

test("a lower set point raises the alarm that the one before did not", () => {
  const rig = new Rig(LARGE).warm();
  rig.node.setLelPercent(9);
  rig.clock.runFor(120_000);
  assert.equal(rig.eventsOf(ALARM).length, 0);
  assert.equal(set(rig, { AlarmLevel: 6, WarningLevel: 3 }), 200);
  rig.waitFor("the alarm", () => rig.eventsOf(ALARM).length === 1, RAISES_S + 60);
  rig.node.setLelPercent(0);
  rig.waitFor("its end", () => rig.eventsOf(NORMAL).length === 1, 200);
  rig.assertClean();
});

test("while an alarm stands no set point moves, whatever the cloud orders, and the alarm stays", () => {
  const rig = new Rig({ ...LARGE, config: { ...EXAMPLE_CONFIG, gas: { ...EXAMPLE_CONFIG.gas, alarmLelPercent: 11 } } });
  rig.warm().node.setLelPercent(15);
  rig.waitFor("the alarm", () => rig.eventsOf(ALARM).length === 1, RAISES_S + 5);
  const points = alarmPpm(rig);
  for (const values of [{ AlarmLevel: 20 }, { AlarmLevel: 20, ReportInterval: 60 }, { WarningLevel: 5 }])
    assert.equal(set(rig, values), 100_002, JSON.stringify(values));
  assert.equal(call(rig, "Reboot").code, 100_001);
  assert.equal(set(rig, { ReportInterval: 60 }), 200);
  rig.clock.runFor(300_000);
  assert.equal(alarmPpm(rig), points);
  assert.deepEqual([rig.node.vitals.gasState, rig.node.alarmLamp, rig.node.board.bootCount], [ALARM, true, 1]);
  rig.assertClean();
});

const REFUSED: readonly (readonly [values: Values, code: number])[] = [
  [{ ReportInterval: 9 }, 6306],
  [{ ReportInterval: 10.5 }, 6306],
  [{ ReportInterval: "060" }, 6306],
  [{ AlarmLevel: 20.1 }, 6307],
  [{ AlarmLevel: "x" }, 6307],
  [{ WarningLevel: 0 }, 6307],
  [{ AlarmLevel: 5 }, 100_003],
  [{ AlarmLevel: 12, GasState: 1 }, 6320],
  [{ ReportInterval: 60, PowerSwitch: 2 }, 6308],
];
test("what does not fit is refused with its code, and nothing of it is taken", () => {
  const rig = new Rig(LARGE).online();
  const text = () => rig.node.ask("print(JSON.stringify(canary.config()))").join("");
  const before = text();
  for (const [values, code] of REFUSED) {
    const given = rig.platform.messages.length;
    const topic = `/sys/${rig.device.productKey}/${rig.device.deviceName}/thing/service/property/set`;
    rig.platform.rawDownlink(rig.device, topic, JSON.stringify({ id: "7", params: values, version: "1.0.0" }));
    rig.clock.runFor(4000);
    const answers = rig.platform.messages
      .slice(given)
      .filter(({ kind, topic: to }) => kind === "up" && to === `${topic}_reply`)
      .map(({ payload = "{}" }) => (JSON.parse(payload) as { code: number }).code);
    assert.deepEqual(answers, [code], JSON.stringify(values));
  }
  assert.equal(text(), before);
  assert.equal(rig.node.output, false);
  rig.assertAlive();
});

test("Reboot: answered first, then the board restarts, and says by whose order", () => {
  const rig = new Rig(LARGE).online();
  assert.equal(call(rig, "Reboot").code, 200);
  assert.equal(rig.node.board.bootCount, 1, "the answer is out before it");
  rig.waitFor("the restart", () => rig.node.board.bootCount === 2, RESTART_S);
  rig.online(COLD_START_S);
  assert.deepEqual(JSON.parse(rig.node.ask("print(JSON.stringify(canary.crash()))")[0] ?? "[]"), ["reboot: ordered"]);
  rig.assertClean();
});

test("Reboot, and an alarm before it has come: it is put off for good", () => {
  const gassed = () => {
    const rig = new Rig(LARGE).warm();
    rig.node.setLelPercent(25);
    return rig;
  };
  const first = gassed();
  const startMs = first.clock.nowMs;
  first.waitFor("the alarm", () => first.node.vitals.gasState === ALARM, RAISES_S);
  const rig = gassed();
  rig.clock.runFor(first.clock.nowMs - startMs - 2500);
  assert.equal(call(rig, "Reboot").code, 200);
  assert.notEqual(rig.node.vitals.gasState, ALARM, "ordered before the alarm");
  rig.clock.runFor(RESTART_S * 1000);
  assert.deepEqual([rig.node.board.bootCount, rig.node.vitals.gasState], [1, ALARM]);
  rig.assertClean();
});

test("GetDiagnostics tells what status() shows", () => {
  const rig = new Rig(LARGE).online();
  const { code, data = {} } = call(rig, "GetDiagnostics");
  const status = rig.node.status() as unknown as Record<string, unknown>;
  assert.equal(code, 200);
  const { JsVars, ...rest } = data;
  assert.ok(Number(JsVars) > 0, `JsVars ${JsVars}`);
  assert.deepEqual(rest, {
    Version: status["version"],
    Link: "ONLINE",
    Failures: 0,
    SignalStrength: status["signalDbm"],
    Waiting: status["waiting"],
    Dropped: 0,
    Refused: 0,
    Resends: status["resends"],
    BootCount: 1,
    ResetCause: status["resetCause"],
  });
  rig.assertClean();
});

test("a board without the room has the switch alone", () => {
  const rig = new Rig().online();
  rig.clock.runFor(10_000);
  assert.equal(shown(rig, "AlarmLevel"), undefined);
  for (const name of ["Reboot", "GetDiagnostics"]) assert.equal(call(rig, name).code, 5161, name);
  assert.equal(set(rig, { ReportInterval: 60 }), 6320);
  assert.equal(set(rig, { PowerSwitch: 1, AlarmLevel: 12 }), 6320);
  assert.equal(rig.node.output, false);
  assert.equal(rig.node.board.bootCount, 1);
  rig.assertAlive();
});
