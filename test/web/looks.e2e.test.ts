/** How the page of a virtual node looks and is reached: light, dark, on a phone, in Chinese, by keyboard alone. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Browser, Route } from "playwright-core";
import { faultsByAxe, type Look, overhangPx, PHONE, SKIP, shoot, smallTexts, startBrowser } from "./browser.ts";
import { deviceConfig } from "./device-config.ts";
import { walkByTab } from "./keyboard.ts";
import { NodePage, type Program, startProgram } from "./node-page.ts";

const SMALLEST_TEXT_PX = 12;

describe("a virtual node's page", { skip: SKIP }, () => {
  let browser: Browser;
  let program: Program;
  before(async () => {
    [browser, program] = await Promise.all([
      startBrowser(),
      startProgram(["--no-demo", "--speed", "100", "--config", deviceConfig()]),
    ]);
    // Something to look at: an alarm at the cloud, a cut network, one more that waits; and then nothing moves.
    const page = await NodePage.open(browser, program.url);
    await page.state("ONLINE");
    await page.gasState("normal");
    await page.gas(30);
    await page.eventsMoreThan(0);
    await page.button("faults", "cut").click();
    await page.gas(0);
    await page.button("header", "pause").click();
    await page.close();
  });
  after(async () => {
    await browser?.close();
    await program?.stop();
  });

  const looks: readonly [name: string, look: Look][] = [
    ["light", { theme: "light" }],
    ["dark", { theme: "dark" }],
    ["phone", { theme: "light", ...PHONE }],
    ["phone-dark", { theme: "dark", ...PHONE }],
    ["chinese", { theme: "light", language: "zh" }],
    ["chinese-dark-phone", { theme: "dark", language: "zh", ...PHONE }],
  ];
  for (const [name, look] of looks) {
    test(`${name}: nothing serious for axe, nothing too small, nothing over the side`, async () => {
      const page = await NodePage.open(browser, program.url, look);
      try {
        await page.terminal();
        await shoot(page.opened, name);
        assert.deepEqual(await faultsByAxe(page.opened), []);
        assert.deepEqual(await smallTexts(page.opened, SMALLEST_TEXT_PX), []);
        assert.ok((await overhangPx(page.opened)) <= 0, `${await overhangPx(page.opened)} px over the side`);
      } finally {
        await page.close();
      }
    });
  }

  test("by keyboard alone: all is reached, it shows where one is, and nothing holds it", async () => {
    const page = await NodePage.open(browser, program.url);
    // Loaded when it comes into sight, which takes a moment.
    await page.terminal();
    const { stops, unmarked, missed, isCaught } = await walkByTab(page.opened.page);
    assert.ok(!isCaught, `caught: ${stops.slice(-5)}`);
    assert.deepEqual({ unmarked, missed }, { unmarked: [], missed: [] });
    assert.ok(stops.length > 50, `${stops}`);
    await page.close();
  });

  test("the links at its head: one for each part, and each leads to it", async () => {
    const page = await NodePage.open(browser, program.url);
    const links = page.part("header").locator("nav a");
    const ids = await page.opened.page.locator("section.part").evaluateAll((all) => all.map(({ id }) => `#${id}`));
    assert.deepEqual(await links.evaluateAll((all) => all.map((one) => one.getAttribute("href"))), ids);
    for (const [at, id] of ids.entries()) {
      await links.nth(at).click();
      const title = page.opened.page.locator(`${id}-title`);
      // Seen, and not behind the head.
      await title.click({ trial: true });
    }
    await page.close();
  });

  test("by keyboard alone: gas is raised, a fault begun and ended, time goes on", async () => {
    const page = await NodePage.open(browser, program.url);
    const { keyboard } = page.opened.page;
    await page.opened.page.locator("#gas").focus();
    for (let i = 0; i < 50; i++) await keyboard.press("ArrowRight");
    await page.part("sensor").locator('#gas[aria-valuetext^="25.0"]').waitFor();
    await page.fault("mute").focus();
    await keyboard.press("Enter");
    await page.part("faults").locator('[data-standing="mute"]').waitFor();
    await page.button("faults", "end mute").focus();
    await keyboard.press("Space");
    await page.part("faults").getByText("nothing is broken").waitFor();
    await page.button("header", "go on").focus();
    await keyboard.press("Enter");
    await page.gasState("alarm");
    await page.close();
  });

  test("by keyboard alone: who comes to the terminal before it is loaded is in it when it is", async () => {
    const page = await NodePage.open(browser, program.url);
    const asked = new Promise<Route>((done) => page.opened.page.route(/xterm.*\.js/, done));
    const box = page.part("terminal").locator(".terminal-box");
    await box.focus();
    const route = await asked;
    assert.equal(await box.getAttribute("data-state"), "waits");
    await route.continue();
    await page.part("terminal").locator(".xterm-helper-textarea:focus").waitFor();
    await page.close();
  });

  test("10 MB pasted into the terminal: said, and all goes on", async () => {
    const page = await NodePage.open(browser, program.url);
    const terminal = await page.terminal();
    const paste = (chars: number) =>
      page.opened.page.evaluate(`{
        const clipboardData = new DataTransfer();
        clipboardData.setData("text/plain", "x".repeat(${chars}));
        const paste = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
        document.querySelector(".xterm-helper-textarea").dispatchEvent(paste);
      }`);
    await paste(10_000_000);
    await terminal.getByRole("alert").getByText("10,000,000 characters are too many").waitFor();
    await shoot(page.opened, "pasted-too-much");
    await paste(60_000);
    await terminal.getByRole("alert").waitFor({ state: "detached" });
    await page.gas(0);
    await page.part("sensor").locator('#gas[aria-valuetext^="0.0"]').waitFor();
    await page.close();
  });
});
