/** What a page may send, as a table: good orders as they are, anything else in words and without harm. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { orderIn } from "../../sim/web/orders.ts";

const message = (order: unknown, id: unknown = 7): string => JSON.stringify({ id, order });
const nested = (levels: number): string => "[".repeat(levels) + "]".repeat(levels);

describe("taken as they are", () => {
  const rows: readonly object[] = [
    { do: "step", step: { gasLelPercent: 30 } },
    { do: "step", step: { network: "cut" } },
    { do: "step", step: { sensorFault: null } },
    {
      do: "step",
      step: {
        gasProfile: [
          [0, 0],
          [60, 25],
        ],
      },
    },
    { do: "step", step: { service: { name: "Reboot", params: {} } } },
    { do: "pace", speed: 0.1 },
    { do: "pace", speed: 10_000, isPaused: true },
    { do: "pace" },
    { do: "type", text: "" },
    { do: "play", name: "a.json", script: "[]" },
    { do: "stop" },
    { do: "save" },
    { do: "ota", version: "0.2.0", base64: "AAAA", way: "mqtt" },
  ];
  for (const order of rows) {
    test(JSON.stringify(order), () => assert.deepEqual(orderIn(message(order)), { id: 7, order, problem: "" }));
  }
});

describe("refused, and why", () => {
  const rows: readonly [what: string, text: string, says: RegExp, id?: number][] = [
    ["nothing", "", /no JSON/, 0],
    ["no JSON", "{order:", /no JSON/, 0],
    ["half of a message", message({ do: "stop" }).slice(0, -1), /no JSON/, 0],
    ["null", "null", /object with `do`/, 0],
    ["a list", "[1,2]", /object with `do`/, 0],
    ["a text", '"stop"', /object with `do`/, 0],
    ["no order", '{"id":7}', /object with `do`/],
    ["an order that is a list", message([]), /object with `do`/],
    ["an order without a name", message({ speed: 1 }), /no order without a name; there are step, pace/],
    [
      "an unknown one",
      message({ do: "format" }),
      /no order "format"; there are step, pace, type, play, stop, save, ota/,
    ],
    ["one that every object has", message({ do: "constructor" }), /no order "constructor"/],
    ["__proto__ as its name", message({ do: "__proto__" }), /no order "__proto__"/],
    [
      "a name that is an object without a text",
      message({ do: { toString: null, valueOf: 1 } }),
      /no order \{"toString"/,
    ],
    ["a name as long as a message", message({ do: "x".repeat(900_000) }), /^there is no order "x{39}\.\.\.; there are/],
    ["a member it has not", message({ do: "stop", now: true }), /stop has no "now"/],
    ["__proto__ as a member", '{"id":7,"order":{"do":"stop","__proto__":{"speed":1}}}', /stop has no "__proto__"/],
    ["a member that every object has", message({ do: "pace", constructor: 1 }), /pace has no "constructor"/],
    ["a member as long as a message", message({ do: "stop", ["x".repeat(900_000)]: 1 }), /^stop has no "x{39}\.\.\.$/],
    ["a lack", message({ do: "ota", version: "1", base64: "" }), /ota lacks way/],
    ["a speed that is a text", message({ do: "pace", speed: "10" }), /speed must be a number from 0.1 to 10000/],
    ["a speed that is nought", message({ do: "pace", speed: 0 }), /speed must be a number/],
    ["a speed that is null", message({ do: "pace", speed: null }), /speed must be a number/],
    ["a speed past all", message({ do: "pace", speed: 1e300 }), /speed must be a number/],
    ["a step of no time", message({ do: "pace", stepMs: 0 }), /stepMs must be a number from 1 to 3600000/],
    ["a truth that is none", message({ do: "pace", isPaused: 1 }), /isPaused must be true or false/],
    ["too much typed", message({ do: "type", text: "x".repeat(65_537) }), /text must be .* at most 65536 characters/],
    ["typed numbers", message({ do: "type", text: 13 }), /text must be a text/],
    ["a script too long", message({ do: "play", name: "a", script: "x".repeat(500_001) }), /script must be .* 500000/],
    ["a way there is not", message({ do: "ota", version: "1", base64: "", way: "ftp" }), /way must be .*http/],
    ["a step that is none", message({ do: "step", step: 5 }), /step must be an object with one of/],
    ["an empty step", message({ do: "step", step: {} }), /step names none of/],
    ["an unknown step", message({ do: "step", step: { jump: 1 } }), /step unknown step "jump"/],
    [
      "an unknown step as long as a message",
      message({ do: "step", step: { ["x".repeat(900_000)]: 1 } }),
      /unknown step/,
    ],
    [
      "more members than any step",
      message({ do: "step", step: { ...Array(100_000).fill(1) } }),
      /step has 100000 members/,
    ],
    [
      "__proto__ as a step",
      '{"id":7,"order":{"do":"step","step":{"__proto__":{"gasPpm":1}}}}',
      /unknown step "__proto__"/,
    ],
    [
      "a step that every object has",
      message({ do: "step", step: { hasOwnProperty: 1 } }),
      /unknown step "hasOwnProperty"/,
    ],
    ["__proto__ as a wish", '{"id":7,"order":{"do":"step","step":{"wait":{"__proto__":1}}}}', /speaks of "__proto__"/],
    ["two deeds at once", message({ do: "step", step: { gasPpm: 1, adcVolts: 1 } }), /two things at once/],
    ["gas past all", message({ do: "step", step: { gasLelPercent: 2001 } }), /gasLelPercent must be a number/],
    ["a number that JSON has not", '{"id":7,"order":{"do":"pace","speed":NaN}}', /no JSON/, 0],
    ["an id that is a text", message({ do: "format" }, "7"), /no order/, 0],
    ["an id past what is exact", message({ do: "format" }, 2 ** 60), /no order/, 0],
    [
      "values deeper than any step has",
      `{"id":7,"order":{"do":"step","step":{"cloudSet":{"a":${nested(20)}}}}}`,
      /nested deeper than 12/,
    ],
    ["a message that is only depth", nested(400_000), /nested deeper than 12/, 0],
  ];
  for (const [what, text, says, id = 7] of rows) {
    test(what, () => {
      const parsed = orderIn(text);
      assert.match(parsed.problem, says);
      assert.deepEqual([parsed.id, parsed.order], [id, undefined]);
      assert.ok(parsed.problem.length <= 1000, `${parsed.problem.length} characters`);
    });
  }
});
