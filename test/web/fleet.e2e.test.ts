/** Fifty nodes on one page: each is there, their alarms arrive, and it can be looked at. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Browser } from "playwright-core";
import { startCanary } from "../cli/canary.ts";
import { faultsByAxe, type Look, openPage, overhangPx, PHONE, SKIP, shoot, startBrowser } from "./browser.ts";
import { type Program, startProgram } from "./node-page.ts";

const DEVICES = 50;
/** Warm-up and the first alarms are some minutes of the devices' time. */
const ALARMS_MS = 60_000;

describe("a fleet on its page", { skip: SKIP }, () => {
  let browser: Browser;
  let program: Program;
  before(async () => {
    [browser, program] = await Promise.all([
      startBrowser(),
      startProgram(["--devices", String(DEVICES), "--speed", "50", "--port", "0"]),
    ]);
  });
  after(async () => {
    await browser?.close();
    // For a test that failed before the last one: at once.
    program?.running.signal("SIGTERM");
    await program?.running.ended;
  });

  test("all nodes come online, gas comes to them, and their alarms are delivered", async () => {
    const opened = await openPage(browser, program.url);
    const { page } = opened;
    await page.locator(".fleet-grid .fleet-cell").first().waitFor();
    assert.equal(await page.locator(".fleet-grid .fleet-cell").count(), DEVICES);
    await page.locator(".fleet-grid .cell-alarm").first().waitFor({ timeout: ALARMS_MS });
    const fact = (name: string) => page.locator("#fleet-totals .fact", { hasText: name }).locator("dd");
    await fact("delivered")
      .filter({ hasText: /^[1-9]/ })
      .waitFor({ timeout: ALARMS_MS });
    await page
      .getByText(/D00\d\d/)
      .first()
      .waitFor();
    assert.equal(await fact("lost").innerText(), "0");
    assert.match(await fact("memory a device").innerText(), /^\d+\.\d\sMB$/);
    await shoot(opened, "fleet");
    assert.deepEqual(opened.troubles, []);
    await opened.context.close();
  });

  const looks: readonly [name: string, look: Look][] = [
    ["fleet-light", {}],
    ["fleet-dark-phone", { theme: "dark", language: "zh", ...PHONE }],
  ];
  for (const [name, look] of looks) {
    test(`${name}: nothing serious for axe, nothing over the side`, async () => {
      const opened = await openPage(browser, program.url, look);
      await opened.page.locator(".fleet-grid .fleet-cell").first().waitFor();
      await shoot(opened, name);
      assert.deepEqual(await faultsByAxe(opened), []);
      assert.ok((await overhangPx(opened)) <= 0);
      await opened.context.close();
    });
  }

  test("a cell has the name that the fleet gives its node", async () => {
    const fleet = startCanary(["fleet", "--web", "0", "--devices", "3", "--first", "1001"]);
    const [, url = ""] = await fleet.waitFor(/page +(http:\S+)/);
    const { page, context } = await openPage(browser, url);
    const cells = page.locator(".fleet-grid .fleet-cell");
    await cells.first().waitFor();
    const names = await Promise.all((await cells.all()).map((cell) => cell.getAttribute("title")));
    assert.deepEqual(names, ["D1001", "D1002", "D1003"]);
    await context.close();
    fleet.signal("SIGTERM");
    await fleet.ended;
  });

  test("clean air: all that was decided is delivered", async () => {
    const opened = await openPage(browser, program.url);
    await opened.page.locator("#fleet-totals").waitFor();
    const fact = async (name: string) =>
      Number(await opened.page.locator("#fleet-totals .fact", { hasText: name }).locator("dd").innerText());
    program.running.signal("SIGINT");
    // With a delivery missing it is another.
    assert.equal((await program.running.ended).exitCode, 0);
    assert.ok((await fact("decided")) >= DEVICES, "an alarm at each");
    assert.deepEqual([await fact("lost"), await fact("under way")], [0, 0]);
    await opened.context.close();
  });
});
