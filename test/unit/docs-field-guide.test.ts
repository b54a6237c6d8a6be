/** The field guide is whole, in both languages: its tables, between their marks, name what code and thing model have, and no more. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import type { Command } from "commander";
import { ALARM, FAULT, NORMAL, WARMING, WARNING } from "../../src/gas/alarm.ts";
import { rowOf, type State } from "../../src/link/states.ts";
import { LOGIN_REFUSED, SILENT, SIM_REFUSED } from "../../src/modem/modem.ts";
import * as codes from "../../src/system/fault-codes.ts";
import { openMain } from "./main-rig.ts";

const ROOT = new URL("../../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, ROOT), "utf8");
const GUIDES = ["docs/field-guide.md", "docs/field-guide.zh-CN.md"] as const;

interface Named {
  readonly identifier: string;
  readonly inputData?: readonly Named[];
  readonly outputData?: readonly Named[];
}
const MODEL: Readonly<Record<"properties" | "events" | "services", readonly Named[]>> = JSON.parse(
  read("src/cloud/thing-model.json"),
);
const namesOf = (list: readonly Named[] = []) => list.map(({ identifier }) => identifier);

const { SENSOR_FAULTS, ...ownCodes } = codes;
const FAULT_CODES = [...SENSOR_FAULTS.map((_, at) => at + 1), ...Object.values(ownCodes)].map(String);

/** All are reached from OFF on, and from where the rungs of the ladder begin. */
function linkStates(): string[] {
  const states = new Set<State>(["ONLINE", "BACKOFF"]);
  for (const first of ["OFF", "MDISCONNECT", "CIPSHUT", "CFUN", "RESET"] as const)
    for (let state: State = first; !states.has(state); state = rowOf(state).next) states.add(state);
  return [...states];
}

function verbs(): string[] {
  const help = execFileSync(process.execPath, [new URL("tools/canary.mjs", ROOT).pathname, "--help"], {
    encoding: "utf8",
  });
  return [...help.matchAll(/^ {2}(?!help )(\w+) /gm)].map(([, verb]) => verb as string);
}

/** Of each row of the table between its marks: what its first cell names. */
function firstCells(guide: string, mark: string): string[] {
  const table = read(guide).split(`<!-- ${mark} -->`)[1]?.split(`<!-- end of ${mark} -->`)[0];
  assert.ok(table, `${guide} has no table between <!-- ${mark} --> and <!-- end of ${mark} -->`);
  const rows = table.trim().split("\n").slice(2);
  return rows.flatMap((row) => {
    const cell = row.split("|")[1] as string;
    const quoted = [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name as string);
    return quoted.length > 0 ? quoted : [cell.trim()];
  });
}

function holds(guide: string, mark: string, wanted: readonly string[], named = firstCells(guide, mark)): void {
  const missing = wanted.filter((name) => !named.includes(name));
  const unknown = named.filter((name) => !wanted.includes(name));
  assert.deepEqual(missing, [], `${guide}, table "${mark}", lacks ${missing.join(", ")}`);
  assert.deepEqual(unknown, [], `${guide}, table "${mark}", has what there is not: ${unknown.join(", ")}`);
}

const TABLES: readonly (readonly [mark: string, wanted: readonly string[]])[] = [
  ["gas states", [WARMING, NORMAL, WARNING, ALARM, FAULT].map(String)],
  ["fault codes", FAULT_CODES],
  ["events", namesOf(MODEL.events)],
  ["properties", namesOf(MODEL.properties)],
  ["services", namesOf(MODEL.services)],
  ["link states", linkStates()],
  ["verbs", verbs().map((verb) => `canary ${verb}`)],
];

for (const guide of GUIDES) {
  for (const [mark, wanted] of TABLES)
    test(`${guide}: the table of ${mark} has all ${wanted.length}, and no other`, () => {
      assert.ok(wanted.length > 2, `only ${wanted.join(", ")} were found in the code`);
      holds(guide, mark, wanted);
    });

  test(`${guide}: what events and services take and give, each sensor fault's tag, and the link's own causes are named`, () => {
    const details = [...MODEL.events, ...MODEL.services].flatMap(({ inputData, outputData }) => [
      ...namesOf(inputData),
      ...namesOf(outputData),
    ]);
    const wanted = [...details, ...SENSOR_FAULTS, SILENT, SIM_REFUSED, LOGIN_REFUSED];
    const missing = wanted.filter((name) => !read(guide).includes(`\`${name}\``));
    assert.deepEqual(missing, [], `${guide} does not name ${missing.join(", ")}`);
  });

  test(`${guide}: each command it shows is one, with the options that it has`, async () => {
    const shown = [...read(guide).matchAll(/`canary ([a-z]+)((?: [^`]+)?)`/g)];
    assert.ok(shown.length > 15, `only ${shown.length} commands were found`);
    for (const [, verb = "", rest = ""] of shown) {
      const file = new URL(`tools/${verb}-command.ts`, ROOT);
      assert.ok(existsSync(file), `${guide} shows canary ${verb}: there is no such verb`);
      const command = ((await import(pathToFileURL(file.pathname).href)) as { command(): Command }).command();
      const known = [command, ...command.commands].flatMap(({ options }) => options.map(({ long }) => long));
      for (const flag of rest.match(/--[a-z-]+/g) ?? [])
        assert.ok(flag === "--help" || known.includes(flag), `${guide} shows canary ${verb}${rest}: no option ${flag}`);
    }
  });
}

test("what the device's REPL has, and each key of what it shows, is in both guides", async () => {
  const rig = await openMain();
  const keys = (expression: string) => rig.value(`Object.keys(${expression})`) as string[];
  const calls = keys("canary");
  const alarm = keys("canary.alarm()");
  const wanted = { status: keys("canary.status()"), gas: keys("canary.gas()") };
  rig.end();
  for (const guide of GUIDES) {
    for (const [mark, names] of Object.entries(wanted)) holds(guide, mark, names);
    const named = firstCells(guide, "console").flatMap((call) => /^canary\.(\w+)\(/.exec(call)?.[1] ?? call);
    holds(guide, "console", calls, [...new Set(named)]);
    const missing = alarm.filter((name) => !read(guide).includes(`\`${name}\``));
    assert.deepEqual(missing, [], `${guide}, canary.alarm(), lacks ${missing.join(", ")}`);
  }
});

test("both guides have the same sections, tables and commands", () => {
  const shape = (guide: string) => {
    const text = read(guide);
    return {
      headings: text.match(/^#+/gm),
      rows: text.split(/^#+ .*$/m).map((section) => section.match(/^\|/gm)?.length ?? 0),
      commands: [...text.matchAll(/`(canary [a-z][^`]*)`/g)].map(([, command]) => command).sort(),
    };
  };
  assert.deepEqual(shape(GUIDES[1]), shape(GUIDES[0]));
});
