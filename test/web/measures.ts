/** What the page costs: its bytes, its first paint, its frames under load, the memory of what it shows. */
import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import type { Browser } from "playwright-core";
import { firmwareFor } from "../../sim/firmware.ts";
import { builtPage, PAGE_FOLDER } from "../../sim/web/build.ts";
import { Hub } from "../../sim/web/hub.ts";
import { startPageServer } from "../../sim/web/page-server.ts";
import { ROOT } from "../cli/canary.ts";
import { BOARD } from "./board.ts";
import { openPage } from "./browser.ts";
import { BusySource } from "./busy-source.ts";

/** Each file that the browser loads, as it comes over the wire. */
export async function pageBytes(): Promise<{ readonly name: string; readonly gzipBytes: number }[]> {
  await builtPage();
  return readdirSync(PAGE_FOLDER, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== "sources.json")
    .map(({ parentPath, name }) => ({ name, gzipBytes: gzipSync(readFileSync(join(parentPath, name))).length }));
}

/** Of a number of sizes, how many are at most so big. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

/** From the wish for the page to what is first seen of it, and to the first data; a browser that has nothing of it yet. */
export async function firstPaints(browser: Browser, times: number) {
  const paintMs: number[] = [];
  const dataMs: number[] = [];
  await withPage(async ({ url, source }) => {
    // As much past as there can be.
    for (let i = 0; i < 8000; i++) source.one();
    for (let i = 0; i < times; i++) {
      const opened = await openPage(browser, url);
      await opened.page.locator("main").waitFor();
      dataMs.push(await number(opened, "performance.now()"));
      paintMs.push(await number(opened, "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN"));
      await opened.context.close();
    }
  });
  return { paintMs, dataMs };
}

export interface Frames {
  readonly intervalsMs: readonly number[];
  /** Of the page's main thread, by its own clock: what else the machine does is not in it. */
  readonly cpuMsPerFrame: number;
  readonly linesPerS: number;
  /** Which part of all that was told came to the page. */
  readonly arrived: number;
}

/** The page while so many lines a second come. */
export async function framesUnderLoad(browser: Browser, linesPerS: number, forMs: number): Promise<Frames> {
  return withPage(async ({ url, source }) => {
    const opened = await openPage(browser, url);
    await opened.page.locator("main").waitFor();
    const session = await opened.context.newCDPSession(opened.page);
    await session.send("Performance.enable", { timeDomain: "threadTicks" });
    const busyMs = async (): Promise<number> => {
      const { metrics } = await session.send("Performance.getMetrics");
      return (metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN) * 1000;
    };
    // In sight, and following.
    await opened.page.locator("#lines").scrollIntoViewIfNeeded();
    source.start();
    // Until the lists are full and what is compiled late is compiled.
    await frames(opened, 1000);
    const [before, toldBefore] = [await busyMs(), source.told];
    const times = await frames(opened, forMs);
    const [cpuMs, told] = [(await busyMs()) - before, source.told - toldBefore];
    source.stop();
    const spanMs = (times.at(-1) ?? 0) - (times[0] ?? 0);
    const intervalsMs = times.slice(1).map((at, i) => at - (times[i] ?? at));
    const lines = opened.received.flatMap((text) => text.match(/"direction":/g) ?? []).length;
    await opened.context.close();
    return {
      intervalsMs,
      cpuMsPerFrame: cpuMs / intervalsMs.length,
      linesPerS: (told * 1000) / spanMs,
      arrived: lines / source.told,
    };
  }, linesPerS);
}

const frames = ({ page }: Awaited<ReturnType<typeof openPage>>, forMs: number): Promise<number[]> =>
  page.evaluate(`new Promise((done) => {
    const times = [];
    const look = (at) => {
      times.push(at);
      if (at - times[0] < ${forMs}) requestAnimationFrame(look);
      else done(times);
    };
    requestAnimationFrame(look);
  })`);

const number = ({ page }: Awaited<ReturnType<typeof openPage>>, expression: string): Promise<number> =>
  page.evaluate(expression);

interface Scene {
  readonly url: string;
  readonly source: BusySource;
}

async function withPage<T>(act: (scene: Scene) => Promise<T>, linesPerS = 0): Promise<T> {
  const hub = new Hub((text) => text);
  const server = await startPageServer({ hub, folder: await builtPage(), port: 0 });
  const source = new BusySource(linesPerS);
  hub.show(source);
  try {
    return await act({ url: server.url, source });
  } finally {
    source.stop();
    hub.close();
    await server.close();
  }
}

export interface NodeMemory {
  /** Node.js and all that is loaded into it, before there is a node. */
  readonly programBytes: number;
  readonly onlineBytes: number;
  /** After a day of the device's time. */
  readonly dayBytes: number;
}

/** Resident, of a process of its own that has one node, its cloud and its page. */
export async function nodeMemory(): Promise<NodeMemory> {
  // The compiler's memory is no node's: there the bundle is found made.
  await firmwareFor(BOARD, ROOT);
  const script = fileURLToPath(new URL("one-node.ts", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ["--expose-gc", "--import", "tsx", script]);
  return JSON.parse(stdout) as NodeMemory;
}
