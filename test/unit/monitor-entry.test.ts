/** What `canary monitor` makes of a line of the device. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Fault } from "../../tools/fault.ts";
import { type Entry, entryOf, textOf } from "../../tools/monitor/entry.ts";
import { ALL, filterOf, passes } from "../../tools/monitor/filter.ts";

const POST = "/sys/a1EXAMPLE00/D001/thing/event/property/post";

describe("a line of the device", () => {
  const rows: readonly (readonly [line: string, kind: string, text: string, more?: Partial<Entry>])[] = [
    ["12.3 > AT+CSQ", "at", "AT+CSQ", { deviceS: 12.3, direction: ">" }],
    ["12.4 < +CSQ: 20,0", "at", "+CSQ: 20,0", { deviceS: 12.4, direction: "<" }],
    ["12.4 < ", "at", "", { deviceS: 12.4, direction: "<" }],
    ["12.5 ONLINE", "link", "ONLINE", { deviceS: 12.5 }],
    ["9.0 BACKOFF after MIPSTART: CONNECT FAIL", "link", "BACKOFF after MIPSTART: CONNECT FAIL", { deviceS: 9 }],
    ["180.0 gas 0 -> 1", "gas", "warming -> normal", { deviceS: 180 }],
    ["200.0 gas 1 -> 3", "gas", "normal -> alarm", { deviceS: 200 }],
    ["200.0 fault 4 is over", "gas", "fault 4 is over", { deviceS: 200 }],
    ["200.0 fault 41", "gas", "fault 41", { deviceS: 200 }],
    ["0.0 fault 31", "console", "fault 31", { deviceS: 0 }],
    ["200.0 fault 20", "link", "fault 20", { deviceS: 200 }],
    ["31.0 self-test 8", "gas", "self-test 8", { deviceS: 31 }],
    ["31.0 cloud refuses 17: code 460", "cloud", "cloud refuses 17: code 460", { deviceS: 31 }],
    ["31.0 no identity: canary.configure({...})", "cloud", "no identity: canary.configure({...})", { deviceS: 31 }],
    ["31.0 reboot: by hand", "console", "reboot: by hand", { deviceS: 31 }],
    ["gas-canary 0.1.0 pico none", "console", "gas-canary 0.1.0 pico none"],
    ["Uncaught Error: no", "error", "Uncaught Error: no"],
    ["    at f (.bootcde:1:4)", "error", "    at f (.bootcde:1:4)"],
  ];
  for (const [line, kind, text, more] of rows) {
    test(line, () => assert.deepEqual(entryOf(line, false), { kind, text, ...more }));
  }
  test("an answer is what comes while what was typed runs, and has no stamp", () => {
    assert.deepEqual(entryOf("=2", true), { kind: "answer", text: "=2" });
    assert.equal(entryOf("1.0 ONLINE", true).kind, "link");
    assert.equal(entryOf("Uncaught Error: no", true).kind, "error");
  });
});

test("in the log it is the cloud's, with topic and payload whole", () => {
  assert.deepEqual(entryOf(`1.5 < +MSUB: "${POST}",17,{"PowerSwitch":1}`, false), {
    kind: "cloud",
    direction: "<",
    text: 'thing/event/property/post {"PowerSwitch":1}',
    deviceS: 1.5,
    fields: { topic: POST, payload: '{"PowerSwitch":1}' },
  });
});

describe("a filter", () => {
  const message = entryOf(`1.0 < +MSUB: "t",2,hi`, false);
  const rows: readonly (readonly [words: string, line: Entry, isShown: boolean])[] = [
    ["at", entryOf("1.0 > AT", false), true],
    ["link,gas", entryOf("1.0 > AT", false), false],
    ["link, gas", entryOf("1.0 ONLINE", false), true],
    ["at", message, true],
    ["cloud", message, true],
    ["gas", message, false],
    ["at", entryOf("1.0 cloud refuses 1: code 460", false), false],
    ["gas", entryOf("Uncaught Error: no", false), true],
    ["gas", entryOf("=2", true), true],
    ["gas", { kind: "note", text: "" }, true],
    ["gas", entryOf("hello", false), false],
    ["all", entryOf("hello", false), true],
  ];
  for (const [words, entry, isShown] of rows) {
    test(`${words}: ${entry.kind} ${entry.text}`, () => assert.equal(passes(filterOf(words), entry), isShown));
  }
  test("what is none", () => {
    for (const words of ["", "modem", "at,modem", " , "]) {
      assert.throws(
        () => filterOf(words),
        (error) => error instanceof Fault && error.exitCode === 2,
        words,
      );
    }
    assert.deepEqual([...ALL], ["at", "link", "gas", "cloud", "console"]);
  });
});

test("bytes are UTF-8 where they can be, and steer no terminal", () => {
  assert.equal(textOf("h\xc3\xa9llo"), "héllo");
  assert.equal(textOf("h\xe9llo"), "héllo");
  assert.equal(textOf("a\x1b[2Jb\x9b1mc\x07\td"), "a[2Jb1mc\td");
});
