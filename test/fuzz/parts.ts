/** The firmware's parts that are fuzzed: as they stand in src/, or a copy of them in memory with one deliberate break. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { createApp } from "../../src/app.ts";
import { createChat } from "../../src/at/chat.ts";
import { createLines } from "../../src/at/lines.ts";
import { createAliyun } from "../../src/cloud/aliyun/aliyun.ts";
import { commandsOf } from "../../src/modem/luat/commands.ts";
import { createLuat } from "../../src/modem/luat/luat.ts";
import { scopeOf } from "../../src/modem/luat/urcs.ts";

export const PARTS = { createChat, createLines, createLuat, commandsOf, scopeOf, createAliyun, createApp };
export type Parts = typeof PARTS;

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const ENTRY = `
export { createChat } from "./src/at/chat.ts";
export { createLines } from "./src/at/lines.ts";
export { createLuat } from "./src/modem/luat/luat.ts";
export { commandsOf } from "./src/modem/luat/commands.ts";
export { scopeOf } from "./src/modem/luat/urcs.ts";
export { createAliyun } from "./src/cloud/aliyun/aliyun.ts";
export { createApp } from "./src/app.ts";
`;

export interface Break {
  /** What was left out or done wrong, as one would name the mistake. */
  readonly name: string;
  readonly file: string;
  /** Stands in the file once. */
  readonly from: string;
  readonly to: string;
}

/** The parts with `broken` done to their source. */
export async function brokenParts(broken: Break): Promise<Parts> {
  const path = join(ROOT, broken.file);
  const pieces = readFileSync(path, "utf8").split(broken.from);
  if (pieces.length !== 2)
    throw new Error(
      `"${broken.name}" does not fit ${broken.file} any more: ${pieces.length - 1} times "${broken.from}"`,
    );
  const contents = pieces.join(broken.to);
  const { outputFiles } = await build({
    stdin: { contents: ENTRY, resolveDir: ROOT, loader: "ts" },
    bundle: true,
    write: false,
    format: "cjs",
    logLevel: "silent",
    plugins: [
      {
        name: "break",
        setup(plugged) {
          plugged.onLoad({ filter: /\.ts$/ }, ({ path: loaded }) =>
            loaded === path ? { contents, loader: "ts" } : undefined,
          );
        },
      },
    ],
  });
  const module = { exports: {} as Parts };
  new Function("module", "exports", (outputFiles[0] as { text: string }).text)(module, module.exports);
  return module.exports;
}
