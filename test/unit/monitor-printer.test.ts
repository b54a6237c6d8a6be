/** How lines look: stamps, marks, colour, JSON; and the log, which holds them all. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { Fault } from "../../tools/fault.ts";
import { Mask } from "../../tools/mask.ts";
import { entryOf } from "../../tools/monitor/entry.ts";
import { filterOf } from "../../tools/monitor/filter.ts";
import { MonitorPrinter, type PrinterOptions } from "../../tools/monitor/printer.ts";

const FOLDER = mkdtempSync(join(tmpdir(), "canary-printer-"));
after(() => rmSync(FOLDER, { recursive: true }));
const NOW = new Date(2026, 2, 4, 5, 6, 7, 89);
const SECRET = "q7Vx2mLrT9sK";

function printer(options: Partial<PrinterOptions> = {}): { shown: string[]; printer: MonitorPrinter } {
  const shown: string[] = [];
  const write = (line: string) => void shown.push(line);
  const base = { json: false, color: false, mask: new Mask(), columns: () => 120, now: () => NOW, write };
  return { shown, printer: new MonitorPrinter({ ...base, ...options }) };
}

const LINES = ["12.3 > AT+CSQ", "12.4 ONLINE", '12.5 < +MSUB: "/sys/a/b/c",2,hi', "hello", "Uncaught Error: no"];

const LAYOUTS: readonly (readonly [what: string, options: Partial<PrinterOptions>, shown: string[]])[] = [
  [
    "wide",
    {},
    [
      "05:06:07.089      12.3 > AT+CSQ",
      "05:06:07.089      12.4 = ONLINE",
      "05:06:07.089      12.5 cloud < c hi",
      "05:06:07.089           # hello",
      "05:06:07.089           !! Uncaught Error: no",
    ],
  ],
  [
    "narrow",
    { columns: () => 40 },
    [
      "05:06:07 12.3 > AT+CSQ",
      "05:06:07 12.4 = ONLINE",
      "05:06:07 12.5 cloud < c hi",
      "05:06:07 # hello",
      "05:06:07 !! Uncaught Error: no",
    ],
  ],
  [
    "in colour, by direction",
    { color: true, columns: () => 40 },
    [
      "\x1b[2m05:06:07 12.3\x1b[22m \x1b[36m> AT+CSQ\x1b[39m",
      "\x1b[2m05:06:07 12.4\x1b[22m \x1b[1m\x1b[33m= ONLINE\x1b[39m\x1b[22m",
      "\x1b[2m05:06:07 12.5\x1b[22m \x1b[35mcloud < c hi\x1b[39m",
      "\x1b[2m05:06:07\x1b[22m \x1b[2m# hello\x1b[22m",
      "\x1b[2m05:06:07\x1b[22m \x1b[1m\x1b[31m!! Uncaught Error: no\x1b[39m\x1b[22m",
    ],
  ],
];
for (const [what, options, wanted] of LAYOUTS) {
  test(what, () => {
    const { shown, printer: it } = printer(options);
    for (const line of LINES) it.show(entryOf(line, false));
    assert.deepEqual(shown, wanted);
  });
}

test("JSON: one object a line", () => {
  const { shown, printer: it } = printer({ json: true });
  it.show(entryOf('12.5 < +MSUB: "/sys/a/b/c",2,hi', false));
  it.show({ kind: "input", text: "f(\n1)" });
  const t = NOW.toISOString();
  assert.deepEqual(
    shown.map((line) => JSON.parse(line)),
    [
      { t, kind: "cloud", text: "c hi", deviceS: 12.5, direction: "<", topic: "/sys/a/b/c", payload: "hi" },
      { t, kind: "input", text: "f(\n1)" },
    ],
  );
});

test("secrets are masked in what is shown and in the log, known from where they stood by their name", () => {
  const path = join(FOLDER, "masked.log");
  for (const json of [false, true]) {
    const { shown, printer: it } = printer({ json });
    it.log(path);
    it.show({ kind: "input", text: `canary.config("cloud.deviceSecret", "${SECRET}")` });
    it.show(entryOf(`={ "deviceSecret": "${SECRET}" }`, true));
    it.show(entryOf(`12.0 < +MSUB: "t",9,{"password":"${SECRET}"}`, false));
    it.show(entryOf(`hello ${SECRET}`, false));
    it.show(entryOf(`12.0 > AT+CSTT="CMNET","user","${SECRET}"`, false));
    it.log(undefined);
    assert.equal(shown.length, 5);
    assert.doesNotMatch(shown.join("\n"), new RegExp(SECRET), json ? "as JSON" : "as lines");
    assert.equal(shown.filter((line) => line.includes("***")).length, 5);
  }
  assert.doesNotMatch(readFileSync(path, "utf8"), new RegExp(SECRET));
});

test("the log has what the filter leaves out and what was typed, is appended to, and has no colour", () => {
  const path = join(FOLDER, "all.log");
  for (let run = 0; run < 2; run++) {
    const { shown, printer: it } = printer({ color: true });
    it.filter = filterOf("gas");
    it.log(path);
    for (const line of LINES.slice(0, 3)) it.show(entryOf(line, false));
    it.show({ kind: "input", text: "f(\n1)" }, true);
    it.log(undefined);
    it.show(entryOf("not in it", false));
    assert.deepEqual(shown, []);
  }
  const t = NOW.toISOString();
  const once = [
    `${t} 12.3 at > AT+CSQ`,
    `${t} 12.4 link ONLINE`,
    `${t} 12.5 cloud < c hi`,
    `${t} - input f(`,
    `${t} - input 1)`,
  ];
  assert.deepEqual(readFileSync(path, "utf8").trimEnd().split("\n"), [...once, ...once]);
});

test("a log that can't be written", () => {
  const { printer: it } = printer();
  const path = join(FOLDER, "no", "such", "folder");
  assert.throws(
    () => it.log(path),
    (error) => error instanceof Fault && error.exitCode === 2 && /ENOENT/.test(error.message),
  );
});
