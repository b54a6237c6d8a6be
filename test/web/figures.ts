/** `npm run web:figures`: measures the page and writes docs/page-figures.md. 0: done; 1: a measurement failed; 2: no browser here. */
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { ROOT } from "../cli/canary.ts";
import { readFlags } from "../flags.ts";
import { SKIP, startBrowser } from "./browser.ts";
import { LIMITS } from "./limits.ts";
import { firstPaints, framesUnderLoad, nodeMemory, pageBytes, quantile } from "./measures.ts";

const USAGE = "npm run web:figures -- [--date YYYY-MM-DD] [--out <file>] [--seconds N]";
const PAINTS = 9;

const values = readFlags(
  {
    date: { type: "string", default: new Date().toISOString().slice(0, 10) },
    out: { type: "string", default: join(ROOT, "docs/page-figures.md") },
    seconds: { type: "string", default: "10" },
  },
  USAGE,
);

const kB = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;
const MB = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
const ms = (value: number): string => `${value.toFixed(1)} ms`;
const held = (is: boolean): string => (is ? "yes" : "**no**");

async function measured() {
  const browser = await startBrowser();
  try {
    const version = browser.version();
    const paints = await firstPaints(browser, PAINTS);
    const frames = await framesUnderLoad(browser, LIMITS.linesPerS, Number(values.seconds) * 1000);
    return { version, paints, frames, files: await pageBytes(), memory: await nodeMemory() };
  } finally {
    await browser.close();
  }
}

function text({ version, paints, frames, files, memory }: Awaited<ReturnType<typeof measured>>): string {
  const bytes = files.reduce((sum, { gzipBytes }) => sum + gzipBytes, 0);
  const paint = quantile(paints.paintMs, 0.5);
  const { intervalsMs, cpuMsPerFrame, linesPerS } = frames;
  const [half, most] = [quantile(intervalsMs, 0.5), quantile(intervalsMs, 0.95)];
  const { programBytes, onlineBytes, dayBytes } = memory;
  const node = Math.max(onlineBytes, dayBytes) - programBytes;
  const rows: readonly (readonly string[])[] = [
    ["figure", "measured", "limit", "held"],
    ["---", "---:", "---:", "---:"],
    ["all files of the page, compressed", kB(bytes), kB(LIMITS.gzipBytes), held(bytes < LIMITS.gzipBytes)],
    ["first paint, the median", ms(paint), ms(LIMITS.paintMs), held(paint < LIMITS.paintMs)],
    [
      `between two frames at ${linesPerS.toFixed(0)} AT lines a second, the median`,
      ms(half),
      ms(LIMITS.frameMs),
      held(half < LIMITS.frameMs + 0.1),
    ],
    [
      "of these the page's own work, the mean",
      ms(cpuMsPerFrame),
      ms(LIMITS.cpuMsPerFrame),
      held(cpuMsPerFrame < LIMITS.cpuMsPerFrame),
    ],
    [
      "memory that a node, its cloud and a page add to the program",
      MB(node),
      MB(LIMITS.nodeBytes),
      held(node < LIMITS.nodeBytes),
    ],
  ];
  return `# The page in figures

Written by \`npm run web:figures\` on ${values.date}; do not edit. With Chromium ${version} without a window, Node ${process.version}, ${cpus().length} processors
(${cpus()[0]?.model.trim()}), and whatever else they did.

${rows.map((cells) => `| ${cells.join(" | ")} |`).join("\n")}

- **Bytes**: each file as gzip makes it, which is how the server sends it: ${files.map(({ name, gzipBytes }) => `${name} ${kB(gzipBytes)}`).join(", ")}.
- **First paint**: the browser's own \`first-contentful-paint\`, ${PAINTS} times with an empty cache: ${paints.paintMs.map((one) => one.toFixed(0)).join(", ")} ms. All of a
  full past (5,000 lines) is on the page after ${ms(quantile(paints.dataMs, 0.5))} (median).
- **Frames**: \`requestAnimationFrame\` over ${values.seconds} s, ${intervalsMs.length} frames: 95 of 100 within ${ms(most)}, the longest ${ms(Math.max(...intervalsMs))}. The page's own work
  is its main thread's CPU time, which the machine's load does not change.
- **Memory**: of the whole process, resident, after a collection of garbage. Node.js with all that is loaded before there is a node: ${MB(programBytes)};
  with the node online and a page open: ${MB(onlineBytes)}; a day of the device's time later: ${MB(dayBytes)}. The limit is on what is added: Node.js
  and the modules are there once, for one node or for fifty.
`;
}

if (SKIP) {
  console.error(SKIP);
  process.exitCode = 2;
} else {
  const page = text(await measured());
  writeFileSync(values.out, page);
  console.log(page);
  // The virtual board's own timers are of no use any more.
  process.exit();
}
