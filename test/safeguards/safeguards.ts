/**
 * Safeguards, each broken on purpose in a copy of the project: the test that is named beside it must then fail, and
 * must not fail in the copy that nothing was done to.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readFlags, usageError } from "../flags.ts";

interface Row {
  readonly safeguard: string;
  readonly file: string;
  /** Must stand in the file, once. */
  readonly whole: string;
  readonly broken: string;
  /** A test file, and the test in it that fails; or a script with arguments, and what it says. */
  readonly run: readonly string[];
  readonly fails: string;
}

const TEST = ["--import", "tsx", "--test", "--test-reporter=tap"];
/** The fault set's runs with `only` in their name. */
const faults = (only: string) =>
  ["--import", "tsx", "test/faults/exhaustive.ts", "--workers", "1", "--pairs", "0", "--only", only] as const;

const ROWS: readonly Row[] = [
  {
    safeguard: "journal before send",
    file: "src/cloud/outbox.ts",
    whole: "journal.put(kind, id, epochS, value);\n      if (!epochS) {",
    // Sent at once, where the link is up; written three seconds later.
    broken: `const early = cloud.event({ kind, id, epochS, value });
      uplinks().publish(early.topic, early.payload, () => undefined);
      clock.after(3000, () => journal.put(kind, id, epochS, value));
      if (!epochS) {`,
    run: faults("rdyDoubled@AT+C"),
    fails: "journal-before-send",
  },
  {
    safeguard: "whole-line match",
    file: "src/at/chat.ts",
    whole: 'if (line === "OK" || line === command.final) {',
    broken: 'if (line.indexOf("OK") >= 0 || line === command.final) {',
    run: [...TEST, "test/unit/at-chat.test.ts"],
    fails: "trap: OK as substring",
  },
  {
    safeguard: "resynchronise after time-out",
    file: "src/at/chat.ts",
    whole: "if (isOver && currentDone !== syncDone) doubt();",
    broken: "",
    run: [...TEST, "test/unit/at-chat-flow.test.ts"],
    fails: "after a timeout a probe goes first, and the next command only on its answer",
  },
  {
    safeguard: "two slots",
    file: "src/store/shelf.ts",
    whole: "crc32(bank.text(slot)) >>> 0 === words[1])",
    broken: "words[1] !== undefined)",
    run: [...TEST, "test/unit/store-settings-cut.test.ts"],
    fails: "cut everywhere: a new file is taken over",
  },
  {
    safeguard: "the oracle's resend rule",
    file: "src/cloud/outbox.ts",
    whole: "return cloud.event(flight.record);",
    broken: "(flight.record as { epochS: number }).epochS++; return cloud.event(flight.record);",
    run: faults("replyLost:4@AT+C"),
    fails: "same-message",
  },
  {
    safeguard: "an alarm outlives a restart",
    file: "src/main.ts",
    whole: "firstState(shelf.alarmSlot() > 0)",
    broken: "firstState(false)",
    run: faults("boardReset@AT+MPUB:alarm"),
    fails: "alarm-lost",
  },
  {
    safeguard: "an alarm 15 s behind the first gas",
    file: "src/gas/alarm.ts",
    whole: "const RAISE_S = 15 + STEP_S;",
    broken: "const RAISE_S = 45 + STEP_S;",
    run: faults("rdyDoubled@AT+C"),
    fails: "alarm-lost",
  },
  {
    safeguard: "a minute of calm ends it",
    file: "src/gas/alarm.ts",
    whole: "const RAISED = RAISE_S + 60;",
    broken: "const RAISED = RAISE_S + 35;",
    run: faults("rdyDoubled@AT+C"),
    fails: "alarm-invented",
  },
  {
    safeguard: "over range is told at once",
    file: "src/app.ts",
    whole: "if (isOver && !wasOver && status.gas !== ALARM) decide(WARNING, undefined);",
    broken: "",
    run: faults("rdyDoubled@AT+C"),
    fails: "alarm-lost",
  },
  {
    safeguard: "a fault is never clean air",
    file: "src/gas/alarm.ts",
    whole: "const ppm = reading.isOver ? Infinity : reading.ppm;",
    broken: "const ppm = reading.isOver ? Infinity : reading.ppm || 0;",
    run: faults("sensorOpen@AT+MPUB:alarm"),
    fails: "alarm-invented",
  },
];

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const COPIED = [
  "package.json",
  "package-lock.json",
  "tsconfig.json",
  "espruino.config.js",
  "src",
  "boards",
  "build",
  "sim",
  "test",
  "tools",
];
const USAGE = "npm run test:safeguards -- [--only TEXT]    the safeguards whose name has the text";
const LIMIT_MS = 300_000;

/** The project without what it has built, in a folder of its own. */
function copyOfProject(): string {
  const copy = mkdtempSync(join(tmpdir(), "canary-safeguard-"));
  for (const name of COPIED) cpSync(join(ROOT, name), join(copy, name), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));
  return copy;
}

function breakIn(copy: string, { file, whole, broken }: Row): void {
  const path = join(copy, file);
  const parts = readFileSync(path, "utf8").split(whole);
  if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} times what is to be broken: ${whole}`);
  writeFileSync(path, parts.join(broken));
}

function runIn(copy: string, { run }: Row): { isFailed: boolean; said: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...run], {
    cwd: copy,
    encoding: "utf8",
    timeout: LIMIT_MS,
    maxBuffer: 1 << 28,
  });
  return { isFailed: status !== 0, said: `${stdout}\n${stderr}` };
}

/** What is wrong with the safeguard's guard; undefined when it did its work. */
function problemOf(row: Row): string | undefined {
  const copy = copyOfProject();
  try {
    const sound = runIn(copy, row);
    if (sound.isFailed) return `fails without anything broken:\n${sound.said.slice(-3000)}`;
    breakIn(copy, row);
    const broken = runIn(copy, row);
    if (!broken.isFailed) return "does not fail";
    return failureNames(broken.said).some((line) => line.includes(row.fails))
      ? undefined
      : `fails, but not in "${row.fails}":\n${broken.said.slice(-3000)}`;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

const failureNames = (said: string): string[] =>
  said.split("\n").filter((line) => /^\s*not ok |^\s+[\d.]+ s [a-z-]+: |^\s+\d+ [a-z-]+ /.test(line));

const values = readFlags({ only: { type: "string", default: "" } }, USAGE);
let failed = 0;
if (!ROWS.some(({ safeguard }) => safeguard.includes(values.only))) {
  usageError(`--only ${values.only}: there are ${ROWS.map(({ safeguard }) => safeguard).join(", ")}`, USAGE);
}
const rows = ROWS.filter(({ safeguard }) => safeguard.includes(values.only));
for (const row of rows) {
  const problem = problemOf(row);
  if (problem) failed++;
  const where = row.run.find((part) => part.endsWith(".ts"));
  console.log(`${problem ? "not ok" : "ok"} ${row.safeguard} broken: ${where}, "${row.fails}" ${problem ?? "fails"}`);
}
console.log(`${rows.length - failed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
