/** The page as somebody without a mouse goes through it. */
import type { Page } from "playwright-core";

const CONTROLS = 'button, input, select, textarea, a[href], summary, [tabindex="0"]';
/** Whoever has gone through so many without coming back to where he began is caught somewhere. */
const MOST_STEPS = 600;

interface Stop {
  readonly what: string;
  /** Seen from outside that it is there. */
  readonly isMarked: boolean;
  readonly isTerminal: boolean;
  readonly isAgain: boolean;
}

export interface Walk {
  readonly stops: readonly string[];
  /** Where nothing shows that the keyboard is there. */
  readonly unmarked: readonly string[];
  /** Controls that were never come to. */
  readonly missed: readonly string[];
  readonly isCaught: boolean;
}

const HERE = `(() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const style = getComputedStyle(one);
  const frame = getComputedStyle(one.closest(".terminal-frame") ?? one);
  const outlined = (s) => (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== "none";
  const isAgain = one.hasAttribute("data-walked");
  one.setAttribute("data-walked", "");
  const what = (one.id || one.getAttribute("aria-label") || one.innerText || one.outerHTML).slice(0, 60);
  return { what: what.trim(), isMarked: outlined(style) || outlined(frame), isTerminal: one.matches(".xterm-helper-textarea"), isAgain };
})()`;

const MISSED = `[...document.querySelectorAll('${CONTROLS}')]
  .filter((one) => !one.hasAttribute("data-walked") && !one.disabled && one.tabIndex >= 0 && one.checkVisibility())
  .filter((one) => !(one.type === "radio" && !one.checked))
  .map((one) => one.outerHTML.slice(0, 150))`;

/** From the top with the Tab key until all has been come to once. Nothing should move meanwhile. */
export async function walkByTab(page: Page): Promise<Walk> {
  const stops: string[] = [];
  const unmarked: string[] = [];
  await page.locator("body").press("Home");
  await page.evaluate("document.activeElement?.blur?.()");
  for (let step = 0; step < MOST_STEPS; step++) {
    await page.keyboard.press("Tab");
    const here = (await page.evaluate(HERE)) as Stop | null;
    // Past the last one the browser's own controls follow, which are not here.
    if (here === null || (here.isAgain && step > 0 && here.what === stops[0])) {
      return { stops, unmarked, missed: (await page.evaluate(MISSED)) as string[], isCaught: false };
    }
    stops.push(here.what);
    if (!here.isMarked) unmarked.push(here.what);
    // A terminal takes Tab for itself; this is the way out that it tells.
    if (here.isTerminal) await page.keyboard.press("Escape");
  }
  return { stops, unmarked, missed: (await page.evaluate(MISSED)) as string[], isCaught: true };
}
