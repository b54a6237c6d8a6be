/** What a board's bundle leaves out of the cloud is not offered for it: by what the bundle itself answers. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Step } from "../../sim/scenario.ts";
import { cloudStep } from "../../sim/web/cloud-orders.ts";
import { serviceForms, settableFields } from "../../sim/web/page/panels/cloud/fields.ts";
import { PROPERTY_UNKNOWN, SERVICE_UNKNOWN } from "../../src/cloud/aliyun/codes.ts";
import { openSource } from "./source-rig.ts";

/** No such property, no such service. */
const LEFT_OUT = [PROPERTY_UNKNOWN, SERVICE_UNKNOWN];
/** A restart would end the answers. */
const RESTARTS = "Reboot";

const BOARDS = [
  ["pico", { platform: false, ota: false }],
  ["nucleo-f411re", { platform: true, ota: false }],
  ["esp32", { platform: true, ota: true }],
] as const;

for (const [board, has] of BOARDS) {
  test(`${board}: what is offered it knows, what is left out it does not know`, async (t) => {
    const rig = await openSource(t, board);
    rig.warm();
    const { can, model } = rig.source.hello();
    assert.deepEqual(can.bundle, has);
    assert.ok(model);
    const offered = [
      ...settableFields(model).map(({ name }) => name),
      ...serviceForms(model).map(({ name }) => name),
    ].filter((name) => name !== RESTARTS);
    const asked: readonly (readonly [name: string, step: Step])[] = [
      ["PowerSwitch", { cloudSet: { PowerSwitch: 1 } }],
      ["ReportInterval", { cloudSet: { ReportInterval: 60 } }],
      ["WarningLevel", { cloudSet: { WarningLevel: 7 } }],
      ["AlarmLevel", { cloudSet: { AlarmLevel: 15 } }],
      ["Calibrate", { service: { name: "Calibrate" } }],
      ["SelfTest", { service: { name: "SelfTest" } }],
      ["Silence", { service: { name: "Silence" } }],
      ["Acknowledge", { service: { name: "Acknowledge" } }],
      ["GetDiagnostics", { service: { name: "GetDiagnostics" } }],
    ];
    const known: string[] = [];
    for (const [name, step] of asked) {
      cloudStep(rig.platform, rig.device, step);
      rig.run(20);
      const code = rig.told.calls.at(-1)?.code ?? null;
      assert.ok(code !== null, `${name}: an answer`);
      if (!LEFT_OUT.includes(code)) known.push(name);
    }
    assert.deepEqual(offered, known);
    assert.equal(
      serviceForms(model).some(({ name }) => name === RESTARTS),
      has.platform,
    );
  });
}
