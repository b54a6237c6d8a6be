/** The bundle in the virtual board, its modem's sockets real ones: to a broker that knows nothing of this project. */
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import mqtt from "mqtt";
import { type BoardFile, loadBoard } from "../../build/boards.ts";
import { buildFirmware } from "../../build/firmware.ts";
import { SimClock } from "../../sim/clock.ts";
import { attachPlatform } from "../../sim/cloud/attach.ts";
import { Platform } from "../../sim/cloud/platform.ts";
import { TcpNetwork } from "../../sim/cloud/tcp-network.ts";
import { VirtualNode } from "../../sim/node.ts";
import { EXAMPLE_CONFIG, EXAMPLE_DEVICE } from "../../sim/profile.ts";
import { eventually } from "./eventually.ts";
import { type Mosquitto, passwordOf, startMosquitto } from "./mosquitto.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const BOARD = "pico";
/**
 * Simulated seconds to a real one: the sensor warms up for three minutes. A pause of this process is as much longer to the
 * node, so what it says to its modem in time is judged in virtual time only (test/bundle).
 */
const SPEED = 40;
const WAIT_MS = 30_000;
const EVENT_TOPIC = "/sys/a1EXAMPLE00/D001/thing/event/GasCheck_Event/post";

let bundle: string;
let boardFile: BoardFile;
let broker: Mosquitto;

/** Ends what a test started, last first. */
const endings: (() => unknown)[] = [];

before(async () => {
  broker = await startMosquitto(EXAMPLE_DEVICE);
  bundle = (await buildFirmware({ boardId: BOARD, root: ROOT, write: false })).text;
  boardFile = await loadBoard(ROOT, BOARD);
});
after(() => broker?.close());
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

function powerUp(deviceSecret: string, speed: number): VirtualNode {
  const clock = new SimClock();
  const network = new TcpNetwork({ resolve: () => ({ host: "127.0.0.1", port: broker.port }) });
  const cloud = { ...EXAMPLE_DEVICE, deviceSecret };
  const node = new VirtualNode({ bundle, boardFile, network, clock, config: { ...EXAMPLE_CONFIG, cloud } });
  endings.push(() => {
    clock.stopRealTime();
    node.dispose();
    network.shutDown();
  });
  clock.startRealTime(speed);
  node.powerOn();
  return node;
}

const text = (node: VirtualNode) => node.console.map((line) => line.text).join("\n");
const refusals = () => broker.log().split(/Sending CONNACK to .* \(0, [45]\)/).length - 1;

describe("the bundle against mosquitto", () => {
  it("knows the device by the password that the facts prescribe", () => {
    assert.equal(passwordOf(EXAMPLE_DEVICE), "43eb60cfc371b6af9abb7a11ab3abbbfa0019170");
  });

  it("brings an alarm to an ordinary subscriber, and an order from the cloud to the pin", async () => {
    const subscriber = await mqtt.connectAsync(broker.url, { ...broker.operator, clientId: "subscriber" });
    endings.push(() => subscriber.endAsync(true));
    const alarms: string[] = [];
    subscriber.on("message", (_topic, payload) => alarms.push(payload.toString()));
    await subscriber.subscribeAsync(EVENT_TOPIC, { qos: 1 });
    const platform = new Platform({ devices: [EXAMPLE_DEVICE] });
    const attached = await attachPlatform({ platform, url: broker.url, ...broker.operator });
    endings.push(attached.close);

    const node = powerUp(EXAMPLE_DEVICE.deviceSecret, SPEED);
    const seen = () => `console:\n${text(node).slice(-1500)}`;
    await eventually(() => node.state === "ONLINE", WAIT_MS, "ONLINE", seen);
    await eventually(() => node.status()?.["gasState"] === 1, WAIT_MS, "a warm sensor", seen);
    assert.equal(alarms.length, 0);

    node.setLelPercent(40);
    await eventually(() => alarms.length > 1, WAIT_MS, "the alarm at the subscriber", seen);
    const [over, alarm] = alarms.map((text) => JSON.parse(text));
    assert.equal(alarm.method, "thing.event.GasCheck_Event.post");
    assert.deepEqual([over.params.value.GasState, alarm.params.value.GasState], [2, 3]);
    const { OverRange, GasConcentration, GasLel } = alarm.params.value;
    assert.deepEqual([OverRange, GasConcentration, GasLel], [1, 10_000, 20], "the end of the range, and beyond it");
    await eventually(() => node.status()?.["waiting"] === 0, WAIT_MS, "the cloud's reply to it", seen);

    assert.equal(node.output, false);
    const order = platform.propertySet(EXAMPLE_DEVICE, { PowerSwitch: 1 });
    await eventually(() => order.reply !== undefined, WAIT_MS, "the answer to the order", seen);
    assert.equal(order.reply?.code, 200);
    assert.equal(node.output, true);
    const told = () => platform.property(EXAMPLE_DEVICE, "PowerSwitch")?.value === 1;
    await eventually(told, WAIT_MS, "the property post that tells it", seen);
    assert.equal(platform.events.length, 2);
    assert.deepEqual(platform.violations, []);
    assert.deepEqual(node.board.uncaught, []);
  });

  it("refuses a wrong secret: the device knocks on, ever more slowly, and its REPL lives", async () => {
    const before = refusals();
    // Ten minutes in six seconds.
    const node = powerUp("wrong-secret", 100);
    await eventually(
      () => refusals() - before >= 3,
      WAIT_MS,
      "three refusals",
      () => text(node).slice(-1500),
    );
    const isOver = () => node.clock.nowMs > 600_000;
    await eventually(isOver, WAIT_MS, "ten minutes");
    const knocks = refusals() - before;
    assert.ok(knocks >= 3 && knocks <= 15, `${knocks} logins in ten minutes`);
    assert.match(text(node), /MCONNECT: login refused/);
    assert.notEqual(node.state, "ONLINE");
    assert.deepEqual(node.board.uncaught, []);
    const password = passwordOf({ ...EXAMPLE_DEVICE, deviceSecret: "wrong-secret" });
    assert.ok(!text(node).includes("wrong-secret") && !text(node).includes(password), "no secret on the console");
    node.board.evaluate('canary.at("AT+CSQ")');
    await eventually(() => /\+CSQ: 22,\d+\nOK/.test(text(node)), WAIT_MS, "the answer to a person's command");
  });
});
