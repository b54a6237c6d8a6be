/** `canary config`: what a device may be told, and whether a file that tells it is sound. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import type { Abilities } from "../src/store/abilities.ts";
import { defaultBoard } from "./default-board.ts";
import { EXIT, Fault, toExitCode } from "./fault.ts";
import { ROOT } from "./root.ts";

interface Flags {
  readonly board?: string;
  readonly ca?: string;
  readonly json?: boolean;
}

const EXAMPLE = join(ROOT, "canary.example.json");

const HELP = `
Secrets are never shown. A file with a real one that git tracks is a problem; canary.local.json is ignored by git.

Examples:
  canary config example
  canary config check canary.local.json
  canary config check canary.local.json --board esp32 --json
  canary config check canary.local.json --board esp32 --ca globalsign-r1
  canary config show canary.local.json
  canary config schema --board pico

Exit codes:
  0  sound, perhaps with warnings; shown
  1  problems: each line begins with the path of its key
  2  wrong option, no such file, or no such board`;

export function command(): Command {
  const config = new Command("config").exitOverride();
  const part = (name: string, description: string) =>
    config
      .command(name)
      .description(description)
      .option("--board <id>", "a file of boards/; default from espruino.config.js")
      .option("--json", "one JSON object a line");
  part("check <file>", "hold it against the firmware's own schema")
    .option("--ca <file>", "with the root certificate that the device shall have: a PEM file, or globalsign-r1")
    .action(verb(check));
  part("show <file>", "what is in force with it, defaults and all, secrets masked").action(verb(show));
  part("schema", "each setting with its default and what it takes").action((flags: Flags) => verb(schema)("", flags));
  part("example", "a file to begin with").action((flags: Flags) => verb(example)("", flags));
  return config.addHelpText("after", HELP);
}

type Act = (file: string, flags: Flags) => Promise<number> | number;

function verb(act: Act): (file: string, flags: Flags) => Promise<void> {
  return (file, flags) => toExitCode(flags.json === true, async () => act(file, flags));
}

async function abilities({ board }: Flags): Promise<Abilities> {
  const { loadBoard } = await import("../build/boards.ts");
  const { canOf } = await import("./abilities.ts");
  return canOf(await loadBoard(ROOT, board ?? (await defaultBoard())));
}

async function check(file: string, flags: Flags): Promise<number> {
  const { readText } = await import("./run/config.ts");
  const { findingsOf } = await import("./config/check.ts");
  const root = flags.ca === undefined ? undefined : (await import("./provision/root.ts")).readRoot(flags.ca);
  const findings = findingsOf(file, readText(file, "configuration"), await abilities(flags), root);
  const count = (kind: string) => findings.filter((finding) => finding.kind === kind).length;
  const [problems, warnings] = [count("problem"), count("warning")];
  if (flags.json) for (const finding of findings) print(JSON.stringify(finding));
  else
    for (const { kind, path, what } of findings)
      print(`${kind === "problem" ? "" : "warning: "}${path || file} ${what}`);
  if (flags.json) print(JSON.stringify({ kind: "result", file, problems, warnings }));
  else
    print(`${file}: ${problems > 0 ? `${problems} problems` : "sound"}${warnings > 0 ? `, ${warnings} warnings` : ""}`);
  return problems > 0 ? EXIT.failed : EXIT.ok;
}

async function show(file: string, flags: Flags): Promise<number> {
  const { readText } = await import("./run/config.ts");
  const { checkConfig } = await import("../src/store/config.ts");
  const { flatten, isSecret, KEPT, treeOf } = await import("./provision/settings.ts");
  const { config, problems } = checkConfig(readText(file, "configuration"), await abilities(flags));
  if (problems.length > 0)
    throw new Fault(EXIT.failed, `${file} has problems; canary config check ${file} names them.`);
  const shown = Object.entries(flatten(config)).map(([path, value]) => [path, isSecret(path) && value ? KEPT : value]);
  print(JSON.stringify(treeOf(Object.fromEntries(shown)), null, flags.json ? 0 : 2));
  return EXIT.ok;
}

async function schema(_: string, flags: Flags): Promise<number> {
  const { settingsOf } = await import("./config/schema.ts");
  const settings = settingsOf(await abilities(flags));
  if (flags.json) {
    for (const setting of settings) print(JSON.stringify({ kind: "setting", ...setting }));
    return EXIT.ok;
  }
  const rows = settings.map(({ key, default: value, takes, isSecret }) => {
    return [key, value === null ? "required" : JSON.stringify(value), `${takes}${isSecret ? "; secret" : ""}`];
  });
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  for (const row of [["KEY", "DEFAULT", "TAKES"], ...rows]) {
    print(row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join("  "));
  }
  return EXIT.ok;
}

function example(_: string, flags: Flags): number {
  const text = readFileSync(EXAMPLE, "utf8");
  print(flags.json ? JSON.stringify(JSON.parse(text)) : text.trimEnd());
  return EXIT.ok;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
