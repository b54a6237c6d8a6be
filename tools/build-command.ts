/** `canary build`: 0 built, 1 a check failed, 2 asked for something that does not exist. */
import { join, relative } from "node:path";
import { Command } from "commander";
import colors from "picocolors";
import type { BuildResult } from "../build/firmware.ts";
import { defaultBoard } from "./default-board.ts";
import { ROOT } from "./root.ts";

interface Flags {
  readonly board?: string;
  readonly json?: boolean;
}

export function command(): Command {
  return new Command("build")
    .description("compile src for one board into dist/<board>/firmware.js")
    .option("--board <id>", "a file of boards/; default from espruino.config.js")
    .option("--json", "print the manifest, or the findings, as JSON")
    .exitOverride()
    .action(run);
}

async function run(flags: Flags): Promise<void> {
  const started = performance.now();
  // TypeScript and terser take most of a second to load; `--help` and a mistyped flag need neither.
  const { buildFirmware } = await import("../build/firmware.ts");
  const boardId = flags.board ?? (await defaultBoard());
  try {
    const result = await buildFirmware({ boardId, root: ROOT });
    print(flags.json ? JSON.stringify(result.manifest, null, 2) : summary(result, performance.now() - started));
  } catch (error) {
    process.exitCode = await explain(error, flags);
  }
}

function summary({ manifest, outDir }: BuildResult, tookMs: number): string {
  const share = (manifest.budgetShare * 100).toFixed(1);
  const lines = [
    `${colors.green("built")} ${manifest.name} ${colors.dim(`(${manifest.board}, ${manifest.version})`)} in ${(tookMs / 1000).toFixed(1)} s`,
    `  ${relative(process.cwd(), join(outDir, "firmware.js"))}  ${manifest.bytes} bytes, ${share} % of ${manifest.budgetBytes}`,
    `  sha256 ${manifest.sha256}`,
    ...manifest.lacks.map(({ feature, why }) => `  ${colors.yellow("lacks")} ${feature}: ${why}`),
  ];
  return lines.join("\n");
}

async function explain(error: unknown, flags: Flags): Promise<number> {
  const { BuildError, UsageError, formatFinding } = await import("../build/errors.ts");
  if (error instanceof UsageError) {
    if (flags.json) print(JSON.stringify({ error: error.message }));
    else console.error(error.message);
    return 2;
  }
  if (!(error instanceof BuildError)) throw error;
  if (flags.json) print(JSON.stringify({ findings: error.findings }, null, 2));
  else for (const finding of error.findings) console.error(formatFinding(finding));
  return 1;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
