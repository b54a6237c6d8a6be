/** `canary build`: the sources for one board, as the one file that goes onto it. */
import { relative } from "node:path";
import { Command } from "commander";
import colors from "picocolors";
import type { Dialect } from "../build/boards.ts";
import type { BuildResult } from "../build/firmware.ts";
import { defaultBoard } from "./default-board.ts";
import { dialectOption } from "./dialect-option.ts";
import { distFolder } from "./dist.ts";
import { EXIT, toExitCode } from "./fault.ts";
import { leftOut } from "./features.ts";
import { ROOT } from "./root.ts";
import { isPlain } from "./terminal.ts";

interface Flags {
  readonly board?: string;
  readonly dialect?: Dialect;
  readonly json?: boolean;
}

const HELP = `
Source map and manifest.json go beside it. An installed package builds into dist/ of the working directory.

Examples:
  canary build
  canary build --board esp32 --json
  canary build --board pico --dialect mqtt

Exit codes:
  0  built
  1  a check failed: file, line and remedy are printed
  2  wrong option, or no such board`;

export function command(): Command {
  return new Command("build")
    .option("--board <id>", "a file of boards/; default from espruino.config.js")
    .addOption(dialectOption())
    .option("--json", "the manifest, or each finding, as one JSON object a line")
    .addHelpText("after", HELP)
    .exitOverride()
    .action((flags: Flags) => toExitCode(flags.json === true, () => run(flags)));
}

async function run(flags: Flags): Promise<number> {
  const started = performance.now();
  const boardId = flags.board ?? (await defaultBoard());
  // TypeScript and terser take most of a second to load; `--help` and a mistyped flag need neither.
  const { buildFirmware } = await import("../build/firmware.ts");
  try {
    const result = await buildFirmware({ boardId, root: ROOT, outDir: distFolder(boardId), dialect: flags.dialect });
    print(flags.json ? JSON.stringify(result.manifest) : summary(result, performance.now() - started));
    return EXIT.ok;
  } catch (error) {
    const { BuildError } = await import("../build/errors.ts");
    if (!flags.json || !(error instanceof BuildError)) throw error;
    for (const finding of error.findings) print(JSON.stringify({ kind: "finding", ...finding }));
    return EXIT.failed;
  }
}

function summary({ manifest, outDir }: BuildResult, tookMs: number): string {
  const { green, dim, yellow } = colors.createColors(!isPlain(false));
  const missing = leftOut(manifest);
  const share = (manifest.budgetShare * 100).toFixed(1);
  const lines = [
    `${green("built")} ${manifest.name} ${dim(`(${manifest.board}, ${manifest.version}, ${manifest.dialects.join(" and ")})`)} in ${(tookMs / 1000).toFixed(1)} s`,
    `  ${relative(process.cwd(), outDir)}/firmware.js  ${manifest.bytes} bytes, ${share} % of ${manifest.budgetBytes}`,
    `  sha256 ${manifest.sha256}`,
    ...(missing ? [`  ${yellow("left out")}, for want of room: ${missing} (docs/cloud.md)`] : []),
    ...manifest.lacks.map(({ feature, why }) => `  ${yellow("lacks")} ${feature}: ${why}`),
  ];
  return lines.join("\n");
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
