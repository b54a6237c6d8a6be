/** Messages that no platform sends, on the real interpreter: nothing of them is kept, and nothing else disturbed. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { buildFirmware } from "../../build/firmware.ts";
import { attachPlatform } from "../../sim/cloud/attach.ts";
import { Platform } from "../../sim/cloud/platform.ts";
import { EXAMPLE_DEVICE } from "../../sim/profile.ts";
import { findInterpreter, HOW_TO_GET_ESPRUINO } from "../../tools/interpreter.ts";
import { drawNonsense, type Nonsense, TEXTLESS } from "../bundle/nonsense.ts";
import { eventually } from "../cloud/eventually.ts";
import { type Mosquitto, startMosquitto } from "../cloud/mosquitto.ts";
import { again } from "./again.ts";
import { Rig } from "./rig.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SEED = 20260604;
const DRAWN = 60;
const BATCH = 20;
/** Of an object whose text can't be made this interpreter makes an exception that some `try` do not stop. */
const TEXTLESS_SENT = 40;
const WAIT_MS = 30_000;
const LOST_MS = 1500;
/** What may wait when it is looked: answers, a job, the troubles told last. A message that is kept is more than that. */
const VARS_APART = 400;
const interpreter = findInterpreter();
const skipped = `no Espruino here, so the bundle was not run in the real interpreter. ${HOW_TO_GET_ESPRUINO}`;

describe("messages that no platform sends, in the real interpreter", { skip: interpreter ? false : skipped }, () => {
  let broker: Mosquitto;
  before(async () => {
    broker = await startMosquitto(EXAMPLE_DEVICE);
  });
  after(() => broker?.close());

  it(
    "twice over: the second time takes no more memory",
    again(async (test) => {
      const platform = new Platform({ devices: [EXAMPLE_DEVICE] });
      const attached = await attachPlatform({ platform, url: broker.url, ...broker.operator });
      test.after(attached.close);
      const { text: bundle } = await buildFirmware({ boardId: "linux", root: ROOT, write: false });
      const rig = await Rig.start({
        interpreter: interpreter as string,
        bundle,
        family: "air780e",
        brokerPort: broker.port,
        settings: { pushBytes: 65_536 },
      });
      test.after(() => rig.stop());
      const { console: repl } = rig;
      rig.setCleanAir();
      await repl.waitFor(/ gas 0 -> 1\r?\n/, WAIT_MS, "warm sensor");
      const until = (what: string, done: () => boolean) =>
        eventually(done, WAIT_MS, what, () => repl.output.slice(-1500));
      await until("all topics subscribed", () =>
        platform.messages.some(({ topic }) => topic?.endsWith("/thing/job/get")),
      );

      /** What came before is through when a service behind it is answered; with too much at once that is not the first one. */
      const through = async (at: number) => {
        let asked = platform.service(EXAMPLE_DEVICE, "GetDiagnostics", {});
        await until(`a service behind message ${at}`, () => {
          const isLost = !asked.reply && platform.nowMs - asked.sentMs > LOST_MS;
          if (isLost) asked = platform.service(EXAMPLE_DEVICE, "GetDiagnostics", {});
          return asked.reply !== undefined;
        });
      };
      const send = async (messages: readonly Nonsense[]) => {
        for (let at = 0; at < messages.length; at += BATCH) {
          for (const { topic, payload } of messages.slice(at, at + BATCH))
            platform.rawDownlink(EXAMPLE_DEVICE, topic, payload, 0);
          await through(at);
        }
        return repl.ask<number>("canary.status().jsVars");
      };
      const drawn = [...TEXTLESS.slice(0, TEXTLESS_SENT), ...drawNonsense(SEED, DRAWN)];
      const config = await repl.ask("JSON.stringify(canary.config())");
      const first = await send(drawn);
      const second = await send(drawn);
      assert.ok(second < first + VARS_APART, `${first} variables used, then ${second}`);
      assert.equal(await repl.ask("JSON.stringify(canary.config())"), config);
      assert.equal(await repl.ask("canary.status().link"), "ONLINE");
      assert.equal(await repl.ask("canary.status().boots"), 1);
      assert.doesNotMatch(repl.output, /Uncaught|Execution Interrupted|ASSERT|(?<!LOW_)MEMORY/);
    }),
  );
});
