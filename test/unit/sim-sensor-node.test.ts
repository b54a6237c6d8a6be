/** The virtual sensor on a node: what a program on the board reads, drives and hears, and what a person sees. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { loadBoard } from "../../build/boards.ts";
import { running } from "../../sim/board/rig.ts";
import { SimClock } from "../../sim/clock.ts";
import { VirtualNetwork } from "../../sim/cloud/virtual-network.ts";
import { type NodeOptions, VirtualNode } from "../../sim/node.ts";
import { adcVoltsOf, EXAMPLE_CONFIG } from "../../sim/profile.ts";

const boardFile = await loadBoard(fileURLToPath(new URL("../..", import.meta.url)), "pico");

function nodeOf(gas: Record<string, unknown> = {}, options: Partial<NodeOptions> = {}): VirtualNode {
  const clock = new SimClock();
  const network = new VirtualNetwork({ clock, hosts: {} });
  const config = { ...EXAMPLE_CONFIG, gas };
  return new VirtualNode({ bundle: "", boardFile, network, clock, config, ...options });
}

function started(gas: Record<string, unknown> = {}, options: Partial<NodeOptions> = {}): VirtualNode {
  const node = nodeOf(gas, options);
  node.powerOn();
  return node;
}

const readings = (node: VirtualNode, count: number, pin = "A5"): number[] =>
  JSON.parse(
    node.ask(`var r=[];for(var i=0;i<${count};i++)r.push(analogRead(${pin})*4096);print(JSON.stringify(r))`)[0] ?? "[]",
  );
const mean = (numbers: readonly number[]) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
const near = (seen: number, wanted: number, by: number) =>
  assert.ok(Math.abs(seen - wanted) <= by, `${seen} ${wanted}`);
const steps = (volts: number) => (volts / 3.3) * 4096;

describe("the ADC", () => {
  it("gives the gas at once when the sensor is warm, with noise", () => {
    const node = started();
    node.clock.runFor(1_200_000);
    for (const lelPercent of [0, 10, 25, 60]) {
      node.setLelPercent(lelPercent);
      const seen = readings(node, 200);
      near(mean(seen), steps(adcVoltsOf(lelPercent, node.sensor.circuit)), 2);
      assert.ok(new Set(seen).size > 3);
    }
  });

  it("forced volts win until the next gas", () => {
    const node = started();
    node.clock.runFor(1_200_000);
    node.setAdcVolts(1.65);
    near(mean(readings(node, 100)), 2048, 1);
    node.setAdcVolts(0);
    assert.deepEqual(readings(node, 3), [0, 0, 0]);
    node.setLelPercent(25);
    near(mean(readings(node, 100)), steps(2.494), 2);
    node.setAdcVolts(0);
    node.sensor.follow("step");
    node.clock.runFor(60_000);
    assert.ok(mean(readings(node, 100)) > 3000);
  });

  it("all four inputs, where they are wired", () => {
    const node = started({ supplySense: true, heaterSense: true, ntcOhm: 10_000 });
    node.clock.runFor(1_200_000);
    for (const [pin, volts] of [
      ["A6", 3],
      ["A7", 0.2],
      ["B1", 1.8356],
    ] as const) {
      near(mean(readings(node, 200, pin)), steps(volts), 3);
    }
  });

  it("NaN, Infinity and numbers below zero reach the program", () => {
    const node = started();
    const types = (["nan", "infinity", "negative"] as const).map((fault) => {
      node.sensor.setFault(fault);
      return node.board.evaluate("analogRead(A5)*4096");
    });
    assert.deepEqual(types, ["NaN", "Infinity", "-1"]);
  });

  it("the element stays warm over a reset of the chip, and not over a power cut", () => {
    const node = started();
    node.clock.runFor(1_200_000);
    node.board.pressReset();
    node.clock.runFor(1000);
    near(mean(readings(node, 100)), steps(0.9375), 4);
    node.powerOff();
    node.clock.runFor(600_000);
    node.powerOn();
    node.clock.runFor(5000);
    assert.ok(mean(readings(node, 100)) > steps(2), "looks like gas after a cold start");
  });

  it("the same seed gives the same readings, another seed others", () => {
    const run = (seed: number) => {
      const node = started({}, { seed });
      node.clock.runFor(30_000);
      return readings(node, 50).join();
    };
    assert.equal(run(5), run(5));
    assert.notEqual(run(5), run(6));
  });

  it("100 000 readings within a second", () => {
    const node = started({ sensor: "MQ-7", ntcOhm: 10_000 });
    node.sensor.follow("slow-leak");
    const startedMs = performance.now();
    node.board.evaluate("for(var i=0;i<100000;i++)analogRead(A5)");
    const tookMs = performance.now() - startedMs;
    assert.ok(tookMs < 1000, `${tookMs} ms`);
  });
});

describe("pins", () => {
  it("analogWrite: duty, mode, and what ends it", () => {
    const { board, lines } = running();
    const duties: number[] = [];
    board.onDuty("A1", (duty) => duties.push(duty));
    board.evaluate("analogWrite(A1,0.0784,{freq:1000})");
    assert.deepEqual([board.evaluate("getPinMode(A1)"), board.pinLevel("A1")], ['"af_output"', false]);
    board.evaluate("analogWrite(A1,7); analogWrite(A1,NaN); analogWrite('A1',0.6); digitalWrite(A1,1)");
    assert.deepEqual([board.evaluate("getPinMode(A1)"), board.pinLevel("A1")], ['"output"', true]);
    board.evaluate("analogWrite('Z9',1)");
    assert.match(lines.join(), /Invalid pin/);
    board.pressReset();
    assert.deepEqual(duties, [0.0784, 1, 0, 0.6, 1, 0]);
  });

  it("digitalPulse takes a list: on, off, on", () => {
    const { board, clock } = running();
    const seen: string[] = [];
    board.onPin("A1", (level) => seen.push(`${level ? "on" : "off"} ${clock.nowMs}`));
    board.evaluate("digitalPulse(A1,1,[100,50,200])");
    clock.runFor(1000);
    assert.deepEqual(seen, ["on 0", "off 100", "on 150", "off 350"]);
  });

  it("the heater of an MQ-7 hangs on its pin", () => {
    const node = started({ sensor: "MQ-7", heaterSense: true });
    assert.equal(mean(readings(node, 50, "A7")) < 3, true);
    node.board.evaluate("analogWrite(B10,0.5)");
    near(mean(readings(node, 200, "A7")), steps(0.1), 2);
    node.board.evaluate("digitalWrite(B10,1)");
    near(mean(readings(node, 200, "A7")), steps(0.2), 2);
  });
});

describe("the panel", () => {
  it("lamps and buzzer", () => {
    const node = started();
    assert.deepEqual(node.panel.lamps, { red: false, yellow: false, green: false });
    node.board.evaluate("digitalWrite(B2,1); digitalWrite(B12,1); analogWrite(B4,0.5,{freq:2000})");
    assert.deepEqual(node.panel.lamps, { red: true, yellow: false, green: true });
    assert.deepEqual([node.panel.buzzer, node.alarmLamp], [true, true]);
    node.board.evaluate("analogWrite(B4,0)");
    assert.equal(node.panel.buzzer, false);
  });

  it("a lamp that a board lacks is none, and a button it lacks can't be pressed", () => {
    const { board, profile } = boardFile;
    const { alarmLed: _lamp, button: _button, ...bare } = board;
    const node = started({}, { boardFile: { board: bare, profile } });
    assert.deepEqual(node.panel.lamps, { yellow: false, green: false });
    assert.equal(node.panel.button("press"), false);
  });

  for (const [deed, activeLow, edges] of [
    ["press", false, ["1 0", "0 200"]],
    ["hold", false, ["1 0", "0 5000"]],
    ["press", true, ["0 0", "1 200"]],
  ] as const) {
    it(`button ${deed}, ${activeLow ? "to ground" : "to the supply"}`, () => {
      const board = { ...boardFile.board, button: { pin: "C13", activeLow } };
      const node = started({}, { boardFile: { ...boardFile, board } });
      node.board.evaluate(
        `pinMode(C13,"${activeLow ? "input_pullup" : "input_pulldown"}");var t=getTime(),seen=[];` +
          "setWatch(function(e){seen.push(Number(e.state)+' '+Math.round((getTime()-t)*1000))},C13,{repeat:true,edge:0})",
      );
      node.panel.button(deed);
      node.clock.runFor(6000);
      assert.deepEqual(JSON.parse(node.ask("print(JSON.stringify(seen))")[0] ?? ""), edges);
    });
  }
});

it("a head that speaks reaches the program over the second UART", () => {
  const node = started({ sensor: "MH-441D" });
  node.sensor.setLelPercent(20);
  node.board.evaluate(
    'Serial1.setup(9600,{tx:B6,rx:B7}); var got=""; Serial1.on("data",function(d){got+=d}); Serial1.write("\\xff\\x01\\x78\\x41\\0\\0\\0\\0\\x46")',
  );
  node.clock.runFor(3000);
  node.board.evaluate('got=""; Serial1.write("\\xff\\x01\\x86\\0\\0\\0\\0\\0\\x79")');
  node.clock.runFor(100);
  const [codes = ""] = node.ask("print(got.split('').map(function(c){return c.charCodeAt(0)}).join())");
  assert.equal(codes, "255,134,0,20,0,0,0,0,102");
});
