/** The way through a stopped board's memory: in which order, and that nothing in flash is touched before all is there. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Repl } from "../../tools/device/repl.ts";
import { crcOf } from "../../tools/device/storage.ts";
import { Fault } from "../../tools/fault.ts";
import { send } from "../../tools/flash/ways.ts";

const BUNDLE = "print(1);".repeat(200);

/** Takes note of what it is told, and says yes to everything. */
function fakeRepl(crc: number): { repl: Repl; told: string[] } {
  const told: string[] = [];
  const repl = {
    line: { name: "fake" },
    parting: "",
    run: async (code: string) => void told.push(code),
    ask: async (expression: string) => {
      told.push(expression);
      if (expression.startsWith("typeof")) return false;
      return expression.startsWith("E.CRC32($u)") ? crc : true;
    },
    wakeUp: async () => {},
  };
  return { repl: repl as unknown as Repl, told };
}

const at = (told: readonly string[], text: string): number => told.findIndex((code) => code.includes(text));

describe("through memory", () => {
  test("stopped, gathered, held against its digest, then written by one word", async () => {
    const { repl, told } = fakeRepl(crcOf(BUNDLE));
    await send(repl, "memory", BUNDLE, 49_152, () => {});
    const order = ["setTimeout(reset", "new Uint8Array", "$u.set(", "E.CRC32($u)", 's.erase(".bootcde")'];
    const places = order.map((text) => at(told, text));
    assert.ok(!places.includes(-1), told.join("\n"));
    assert.deepEqual(
      places,
      [...places].sort((a, b) => a - b),
      "in this order",
    );
    assert.match(told.at(-1) ?? "", /s\.erase\("\.bootcde"\).*s\.compact\(\).*s\.write\("\.bootcde",\$u\)/);
    assert.match(repl.parting, /E\.reboot/, "it starts again, whoever leaves it");
  });

  test("with another digest flash is left alone", async () => {
    const { repl, told } = fakeRepl(1);
    await assert.rejects(
      send(repl, "memory", BUNDLE, 49_152, () => {}),
      (error) => error instanceof Fault && error.exitCode === 5,
    );
    assert.equal(at(told, "erase"), -1, told.join("\n"));
  });
});
