/** What is shown of the modem's line: whole lines by their direction, no login, and nothing once it is over. */
import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { test } from "node:test";
import { traceLine } from "../../src/at/trace.ts";
import { FakeClock } from "./fake-clock.ts";

class Port extends EventEmitter {
  readonly written: string[] = [];
  write = (text: string): void => {
    this.written.push(text);
  };
}

function open() {
  const port = new Port();
  const shown: string[] = [];
  const order: string[] = [];
  port.on("data", (chunk: string) => order.push(`taken ${chunk.trim()}`));
  const stop = traceLine(port, new FakeClock(12_340), (...parts) => {
    shown.push(parts.join(" "));
    order.push(parts.join(" "));
  });
  return { port, shown, order, stop };
}

test("commands and lines, whole and with the time", () => {
  const { port, shown, order } = open();
  port.write("AT+CSQ\r");
  port.emit("data", "\r\n+CSQ: 2");
  port.emit("data", "0,0\r\n\r\nO");
  port.emit("data", "K\r\n");
  assert.deepEqual(shown, ["12.3 > AT+CSQ", "12.3 < +CSQ: 20,0", "12.3 < OK"]);
  assert.deepEqual(port.written, ["AT+CSQ\r"], "sent all the same");
  assert.deepEqual(order.slice(-2), ["12.3 < OK", "taken K"], "a line is shown before whoever answers it has it");
});

const LINES: readonly (readonly [way: ">" | "<", line: string, shown: string])[] = [
  [">", 'AT+MCONFIG="c|securemode=3|","D001&a1","F00D"', "AT+MCONFIG=***"],
  [">", 'AT+CSTT="CMNET","me","secret"', "AT+CSTT=***"],
  [">", 'AT+SAPBR=3,1,"PWD","secret"', "AT+SAPBR=***"],
  [">", 'at+cstt="CMNET"', "at+cstt=***"],
  [">", 'AT+HTTPPARA="URL","http://a.example/x?Signature=s"', "AT+HTTPPARA=***"],
  [">", 'AT+HTTPPARA="CID",1', 'AT+HTTPPARA="CID",1'],
  ["<", '+MSUB: "/ext/register",99 byte,{"productKey":"a1","deviceSecret":"s"}', "+MSUB=***"],
  ["<", '+MSUB: "/ext/regnwl",99 byte,{"clientId":"c","deviceToken":"t"}', "+MSUB=***"],
  ["<", '+MSUB: "/ota/device/upgrade/a/b",99 byte,{"data":{"url":"https://x/?s=1"}}', "+MSUB=***"],
  ["<", 'AT+MCONFIG="c|securemode=3|","D001&a1","F00D"', "AT+MCONFIG=***"],
  ["<", '+CSTT: "CMNET","me","secret"', "+CSTT=***"],
  ["<", '\xff+CSTT: "CMNET","me","secret"', "\xff+CSTT=***"],
  ["<", '+MSUB: "/sys/a/b/thing/x",12 byte,{"a":1 byte,}', '+MSUB: "/sys/a/b/thing/x",12,{"a":1 byte,}'],
  ["<", "+CME ERROR: 3 byte,", "+CME ERROR: 3 byte,"],
  [">", 'AT+MPUB="t",1,0,"{\\22LastCrash\\22:\\22CSTT=\\22}"', 'AT+MPUB="t",1,0,"{\\22LastCrash\\22:\\22CSTT=\\22}"'],
];
for (const [way, line, as] of LINES) {
  test(`${way} ${JSON.stringify(line)} is shown as ${as}`, () => {
    const { port, shown } = open();
    if (way === ">") port.write(`${line}\r`);
    else port.emit("data", `\r\n${line}\r\n`);
    assert.deepEqual(shown, [`12.3 ${way} ${as}`]);
  });
}

test("a line that never ends is kept to its last thousand characters", () => {
  const { port, shown } = open();
  for (let i = 0; i < 100; i++) port.emit("data", "x".repeat(100));
  port.emit("data", "\r\n");
  assert.equal(shown[0]?.length, "12.3 < ".length + 1024);
});

test("when it is over nothing is shown, and the port is as it was", () => {
  const { port, shown, stop } = open();
  const { write } = new Port();
  stop();
  port.write("AT\r");
  port.emit("data", "\r\nOK\r\n");
  assert.deepEqual(shown, []);
  assert.deepEqual(port.written, ["AT\r"]);
  assert.equal(port.listenerCount("data"), 1);
  assert.equal(String(port.write), String(write));
});
