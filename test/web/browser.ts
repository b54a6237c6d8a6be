/** The page in a real browser: found or not, opened in any look and language, looked at and kept as a picture. */
import assert from "node:assert/strict";
import { accessSync, constants, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { ROOT } from "../cli/canary.ts";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "chrome"];
const HOW_TO_GET_CHROMIUM = "apt-get install chromium, or put the path of its executable in $CHROMIUM.";

/** $CHROMIUM, else one of the PATH; undefined with neither. A path that is given and wrong is an error. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const given = env["CHROMIUM"];
  if (given) {
    if (isExecutable(given)) return given;
    throw new Error(`$CHROMIUM is ${given}, and that is no executable file. ${HOW_TO_GET_CHROMIUM}`);
  }
  const folders = (env["PATH"] ?? "").split(delimiter);
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const executablePath = findChromium();
/** For `describe`: false, or why it can't run. */
export const SKIP: false | string = executablePath
  ? false
  : `no Chromium here, so the page was not driven by a browser. ${HOW_TO_GET_CHROMIUM}`;

export interface Look {
  readonly theme?: "light" | "dark";
  readonly language?: "en" | "zh";
  readonly width?: number;
  readonly height?: number;
}

/** A phone held upright. */
export const PHONE = { width: 390, height: 844 } as const;
const DESK = { width: 1280, height: 900 } as const;
/** The machine may have other things to do. */
const WAIT_MS = 20_000;
export const SHOTS = join(ROOT, "dist/web-shots");

export interface Opened {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the browser had to complain of: errors of scripts, what the page may not load. */
  readonly troubles: string[];
  /** All that came over its WebSockets. */
  readonly received: string[];
}

export async function startBrowser(): Promise<Browser> {
  assert.ok(executablePath);
  // Its sandbox is not to be had as root.
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return chromium.launch({ executablePath, args });
}

export async function openPage(browser: Browser, url: string, look: Look = {}): Promise<Opened> {
  const { theme = "light", language = "en", width = DESK.width, height = DESK.height } = look;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    locale: language === "zh" ? "zh-CN" : "en-GB",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  page.setDefaultTimeout(WAIT_MS);
  const opened: Opened = { page, context, troubles: [], received: [] };
  page.on("pageerror", (error) => opened.troubles.push(error.message));
  page.on("console", (message) => {
    // A server that is away is the point of some tests.
    if (message.type() === "error" && !/WebSocket connection to .* failed/.test(message.text())) {
      opened.troubles.push(message.text());
    }
  });
  page.on("websocket", (socket) => socket.on("framereceived", ({ payload }) => opened.received.push(String(payload))));
  await page.goto(url);
  return opened;
}

/** Kept as output of the tests, for a person to look at. */
export async function shoot({ page }: Opened, name: string): Promise<void> {
  mkdirSync(SHOTS, { recursive: true });
  await page.evaluate("scrollTo(0, 0)");
  await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true });
}

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Finding {
  readonly id: string;
  readonly impact: string | null;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** What axe finds serious or critical, in words. */
export async function faultsByAxe({ page }: Opened): Promise<string[]> {
  await page.evaluate(AXE);
  const { violations } = (await page.evaluate("axe.run(document, { resultTypes: ['violations'] })")) as {
    violations: Finding[];
  };
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html.slice(0, 200)).join(" | ")}`);
}

/** Wider than its window it would have to be moved sideways. */
export async function overhangPx({ page }: Opened): Promise<number> {
  return page.evaluate("document.documentElement.scrollWidth - window.innerWidth") as Promise<number>;
}

/** Text that is smaller than `px`, by its look. */
export async function smallTexts({ page }: Opened, px: number): Promise<string[]> {
  return page.evaluate(`[...document.querySelectorAll("body *")]
    .filter((one) => [...one.childNodes].some((child) => child.nodeType === 3 && child.data.trim() !== ""))
    .filter((one) => one.checkVisibility() && parseFloat(getComputedStyle(one).fontSize) < ${px})
    .map((one) => one.outerHTML.slice(0, 120))`) as Promise<string[]>;
}
