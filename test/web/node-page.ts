/** A virtual node on its page, as a person works it: the program as it is started by hand, and the page in a browser. */
import assert from "node:assert/strict";
import type { Browser, Locator } from "playwright-core";
import { type Running, startCanary } from "../cli/canary.ts";
import { secretIn } from "../cli/secrets.ts";
import { type Look, type Opened, openPage } from "./browser.ts";

const START_MS = 60_000;
const LIMIT_MS = 240_000;

/** `canary run` with a page; ended by `stop`. */
export interface Program {
  readonly url: string;
  readonly running: Running;
  stop(): Promise<void>;
}

export async function startProgram(args: readonly string[]): Promise<Program> {
  const running = startCanary(["run", "--web", "0", ...args], { limitMs: LIMIT_MS });
  const [, url = ""] = await running.waitFor(/page +(http:\S+)/, START_MS);
  return {
    url,
    running,
    stop: async () => {
      running.signal("SIGTERM");
      assert.equal((await running.ended).exitCode, 0);
    },
  };
}

/** What can be done and seen on it. */
export class NodePage {
  readonly opened: Opened;

  static async open(browser: Browser, url: string, look: Look = {}): Promise<NodePage> {
    const page = new NodePage(await openPage(browser, url, look));
    await page.part("sensor").waitFor();
    return page;
  }

  constructor(opened: Opened) {
    this.opened = opened;
  }

  part(name: string): Locator {
    return this.opened.page.locator(name === "header" ? "header" : `#${name}`);
  }

  button(part: string, name: string | RegExp): Locator {
    return this.part(part).getByRole("button", { name, exact: typeof name === "string" });
  }

  async speed(times: number): Promise<void> {
    await this.opened.page
      .locator("header")
      .getByRole("button", { name: `×${times}`, exact: true })
      .click();
  }

  /** One of the device's time, while it is paused. */
  async minute(): Promise<void> {
    const clock = this.opened.page.locator("header output.clock");
    const before = await clock.innerText();
    await this.button("header", "step 1 min").click();
    await clock.filter({ hasNotText: before }).waitFor();
  }

  /** The states that the link was in last, newest first. */
  transitions(): Promise<string[]> {
    return this.part("link").locator(".transitions td code").allInnerTexts();
  }

  /** By the field, as somebody types it. */
  async gas(lelPercent: number): Promise<void> {
    const field = this.part("sensor").getByRole("spinbutton", { name: "gas, %LEL" });
    await field.fill(String(lelPercent));
    await field.press("Enter");
  }

  /** Loaded when it comes into sight. */
  async terminal(): Promise<Locator> {
    const part = this.part("terminal");
    await part.locator(".terminal-box").scrollIntoViewIfNeeded();
    await part.locator(".terminal-box[data-state=open]").waitFor();
    return part;
  }

  fault(name: string): Locator {
    return this.opened.page.locator(`[data-fault="${name}"]`).getByRole("button");
  }

  /**
   * Since `before`: an alarm, each of its events once, and each acknowledged by its id; nothing waits. What was sent when the power
   * went `mayRepeat`, for its answer is lost with it.
   */
  async alarmCame(before: readonly { readonly id: string }[], { mayRepeat = false } = {}): Promise<void> {
    await this.eventsMoreThan(before.length);
    await this.waiting(0);
    const known = new Set(before.map(({ id }) => id));
    const fresh = (await this.events()).filter(({ id }) => !known.has(id));
    assert.match(fresh.map(({ text }) => text).join(), /GasState 3/);
    for (const { id, text } of fresh) {
      if (!mayRepeat) assert.doesNotMatch(text, /came \d+ times/);
      await this.part("journal").locator(`[data-record="${id}"][data-stage="acknowledged"]`).waitFor();
    }
  }

  /** Until the link's own picture has it lit. */
  async state(name: string): Promise<void> {
    await this.part("link").locator(`[data-link-state="${name}"]`).waitFor();
    await this.part("link").locator(`[data-state="${name}"][data-now="true"]`).waitFor();
  }

  async gasState(word: string): Promise<void> {
    await this.part("sensor").locator(`.badge.gas-${word}`).waitFor();
  }

  /** At the cloud, newest first: each event by its id, with what it says. */
  async events(name = "GasCheck_Event"): Promise<{ readonly id: string; readonly text: string }[]> {
    const rows = await this.part("cloud").locator(`[data-event="${name}"]`).all();
    return Promise.all(
      rows.map(async (row) => ({ id: (await row.getAttribute("data-id")) ?? "", text: await row.innerText() })),
    );
  }

  /** One more than `before` at the cloud. */
  async eventsMoreThan(before: number): Promise<void> {
    await this.part("cloud").locator(`[data-event="GasCheck_Event"] >> nth=${before}`).waitFor({ state: "attached" });
  }

  /** Until so many records wait in the device's flash. */
  async waiting(count: number | "some"): Promise<void> {
    const is = count === "some" ? ':not([data-waiting="0"], [data-waiting=""])' : `[data-waiting="${count}"]`;
    await this.part("journal").locator(`[data-waiting]${is}`).waitFor();
  }

  /** Clean air, a network, no alarm that is kept, and a device that has nothing left to say. */
  async calm(): Promise<void> {
    await this.gas(0);
    await this.button("faults", "restore").click();
    const standing = this.part("faults").getByRole("button", { name: /^end / });
    while ((await standing.count()) > 0) await standing.first().click();
    await this.state("ONLINE");
    const normal = this.part("sensor").locator(".badge.gas-normal");
    const latched = this.part("sensor").getByText("gas is gone; waits to be acknowledged");
    await normal.or(latched).first().waitFor();
    if (await latched.isVisible()) await this.button("sensor", /^press/).click();
    await normal.waitFor();
    await this.waiting(0);
  }

  async close(): Promise<void> {
    const { context, troubles, received } = this.opened;
    await context.close();
    assert.deepEqual(troubles, [], "the browser has nothing to complain of");
    assert.equal(secretIn(received.join("\n")), undefined, "a secret was sent to the page");
  }
}
