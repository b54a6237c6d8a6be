/** A small fleet in worker threads: at the embedded broker and at mosquitto each alarm arrives, and one that does not is found. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { attachPlatform } from "../../sim/cloud/attach.ts";
import { startBroker } from "../../sim/cloud/broker.ts";
import type { Platform } from "../../sim/cloud/platform.ts";
import { devicesOf } from "../../sim/fleet/cloud.ts";
import { FLEET_CELLS } from "../../sim/web/live.ts";
import { DEVICES, playFleet, SEED } from "./fleet-rig.ts";
import { startMosquitto } from "./mosquitto.ts";

async function embedded(platform: Platform) {
  const broker = await startBroker({ platform });
  return { addresses: [broker], close: () => broker.close() };
}

describe("a fleet of 20 on two worker threads", () => {
  it("at the embedded broker: each alarm of each device and its end", async () => {
    const { fleet, platform, happenings } = await playFleet(embedded);
    const alarms = fleet.ledger.counts("alarm");
    const ends = fleet.ledger.counts("end");
    assert.ok(alarms.decided >= DEVICES, `${alarms.decided} alarms`);
    assert.deepEqual(alarms, { decided: alarms.decided, delivered: alarms.decided, lost: 0 });
    assert.deepEqual(ends, { decided: alarms.decided, delivered: alarms.decided, lost: 0 });
    assert.deepEqual([fleet.ledger.invented, fleet.ledger.late, platform.violations], [0, 0, []]);
    const struck = new Set(happenings.filter(({ what }) => what === "gas").map(({ text }) => text));
    assert.equal(struck.size, DEVICES, "each was told");

    const live = fleet.live();
    assert.deepEqual([live.devices, live.workers, live.alarms, live.waiting, live.lost], [DEVICES, 2, 0, 0, 0]);
    assert.equal(live.decided, 2 * alarms.decided);
    assert.match(live.cells, new RegExp(`^[${Object.keys(FLEET_CELLS).join("")}]{${DEVICES}}$`));
    assert.equal(
      live.latency.reduce((sum, { count }) => sum + count, 0),
      live.delivered,
    );
    assert.ok((live.bytesPerDevice ?? 0) > 100_000, `${live.bytesPerDevice} bytes a device`);
    assert.equal(fleet.load().restarts, 0);
  });

  it("one that the cloud does not keep is told as lost, by its name", async () => {
    const forgetful = "D0007";
    const { fleet, happenings } = await playFleet(
      async (platform) => {
        const { recordEvent } = platform;
        // The device has its answer all the same: nobody but who counts can know.
        platform.recordEvent = (device, ...rest) => {
          if (device.deviceName !== forgetful) recordEvent.call(platform, device, ...rest);
        };
        return embedded(platform);
      },
      { lostAfterMs: 60_000, troubleShare: 0 },
    );
    const { decided, delivered, lost } = fleet.ledger.counts("alarm");
    assert.ok(lost >= 1, "its alarm");
    assert.equal(delivered, decided - lost, "and nobody else's");
    const told = happenings.filter(({ what }) => what === "error").map(({ text }) => text);
    assert.equal(told.length, lost + fleet.ledger.counts("end").lost);
    for (const text of told)
      assert.match(text, new RegExp(`^${forgetful}: the (end of the )?alarm, decided at [\\d.]+ s, is lost$`));
  });

  it("at mosquitto, which knows each of them: the stand-in asks for all of the product at once", async () => {
    const devices = devicesOf({ devices: DEVICES, seed: SEED });
    const broker = await startMosquitto(...devices);
    const { fleet, platform } = await playFleet(async (platform) => {
      const attached = await attachPlatform({ platform, url: broker.url, byProduct: true, ...broker.operator });
      const close = async () => {
        await attached.close();
        await broker.close();
      };
      // As two members of a cluster: both names lead to it.
      return { addresses: ["127.0.0.1", "localhost"].map((host) => ({ host, port: broker.port })), close };
    });
    const { decided, delivered } = fleet.ledger.counts("alarm");
    assert.ok(decided >= DEVICES, `${decided} alarms`);
    assert.equal(delivered, decided);
    assert.equal(fleet.ledger.counts("end").delivered, decided);
    assert.deepEqual([fleet.ledger.invented, platform.violations], [0, []]);
    const logins = devices.filter(({ deviceName }) => broker.log().includes(`as ${deviceName}|securemode=3`));
    assert.equal(logins.length, DEVICES, "each with its own name");
    const filters = broker.log().match(/\/sys\/a1EXAMPLE00\/\+\/thing\/event\/\+\/post \(QoS 1\)/g) ?? [];
    assert.equal(filters.length, 1);
  });
});
