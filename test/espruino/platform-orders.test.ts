/** What the platform asks beside properties and services, on the real interpreter: its language is not Node's. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { buildFirmware } from "../../build/firmware.ts";
import { attachPlatform } from "../../sim/cloud/attach.ts";
import { Platform } from "../../sim/cloud/platform.ts";
import { EXAMPLE_DEVICE } from "../../sim/profile.ts";
import { findInterpreter, HOW_TO_GET_ESPRUINO } from "../../tools/interpreter.ts";
import { eventually } from "../cloud/eventually.ts";
import { type Mosquitto, startMosquitto } from "../cloud/mosquitto.ts";
import { again } from "./again.ts";
import { Rig } from "./rig.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SYS = "/sys/a1EXAMPLE00/D001";
const KEY = "D001&a1EXAMPLE00";
const WAIT_MS = 30_000;
const interpreter = findInterpreter();
const skipped = `no Espruino here, so the bundle was not run in the real interpreter. ${HOW_TO_GET_ESPRUINO}`;

/** Nothing that any of them may follow. */
const HOSTILE = [
  "null",
  "{",
  '{"id":"012","method":"thing.service.on","params":{"on":1},"payload":[],"title":{}}',
  '{"id":"5","method":"thing.service.property.get","params":["on","emit"],"code":"x","data":{"tasks":{}}}',
];

describe("what the platform asks, in the real interpreter", { skip: interpreter ? false : skipped }, () => {
  let broker: Mosquitto;
  before(async () => {
    broker = await startMosquitto(EXAMPLE_DEVICE);
  });
  after(() => broker?.close());

  it(
    "calls that wait, desired values, shadow, jobs, disable and enable",
    again(async (test) => {
      const platform = new Platform({ devices: [EXAMPLE_DEVICE] });
      platform.setDesired(EXAMPLE_DEVICE, { AlarmLevel: 12.5, WarningLevel: 2.5 });
      const attached = await attachPlatform({ platform, url: broker.url, ...broker.operator });
      test.after(attached.close);
      const { text: bundle } = await buildFirmware({ boardId: "linux", root: ROOT, write: false });
      const rig = await Rig.start({
        interpreter: interpreter as string,
        bundle,
        family: "air780e",
        brokerPort: broker.port,
      });
      test.after(() => rig.stop());
      const { console: repl } = rig;
      rig.setCleanAir();
      await repl.waitFor(/ gas 0 -> 1\r?\n/, WAIT_MS, "warm sensor");
      const until = (what: string, done: () => boolean) =>
        eventually(done, WAIT_MS, what, () => repl.output.slice(-1500));

      await until("desired values deleted", () => platform.desired.get(KEY)?.size === 0);
      assert.equal(await repl.ask("canary.alarm().alarmPpm"), 6250);
      const list = `${SYS}/thing/job/get`;
      await until("all topics subscribed", () => platform.messages.some(({ topic }) => topic === list));

      const calls = (["rrpc", "rrpc-custom"] as const).map((how) =>
        platform.service(EXAMPLE_DEVICE, "SelfTest", {}, how),
      );
      const got = platform.propertyGet(EXAMPLE_DEVICE, ["AlarmLevel", "PowerSwitch"]);
      await until("answers", () => [...calls, got].every(({ reply }) => reply));
      assert.deepEqual(
        [...calls, got].map(({ reply }) => reply?.code),
        [200, 200, 200],
      );
      assert.deepEqual(got.reply?.data, { AlarmLevel: 12.5, PowerSwitch: 0 });

      platform.setShadow(EXAMPLE_DEVICE, { PowerSwitch: 1 });
      await until("the shadow cleared", () => platform.shadows.get(KEY)?.reported["PowerSwitch"] === 1);
      assert.equal(await repl.ask("canary.status().powerSwitch"), 1);
      const job = platform.addJob(EXAMPLE_DEVICE, { taskId: "0-1", document: { service: "SelfTest", params: {} } });
      await until("the job done", () => job.status === "SUCCEEDED");

      const disabled = platform.disable(EXAMPLE_DEVICE);
      await until("disabled", () => disabled.reply?.code === 200);
      const enabled = platform.enable(EXAMPLE_DEVICE);
      await until("enabled", () => enabled.reply?.code === 200);
      assert.deepEqual(platform.violations, []);

      const refused = await repl.ask<number>("canary.status().refused");
      const topics = [`${SYS}/rrpc/request/7`, "/shadow/get/a1EXAMPLE00/D001", `${SYS}/thing/job/notify`];
      const more = [`${SYS}/thing/job/get_reply`, `${SYS}/thing/property/desired/get_reply`, "/ext/notify"];
      for (const topic of [...topics, ...more])
        for (const body of HOSTILE) platform.rawDownlink(EXAMPLE_DEVICE, topic, body);
      const answer = `${SYS}/rrpc/response/7`;
      const answered = () => platform.messages.filter(({ kind, topic }) => kind === "up" && topic === answer).length;
      await until("an answer to each call", () => answered() === HOSTILE.length);
      const last = platform.service(EXAMPLE_DEVICE, "SelfTest", {});
      await until("the service after them", () => last.reply?.code === 200);
      assert.ok((await repl.ask<number>("canary.status().refused")) > refused);
      assert.equal(await repl.ask("canary.status().link"), "ONLINE");
      assert.doesNotMatch(repl.output, /Uncaught|Execution Interrupted|ASSERT|(?<!LOW_)MEMORY/);
    }),
  );
});
