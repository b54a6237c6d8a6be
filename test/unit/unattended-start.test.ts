/** From power to sensing with nobody there: where the REPL is, what stands before anything else, and what ends a start that fails. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { listBoards, loadBoard } from "../../build/boards.ts";
import { FULL, openMain } from "./main-rig.ts";

/** Where Espruino puts the REPL with no USB and no Bluetooth: `default_console` of its board files, and its jsinteractive.c. */
const FALLS_TO: Readonly<Record<string, string>> = {
  "esp32": "Serial1",
  "esp32-idf4": "Serial1",
  "esp32c3": "Serial1",
  "espruino-original": "Serial1",
  "espruino-wifi": "Serial1",
  "hystm32-24": "Serial1",
  "hystm32-32": "Serial1",
  "jolt": "Bluetooth",
  "linux": "the terminal",
  "mdbt42q": "Serial1",
  "microbit-1": "Serial1",
  "microbit-2": "Serial1",
  "nrf51822dk": "Serial1",
  "nrf52832dk": "Serial1",
  "nrf52840dk": "Serial1",
  "nucleo-f401re": "Serial2",
  "nucleo-f411re": "Serial2",
  "nucleo-f767zi": "Serial3",
  "pico": "Serial1",
  "pixl": "Serial1",
  "puck": "Serial1",
  "rak5010": "Bluetooth",
  "rp2040-pico": "Serial1",
  "rp2350-pico2": "Serial1",
  "ruuvitag": "Serial1",
  "stm32f3discovery": "Serial1",
  "stm32f405rg": "Serial1",
  "stm32f4discovery": "Serial2",
  "stm32l496-stemcell": "USB",
  "stm32l496g-discovery": "Serial2",
  "stm32vldiscovery": "Serial1",
  "thingy52": "Serial1",
  "wio-lte": "Serial2",
  "xiao-ble": "USB",
};

for (const id of listBoards(process.cwd())) {
  test(`${id}: the REPL never falls onto the modem's port, nor onto that of a head that speaks`, async () => {
    const { board } = await loadBoard(process.cwd(), id);
    const fallback = FALLS_TO[id];
    assert.ok(fallback, `say in this table where Espruino puts the REPL of ${id} without a cable`);
    const port = board.console?.port ?? fallback;
    assert.notEqual(port, board.modemUart.port, "pin it elsewhere (console of the board file)");
    const beside = board.gasUart?.console ?? port;
    assert.notEqual(beside, board.gasUart?.port, "pin it elsewhere (gasUart.console of the board file)");
  });
}

const WATCHED = `(function (pin, read, enable) {
  USB.setConsole = function (isForced) { print("pinned " + isForced); pin.call(USB, isForced); };
  require("Flash").read = function (count, at) { print("flash"); return read(count, at); };
  E.enableWatchdog = function (seconds, isAutomatic) { print("watchdog " + isAutomatic); enable(seconds, isAutomatic); };
  Serial2.setup = function () { print("modem"); throw new Error("torn"); };
})(USB.setConsole, require("Flash").read, E.enableWatchdog);`;

test("the REPL is pinned for good before anything else, then comes the guard, then the watchdog, then all that may fail", async () => {
  const rig = await openMain({ board: { ...FULL, console: { port: "USB" } }, before: WATCHED });
  const order = rig.said.split("\n").filter((line, i, all) => line !== all[i - 1]);
  const at = (text: string) => order.findIndex((line) => line.startsWith(text));
  assert.equal(at("pinned true"), 0, rig.said);
  assert.ok(at("flash") < at("watchdog false") && at("watchdog false") < at("modem"), order.join("\n"));
  rig.end();
});

test("a start that fails half way is ended by the watchdog; after five of them comes safe mode, where the REPL answers", async () => {
  const rig = await openMain({ before: WATCHED });
  for (let start = 0; start < 5; start++) rig.count().restarted(40);
  rig.run(1);
  assert.match(rig.said, /SAFE MODE after 5 bad starts/);
  assert.deepEqual(rig.node.stops, Array(5).fill("watchdog"));
  assert.equal(rig.value("canary.status().safeMode"), true);
  const { bootCount } = rig.node.board;
  rig.run(600);
  assert.equal(rig.node.board.bootCount, bootCount, "and it stays");
  rig.end();
});

test("with nobody at the console and nothing plugged in, it goes from power to sensing and online by itself", async () => {
  for (const port of ["USB", "Bluetooth"] as const) {
    const rig = await openMain({ board: { ...FULL, console: { port } } });
    rig.online();
    assert.equal(rig.node.board.consolePort, port);
    assert.ok(
      rig.node.sent.every((line) => line.startsWith("AT")),
      "nothing but commands went to the modem",
    );
    rig.until("sensing", () => rig.node.vitals.gasState === 1, 200);
    rig.end();
  }
});
