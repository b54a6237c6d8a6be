/** The bundle in Espruino itself, from cold start to a delivered alarm and an order carried out. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { type BuildResult, buildFirmware } from "../../build/firmware.ts";
import { attachPlatform } from "../../sim/cloud/attach.ts";
import { Platform } from "../../sim/cloud/platform.ts";
import type { FamilyName } from "../../sim/modem/family.ts";
import { EXAMPLE_DEVICE } from "../../sim/profile.ts";
import { findInterpreter, HOW_TO_GET_ESPRUINO } from "../../tools/interpreter.ts";
import { eventually } from "../cloud/eventually.ts";
import { type Mosquitto, startMosquitto } from "../cloud/mosquitto.ts";
import { again } from "./again.ts";
import { Rig } from "./rig.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const WAIT_MS = 20_000;
const SWITCH_PIN = "D1";
const interpreter = findInterpreter();
const skipped = `no Espruino here, so the bundle was not run in the real interpreter. ${HOW_TO_GET_ESPRUINO}`;

describe("the bundle in the real interpreter", { skip: interpreter ? false : skipped }, () => {
  let broker: Mosquitto;
  let built: BuildResult;

  before(async () => {
    broker = await startMosquitto(EXAMPLE_DEVICE);
    built = await buildFirmware({ boardId: "linux", root: ROOT, write: false });
  });
  after(() => broker?.close());

  it(
    "answers a person at the REPL beside the session, and is locked by a password",
    again(async (test) => {
      const platform = new Platform({ devices: [EXAMPLE_DEVICE] });
      const attached = await attachPlatform({ platform, url: broker.url, ...broker.operator });
      test.after(attached.close);
      const { text: bundle } = built;
      const config = { console: { password: "open sesame" } } as never;
      const rig = await Rig.start({
        interpreter: interpreter as string,
        bundle,
        family: "air202",
        brokerPort: broker.port,
        config,
      });
      test.after(() => rig.stop());
      const { console: repl } = rig;
      await repl.waitFor(/ AT\r?\n/, WAIT_MS, "the first state");
      const locked = repl.output.length;
      repl.send("wrong\n");
      await repl.waitFor(/Invalid password/, WAIT_MS, "the refusal", locked);
      repl.send("open sesame\n");
      await repl.waitFor(/Logged in/, WAIT_MS, "the password taken", locked);
      assert.equal(await repl.ask("canary.trace(true)"), "on");
      await repl.waitFor(/\d\.\d > AT\+MCONFIG=\*\*\*\r?\n/, WAIT_MS, "the login in the trace, without its words");
      await repl.waitFor(/\d\.\d < \+MSUB: "[^"]+",\d+,\{/, WAIT_MS, "a message of the cloud in the trace");
      assert.equal(await repl.ask("canary.trace(false)"), "off");
      assert.equal(await repl.ask('canary.config("console.password")'), "***");
      assert.deepEqual(await repl.ask('canary.config("gas.alarmLelPercent", 60)'), [
        "gas.alarmLelPercent must be a number from 2 to 20",
      ]);
      assert.deepEqual(await repl.ask('canary.config("gas.alarmLelPercent", 15)'), []);
      assert.equal(await repl.ask('canary.config("gas.alarmLelPercent")'), 15);
      assert.equal(await repl.ask("canary.alarm().alarmPpm"), 10_000, "for the next start");
      assert.deepEqual(await repl.ask('canary.config("gas.on")'), "gas.on is no setting");
      await repl.ask("canary.selfTest()");
      for (let asks = 0; (await repl.ask<unknown[]>("canary.journal()")).length > 0; asks++)
        assert.ok(asks < 100, "the journal let go of the self-test");
      assert.equal(await repl.ask("canary.status().link"), "ONLINE");
      assert.doesNotMatch(repl.output, /open sesame|securemode|Uncaught|MEMORY/);
    }),
  );

  for (const family of ["air780e", "air202"] as const satisfies readonly FamilyName[]) {
    it(
      `goes from cold start to alarm and order over ${family}`,
      again(async (test) => {
        const platform = new Platform({ devices: [EXAMPLE_DEVICE] });
        const attached = await attachPlatform({ platform, url: broker.url, ...broker.operator });
        test.after(attached.close);
        const { text: bundle, manifest } = built;
        const rig = await Rig.start({ interpreter: interpreter as string, bundle, family, brokerPort: broker.port });
        test.after(() => rig.stop());
        const { console: repl } = rig;
        const seen = () => repl.output.slice(-1500);
        rig.setCleanAir();

        await repl.waitFor(
          new RegExp(`gas-canary ${manifest.version} linux ${manifest.sha256}\r?\n`),
          WAIT_MS,
          "banner",
        );
        await repl.waitFor(/ ONLINE\r?\n/, WAIT_MS);
        const atStart = rig.modem.violations.length;
        await repl.waitFor(/ gas 0 -> 1\r?\n/, WAIT_MS, "warm sensor");
        assert.equal(platform.events.length, 0);

        rig.setLelPercent(40);
        await eventually(() => platform.events.length > 1, WAIT_MS, "alarm at the platform", seen);
        const [over, alarm] = platform.events;
        assert.deepEqual([over?.name, alarm?.name], ["GasCheck_Event", "GasCheck_Event"]);
        assert.deepEqual(
          [over?.outputs["GasState"], alarm?.outputs["GasState"]],
          [2, 3],
          "over range at once, then the alarm",
        );
        assert.equal(alarm?.outputs["OverRange"], 1);
        assert.match(String(alarm?.id), /^000[0-7]+$/, "the id looks octal, so that its reply may be misread");
        const waiting = () => repl.ask<number>("canary.status().waiting");
        for (let asks = 0; (await waiting()) > 0; asks++) assert.ok(asks < 100, "the journal let go of the alarm");

        const service = platform.service(EXAMPLE_DEVICE, "Acknowledge", {});
        await eventually(() => service.reply !== undefined, WAIT_MS, "answer to the service", seen);
        assert.equal(service.reply?.code, 200);
        rig.setCleanAir();
        await repl.waitFor(/ gas 3 -> 1\r?\n/, WAIT_MS, "end of the acknowledged alarm");
        await eventually(() => platform.events.length > 2, WAIT_MS, "its end at the platform", seen);
        assert.equal(platform.events[2]?.outputs["GasState"], 1);

        const order = platform.propertySet(EXAMPLE_DEVICE, { PowerSwitch: 1 });
        await eventually(() => order.reply !== undefined, WAIT_MS, "answer to the order", seen);
        assert.equal(order.reply?.code, 200);
        assert.equal(await repl.ask("canary.status().powerSwitch"), 1);
        assert.equal(await repl.ask(`+pins[${SWITCH_PIN}]`), 1);

        // The second would be a good one where digits behind a zero are octal.
        for (const [given, code, alarmPpm] of [
          [{ AlarmLevel: "12.5", WarningLevel: 2.5, ReportInterval: 60 }, 200, 6250],
          [{ AlarmLevel: "015" }, 6307, 6250],
        ] as const) {
          const setting = platform.propertySet(EXAMPLE_DEVICE, given);
          await eventually(() => setting.reply !== undefined, WAIT_MS, `answer to ${JSON.stringify(given)}`, seen);
          assert.equal(setting.reply?.code, code);
          assert.equal(await repl.ask("canary.alarm().alarmPpm"), alarmPpm);
        }
        const asked = platform.service(EXAMPLE_DEVICE, "GetDiagnostics", {});
        await eventually(() => asked.reply !== undefined, WAIT_MS, "how the device is", seen);
        assert.equal(asked.reply?.code, 200, JSON.stringify(asked.reply));

        const from = repl.output.length;
        repl.type('canary.at("AT+CSQ")');
        await repl.waitFor(/\+CSQ: 22,\d+\r?\nOK\r?\n/, WAIT_MS, "answer to a person's command", from);
        const status = await repl.ask<Record<string, unknown>>("canary.status()");
        assert.equal(status["link"], "ONLINE");
        assert.equal(status["bundle"], manifest.sha256);
        // LOW_MEMORY says that garbage was collected because it had piled up.
        assert.deepEqual(
          Object.keys(status["errorFlags"] as object).filter((flag) => flag !== "LOW_MEMORY"),
          [],
        );
        const memory = await repl.ask<{ usage: number; total: number; blocksize: number }>("process.memory()");
        test.diagnostic(`${memory.usage} of ${memory.total} variables of ${memory.blocksize} bytes in use`);
        assert.doesNotMatch(repl.output, /Uncaught|Execution Interrupted|ASSERT|(?<!LOW_)MEMORY/);
        assert.deepEqual(platform.violations, []);
        // A loaded machine may be too late for the first `AT`, which waits 0.3 s; once online nothing is that hasty.
        assert.deepEqual(rig.modem.violations.slice(atStart), []);
      }),
    );
  }
});
