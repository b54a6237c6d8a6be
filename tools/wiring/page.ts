/**
 * `npm run boards`: draws docs/wiring/<board>.svg and writes the tables of docs/boards.md, docs/cloud.md and docs/power.md, all
 * from `boards/`; with `--check` it only looks. 0: all is current, or is now; 1: it was not.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BoardFile, listBoards, loadBoard, misfit } from "../../build/boards.ts";
import { ROOT } from "../root.ts";
import { detailsOf, dividerWords, fitOf, kilobytes, summaryOf, variables } from "./describe.ts";
import { drawWiring } from "./diagram.ts";

const DRAWINGS = "docs/wiring";

const row = (cells: readonly unknown[]): string => `| ${cells.join(" | ")} |`;
const table = (head: readonly string[], rows: readonly (readonly unknown[])[]): string =>
  [row(head), row(head.map(() => "---")), ...rows.map(row)].join("\n");

function boardTable(files: readonly BoardFile[]): string {
  const rows = files.map((file) => {
    const { id, name, espruinoBoard, chip, modemPort, gasPin, storageBytes, variables: vars } = summaryOf(file);
    const fit = fitOf(file);
    const storage = kilobytes(storageBytes);
    return [
      `[\`${id}\`](#${id})`,
      name,
      `\`${espruinoBoard}\``,
      chip,
      modemPort,
      gasPin,
      storage,
      variables(vars),
      fit,
    ];
  });
  const head = ["`--board`", "name", "Espruino's name", "chip", "modem's UART", "gas sensor", "Storage", "variables"];
  return table([...head, "bundle fits"], rows);
}

/** Of each board that a bundle can be built for: what is in it. */
function featureTable(files: readonly BoardFile[]): string {
  const rows = files
    .map(summaryOf)
    .filter(({ fits }) => fits !== "no")
    .map(({ id, fits, dialects = [], platform, ota, budgetBytes: budget }) => [
      `\`${id}\`${fits === "yes" ? "" : `, ${fits}`}`,
      dialects.length > 1 ? "both" : "one",
      platform ? "yes" : "no",
      ota ? "yes" : "no",
      budget.toLocaleString("en"),
    ]);
  return table(["board", "dialects", "platform", "OTA", "bundle budget, bytes"], rows);
}

function sections(files: readonly BoardFile[]): string {
  return files.map(section).join("\n\n");
}

function section(file: BoardFile): string {
  const { board, profile } = file;
  const { wiring } = profile;
  const { pins, notes } = detailsOf(file);
  const why = misfit(file);
  const facts = [
    `- Chip ${profile.chip}, pins at ${wiring.logicV.toFixed(1)} V. Fed by: ${wiring.supply}. REPL: ${wiring.console}.`,
    `- The ADC reads up to ${board.gasAdc.referenceV.toFixed(1)} V. At 5 V: ${dividerWords(board.gasAdc.referenceV)}.`,
    ...notes.map((note) => `- ${note}`),
    ...(why ? [`- **No bundle is built for it**: ${why}.`] : []),
    ...profile.lacks.map(({ feature, why: reason }) => `- Lacks ${feature}: ${reason}`),
  ];
  const cells = Object.entries(pins).map(([use, pin]) => [use, pin]);
  const drawing = `[Drawing](wiring/${board.id}.svg)`;
  const isWired = !board.modemUart.isDeviceFile;
  const body = isWired ? [drawing, facts.join("\n"), table(["line", "pin"], cells)] : [facts.slice(2).join("\n")];
  return [`### ${board.id}`, profile.name, ...body].join("\n\n");
}

function currentTable(files: readonly BoardFile[]): string {
  const rows = files.map(({ board, profile }) => {
    const { runMa, idleMa, sleepMa, source = "" } = profile.wiring.current ?? {};
    const figures = [runMa, idleMa, sleepMa].map((figure) => figure ?? "unmeasured");
    return [`\`${board.id}\``, profile.chip, ...figures, source];
  });
  return table(["board", "chip", "running, mA", "idle with the UART on, mA", "asleep, mA", "source"], rows);
}

/** The page with its tables between their marks. */
function filled(path: string, tables: Readonly<Record<string, string>>): string {
  return Object.entries(tables).reduce(
    (text, [name, content]) => {
      const [start, end] = [`<!-- ${name} -->\n`, `<!-- end of ${name} -->`];
      const [from, to] = [text.indexOf(start) + start.length, text.indexOf(end)];
      if (to < from) throw new Error(`${path} has no place for the table ${name}`);
      return `${text.slice(0, from)}${content}\n${text.slice(to)}`;
    },
    readFileSync(join(ROOT, path), "utf8"),
  );
}

/** Each file as it ought to be: path from the project's folder, and text. */
export async function documents(): Promise<Map<string, string>> {
  const files = await Promise.all(listBoards(ROOT).map((id) => loadBoard(ROOT, id)));
  const texts = new Map<string, string>();
  for (const file of files) {
    const svg = drawWiring(file);
    if (svg) texts.set(`${DRAWINGS}/${file.board.id}.svg`, svg);
  }
  texts.set("docs/boards.md", filled("docs/boards.md", { boards: boardTable(files), details: sections(files) }));
  texts.set("docs/cloud.md", filled("docs/cloud.md", { features: featureTable(files) }));
  texts.set("docs/power.md", filled("docs/power.md", { currents: currentTable(files) }));
  return texts;
}

/** Paths that are not as they ought to be: other text, missing, or a drawing of no board. */
export function stale(texts: ReadonlyMap<string, string>): string[] {
  const isOther = ([path, text]: readonly [string, string]): boolean =>
    !existsSync(join(ROOT, path)) || readFileSync(join(ROOT, path), "utf8") !== text;
  const drawn = existsSync(join(ROOT, DRAWINGS)) ? readdirSync(join(ROOT, DRAWINGS)) : [];
  const left = drawn.map((name) => `${DRAWINGS}/${name}`).filter((path) => !texts.has(path));
  return [...[...texts].filter(isOther).map(([path]) => path), ...left];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const texts = await documents();
  const paths = stale(texts);
  const isCheck = process.argv.includes("--check");
  for (const path of isCheck ? [] : paths) {
    const text = texts.get(path);
    mkdirSync(dirname(join(ROOT, path)), { recursive: true });
    if (text === undefined) rmSync(join(ROOT, path));
    else writeFileSync(join(ROOT, path), text);
  }
  if (paths.length === 0) console.log("drawings and tables are current");
  else console.log(`${isCheck ? "not current, run `npm run boards`" : "written"}: ${paths.join(", ")}`);
  if (isCheck && paths.length > 0) process.exitCode = 1;
}
