/** The thing model's types and tables: made of the platform's file, held current, and a file that can't be made into them is named. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { BuildError } from "../../build/errors.ts";
import { buildFirmware } from "../../build/firmware.ts";
import { checkModel, modelText } from "../../build/thing-model.ts";
import { project } from "./build-fixture.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

test("src/cloud/model.ts is what src/cloud/thing-model.json makes it", () => {
  assert.deepEqual(checkModel(ROOT), []);
});

const member = (identifier: string, type: string, specs: object) => ({
  identifier,
  name: identifier,
  dataType: { type, specs },
});
const number = (min: string, max: string, step: string) => ({ min, max, step });
const property = (accessMode: string, ...rest: Parameters<typeof member>) => ({ accessMode, ...member(...rest) });
const event = (...outputData: object[]) => ({ identifier: "E", name: "E", type: "info", outputData });
const service = (inputData: object[], outputData: object[]) => ({
  identifier: "S",
  name: "S",
  callType: "async",
  inputData,
  outputData,
});

interface Parts {
  readonly properties?: readonly object[];
  readonly events?: readonly object[];
  readonly services?: readonly object[];
}
const file = (parts: Parts) => JSON.stringify({ profile: {}, ...parts });

const WHOLE: Parts = {
  properties: [
    property("rw", "Mode", "enum", { "-1": "off", "0": "slow", "7": "fast" }),
    property("rw", "Valve", "bool", { "0": "open", "1": "closed" }),
    property("rw", "Note", "text", { length: "40" }),
    property("rw", "Span", "float", number("-0.5", "2", "0.01")),
    property("r", "Ohm", "float", number("0", "10", "1")),
    property("r", "R0Ohm", "float", number("0", "10", "0.001")),
  ],
  events: [event(member("Ohm", "float", number("0", "1", "1")))],
  services: [service([member("Times", "int", number("1", "3", "1"))], [])],
};

const LINES: readonly (readonly [what: string, line: string])[] = [
  ["an enum is its integers", '  "Mode": 0 | 7 | -1;'],
  ["a bool is 0 or 1", '  "Valve": 0 | 1;'],
  ["a text", '  "Note": string;'],
  ["a number", '  "Span": number;'],
  ["what can be set", 'export type SettableName = "Mode" | "Valve" | "Note" | "Span";'],
  ["an event's outputs", '    "Ohm": number;'],
  ["a service's inputs", '    "Times": number;'],
  ["a service without outputs", '  "S": Record<string, never>;'],
  ["floats that are told, once each, with a point at least", 'export const FLOATS = " Ohm:1 R0Ohm:3";'],
  ["floats that are set", 'export const SETTABLE_FLOATS = " Span:2";'],
  ["rules by type", 'export const SETTABLE = "Mode|3|0|7|-1;Valve|2|0|1;Note|4|40;Span|1|-0.5|2";'],
  ["rules of inputs", 'export const INPUTS = "S.Times|0|1|3";'],
];
for (const [what, line] of LINES) {
  test(`made: ${what}`, () => {
    const text = modelText(file(WHOLE));
    assert.ok(text.split("\n").includes(line), `no line ${line} in\n${text}`);
  });
}

const BAD: readonly (readonly [what: string, source: string, message: RegExp])[] = [
  ["no JSON", '{"properties":', /^src\/cloud\/thing-model\.json:1: is no JSON: .+ — /],
  ["nothing in it", "{}", /profile: is missing, not an object with a productKey/],
  ["a list", "[]", /\(all\): is \[\], not an object/],
  [
    "a range the wrong way round",
    file({ properties: [property("rw", "Span", "int", number("2", "1", "1"))] }),
    /properties\[0\]\.dataType\.specs: min 2 is above max 1/,
  ],
  [
    "an access that is none",
    file({ properties: [property("w", "Span", "int", number("1", "2", "1"))] }),
    /properties\[0\]\.accessMode: is "w", not r or rw/,
  ],
  [
    "a type that the firmware does not have",
    file({ properties: [property("r", "Since", "date", {})] }),
    /Since is date; the firmware writes and reads int, float, bool, enum, text/,
  ],
  [
    "the same, as an input",
    file({ services: [service([member("Since", "date", {})], [])] }),
    /Since is date; the firmware/,
  ],
  [
    "one name for two types",
    file({
      properties: [property("r", "Level", "int", number("0", "9", "1"))],
      events: [event(member("Level", "float", number("0", "9", "0.1")))],
    }),
    /Level is int in one place and float, 1 in another; the firmware writes a value by its name alone/,
  ],
  [
    "one name with two kinds of decimals",
    file({
      properties: [property("r", "Level", "float", number("0", "9", "0.01"))],
      services: [service([], [member("Level", "float", number("0", "9", "0.1"))])],
    }),
    /Level is float, 2 in one place and float, 1 in another/,
  ],
];
for (const [what, source, message] of BAD) {
  test(`refused: ${what}`, () => {
    assert.throws(
      () => modelText(source),
      (error) => error instanceof BuildError && message.test(error.message),
      `${message} of ${source}`,
    );
  });
}

const STALE: readonly (readonly [what: string, files: Readonly<Record<string, string>>])[] = [
  ["none was made", { "src/cloud/thing-model.json": file(WHOLE) }],
  ["another was", { "src/cloud/thing-model.json": file(WHOLE), "src/cloud/model.ts": "export const FLOATS = '';" }],
];
for (const [what, files] of STALE) {
  test(`a build without a current one fails, and says how to make it: ${what}`, async () => {
    const root = project({ "src/main.ts": "print(1);", ...files });
    await assert.rejects(buildFirmware({ boardId: "tiny", root, write: false }), {
      message: "src/cloud/model.ts:1: is not what src/cloud/thing-model.json says — run `npm run model` and commit it",
    });
  });
}

test("npm run model makes it, and a build takes it", async () => {
  const root = project({ "src/main.ts": "print(1);", "src/cloud/thing-model.json": file(WHOLE) });
  const script = (JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { scripts: { model: string } })
    .scripts;
  const [node, ...args] = script.model.split(" ");
  assert.equal(node, "node");
  const path = args.pop() as string;
  const made = spawnSync(process.execPath, ["--import", import.meta.resolve("tsx"), join(ROOT, path)], {
    cwd: root,
    encoding: "utf8",
  });
  assert.equal(made.status, 0, made.stderr);
  assert.equal(readFileSync(join(root, "src/cloud/model.ts"), "utf8"), modelText(file(WHOLE)));
  await buildFirmware({ boardId: "tiny", root, write: false });
});
