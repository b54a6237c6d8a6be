import assert from "node:assert/strict";
import { test } from "node:test";
import { lint } from "../../build/lint.ts";
import { project } from "./build-fixture.ts";

const TREE = {
  "src/hal.ts": "export interface Clock {}",
  "src/modem/modem.ts": "export interface Modem {}",
  "src/modem/luat/luat.ts": "export const x = 1;",
  "src/cloud/cloud.ts": "export interface Cloud {}",
  "src/cloud/aliyun/aliyun.ts": "export function f() {}",
  "src/at/chat.ts": "export function f() {}",
  "src/at/codes.ts": "export const OK = 'OK';\nexport const ALL: readonly string[] = [OK];",
  "src/cloud/model.json": "{}",
  "src/system/log.ts": "export const x = 1;",
  "src/store/journal.ts": "export const x = 1;",
  "src/link/ladder.ts": "export const x = 1;",
  "sim/clock.ts": "export const x = 1;",
  "build/y.ts": "export const x = 1;",
};

const RULES: readonly (readonly [file: string, line: string, isAllowed: boolean])[] = [
  ["src/at/a.ts", 'import "../hal";', true],
  ["src/at/a.ts", 'import "../system/log";', true],
  ["src/at/a.ts", 'import type { Modem } from "../modem/modem";', false],
  ["src/modem/a.ts", 'import "../at/chat";', true],
  ["src/modem/a.ts", 'import "../cloud/cloud";', false],
  ["src/modem/a.ts", 'import "../link/ladder";', false],
  ["src/cloud/a.ts", 'import "../store/journal";', true],
  ["src/cloud/a.ts", 'import type { Modem } from "../modem/modem";', false],
  ["src/gas/a.ts", 'import "../at/chat";', false],
  ["src/store/a.ts", 'import "../link/ladder";', false],
  ["src/link/a.ts", 'import "../modem/modem.ts";', true],
  ["src/link/a.ts", 'import type { Cloud } from "../cloud/cloud";', true],
  ["src/link/a.ts", 'import "../modem/luat/luat";', false],
  ["src/link/a.ts", 'import "../at/chat";', false],
  ["src/system/a.ts", 'import "../hal";', true],
  ["src/system/a.ts", 'import "../store/journal";', false],
  ["src/app.ts", 'import "./gas/../store/journal";', true],
  ["src/app.ts", 'import "./cloud/aliyun/aliyun";', false],
  ["src/main.ts", 'import "./modem/luat/luat";', true],
  ["src/main.ts", 'import "board";', true],
  ["src/main.ts", 'import "node:fs";', false],
  ["src/main.ts", 'import "../sim/clock";', false],
  ["src/app.ts", 'import "board";', false],
  ["src/gas/a.ts", 'import "mqtt";', false],
  ["src/newcomer.ts", 'import "./at/chat";', false],
  ["boards/b.ts", 'import type { Clock } from "../src/hal.ts";', true],
  ["boards/b.ts", 'import { Clock } from "../src/hal.ts";', false],
  ["boards/b.ts", 'import type { Modem } from "../src/modem/modem.ts";', false],
  ["sim/a.ts", 'import "node:net";', true],
  ["sim/a.ts", 'import type { f } from "../src/at/chat.ts";', true],
  ["sim/a.ts", 'import { type f } from "../src/at/chat.ts";', true],
  ["sim/a.ts", 'import { OK } from "../src/at/codes.ts";', true],
  ["sim/a.ts", 'import model from "../src/cloud/model.json" with { type: "json" };', true],
  ["sim/a.ts", 'import { f } from "../src/at/chat.ts";', false],
  ["sim/a.ts", 'export { f } from "../src/at/chat.ts";', false],
  ["tools/a.ts", 'import "../sim/clock.ts";', true],
  ["test/unit/a.ts", 'import "../../src/at/chat.ts";', true],
];

for (const [file, line, isAllowed] of RULES) {
  test(`${isAllowed ? "allowed" : "refused"}: ${file}: ${line}`, () => {
    const findings = lint(project({ ...TREE, [file]: `\n${line}\n` })).filter((finding) => finding.file === file);
    assert.equal(findings.length, isAllowed ? 0 : 1, JSON.stringify(findings));
    if (isAllowed) return;
    assert.equal(findings[0]?.line, 2);
    assert.ok((findings[0]?.remedy.length ?? 0) > 10);
  });
}
