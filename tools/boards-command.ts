/** `canary boards`: which boards there are, what one of them needs, and its wiring as a drawing. */
import { writeFileSync } from "node:fs";
import { Command } from "commander";
import colors from "picocolors";
import type { BoardFile } from "../build/boards.ts";
import { EXIT, Fault, toExitCode } from "./fault.ts";
import { featureLines } from "./features.ts";
import { ROOT } from "./root.ts";
import { isPlain } from "./terminal.ts";
import { detailsOf, dividerWords, kilobytes, summaryOf, variables } from "./wiring/describe.ts";

interface Flags {
  readonly wiring?: boolean;
  readonly out?: string;
  readonly json?: boolean;
}

const HELP = `
"own Espruino" fits an Espruino that you built with more Storage than the official one. Boards that are not listed, and why:
docs/boards.md.

Examples:
  canary boards
  canary boards pico
  canary boards esp32 --json
  canary boards pico --wiring --out pico.svg

Exit codes:
  0  listed, shown or drawn
  1  the board has no pins to be drawn, or --out can't be written
  2  wrong option, or no such board`;

export function command(): Command {
  return new Command("boards")
    .argument("[board]", "show this one: pins, divider, supply, console, what it lacks")
    .option("--wiring", "its wiring as SVG, on standard output or into --out")
    .option("--out <file>", "where the drawing goes")
    .option("--json", "one JSON object a line")
    .addHelpText("after", HELP)
    .exitOverride()
    .action((id: string | undefined, flags: Flags) => toExitCode(flags.json === true, () => run(id, flags)));
}

async function run(id: string | undefined, flags: Flags): Promise<number> {
  const { listBoards, loadBoard } = await import("../build/boards.ts");
  if (flags.out !== undefined && !flags.wiring) throw new Fault(EXIT.usage, "--out is for --wiring: add it");
  if (id === undefined) {
    if (flags.wiring) throw new Fault(EXIT.usage, "--wiring wants a board: canary boards pico --wiring");
    const files = await Promise.all(listBoards(ROOT).map((board) => loadBoard(ROOT, board)));
    if (flags.json) for (const file of files) print(JSON.stringify({ kind: "board", ...summaryOf(file) }));
    else print(tableOf(files));
    return EXIT.ok;
  }
  const file = await loadBoard(ROOT, id);
  if (flags.wiring) return draw(file, flags);
  if (flags.json) print(JSON.stringify({ kind: "board", ...detailsOf(file) }));
  else print(pageOf(file));
  return EXIT.ok;
}

async function draw(file: BoardFile, { out, json }: Flags): Promise<number> {
  const { drawWiring } = await import("./wiring/diagram.ts");
  const svg = drawWiring(file);
  if (svg === undefined)
    throw new Fault(EXIT.failed, `${file.board.id} has no pins of its own to be wired: its modem is a device file`);
  if (out === undefined) {
    process.stdout.write(json ? `${JSON.stringify({ kind: "wiring", board: file.board.id, svg })}\n` : svg);
    return EXIT.ok;
  }
  try {
    writeFileSync(out, svg);
  } catch (error) {
    throw new Fault(EXIT.failed, `tried to write ${out}: ${(error as Error).message}; name another file with --out`);
  }
  print(json ? JSON.stringify({ kind: "wiring", board: file.board.id, out }) : `${out} is drawn`);
  return EXIT.ok;
}

const HEADS = ["board", "name", "Espruino's name", "modem", "ADC", "Storage", "variables", "bundle fits"];

function tableOf(files: readonly BoardFile[]): string {
  const { bold, green, yellow, dim } = colors.createColors(!isPlain(false));
  const paint = { yes: green, "own Espruino": yellow, no: dim };
  const rows = files.map((file) => {
    const { id, name, espruinoBoard, modemPort, gasPin, storageBytes, variables: vars, fits } = summaryOf(file);
    return [id, name, espruinoBoard, modemPort, gasPin, kilobytes(storageBytes), variables(vars), fits] as const;
  });
  const widths = HEADS.map((head, n) => Math.max(head.length, ...rows.map((row) => (row[n] ?? "").length)));
  const line = (cells: readonly string[]): string =>
    cells.map((cell, n) => (n === cells.length - 1 ? cell : cell.padEnd(widths[n] ?? 0))).join("  ");
  return [bold(line(HEADS)), ...rows.map((row) => paint[row[7]](line(row)))].join("\n");
}

function pageOf(file: BoardFile): string {
  const { bold, dim, yellow } = colors.createColors(!isPlain(false));
  const { board, profile } = file;
  const details = detailsOf(file);
  const facts: readonly (readonly [name: string, value: string])[] = [
    ["Espruino's name", profile.espruinoBoard],
    ["chip", profile.chip],
    ["bundle fits", details.why ? `no: ${details.why}` : details.fits],
    ...(details.why ? [] : featureLines(file)),
    [
      "Storage",
      `${kilobytes(profile.storageBytes)}; the bundle may take ${details.budgetBytes.toLocaleString("en")} bytes`,
    ],
    ["variables", variables(profile.jsVars)],
    ["REPL", profile.wiring.console],
    ["fed by", profile.wiring.supply],
    [
      "modem",
      `${board.modemUart.port}, pins at ${profile.wiring.logicV.toFixed(1)} V: a level shifter for a modem at 1.8 V`,
    ],
    ["ADC", `reads up to ${board.gasAdc.referenceV.toFixed(1)} V`],
    ...(details.divider ? ([["divider at 5 V", dividerWords(board.gasAdc.referenceV)]] as const) : []),
  ];
  const pins = Object.entries(details.pins);
  const width = Math.max(...facts.map(([name]) => name.length), ...pins.map(([use]) => use.length));
  const line = ([name, value]: readonly [string, string]): string => `  ${dim(name.padEnd(width))}  ${value}`;
  return [
    `${bold(profile.name)} ${dim(`(${board.id})`)}`,
    ...facts.map(line),
    ...pins.map(([use, pin]) => line([use, pin])),
    ...details.notes.map((note) => `  ${note}`),
    ...profile.lacks.map(({ feature, why }) => `  ${yellow(`lacks ${feature}`)}: ${why}`),
  ].join("\n");
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
