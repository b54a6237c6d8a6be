/** The same page on the cloud's stand-in alone and on a board at a cable, in a browser: what is not known is not invented. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Browser } from "playwright-core";
import { canary, type Running, startCanary } from "../cli/canary.ts";
import { secretIn, TEST_DEVICE } from "../cli/secrets.ts";
import {
  faultsByAxe,
  type Look,
  type Opened,
  openPage,
  overhangPx,
  PHONE,
  SKIP,
  shoot,
  startBrowser,
} from "./browser.ts";

const START_MS = 60_000;
const LOOKS: readonly Look[] = [
  { theme: "light", language: "en" },
  { theme: "dark", language: "zh", ...PHONE },
];
/** A real board tells its reading; what it reads of is nowhere to be asked. */
const TRUE_GAS_UNKNOWN = /(at the sensor|传感器处气体) –[,，]/;

describe("the page of the desk", { skip: SKIP }, () => {
  const folder = mkdtempSync(join(tmpdir(), "canary-desk-web-"));
  const env = { CANARY_SIM: join(folder, "sim"), XDG_STATE_HOME: folder };
  const running: Running[] = [];
  let browser: Browser;
  before(async () => {
    browser = await startBrowser();
  });
  after(async () => {
    await browser?.close();
    for (const one of running) one.signal("SIGINT");
    await Promise.all(running.map(({ ended }) => ended));
    rmSync(folder, { recursive: true });
  });

  /** Starts it and returns the page's address. */
  async function start(...args: string[]): Promise<string> {
    const one = startCanary([...args, "--web", "0"], { env, cwd: folder });
    running.push(one);
    const [, url = ""] = await one.waitFor(/page:? +(http:\S+)/, START_MS);
    return url;
  }

  async function look(url: string, name: string, isThere: (one: Opened) => Promise<void>): Promise<void> {
    for (const each of LOOKS) {
      const one = await openPage(browser, url, each);
      await isThere(one);
      await shoot(one, `${name}-${each.theme}`);
      assert.deepEqual(await faultsByAxe(one), []);
      assert.ok((await overhangPx(one)) <= 0, `${await overhangPx(one)} px over the side`);
      assert.deepEqual(one.troubles, []);
      assert.equal(secretIn(one.received.join("\n")), undefined);
      await one.context.close();
    }
  }

  test("a cloud that nobody has logged in to says how one does", async () => {
    const url = await start("cloud", "--port", "0");
    await look(url, "cloud", ({ page }) =>
      page.getByText(/^canary provision --set cloud\.host=127\.0\.0\.1 --set cloud\.port=\d+$/).waitFor(),
    );
  });

  test("a board at a cable: its link lit, its gas unknown, no control for what it can't", async () => {
    const flashed = await canary(["flash", "--port", "sim"], { env });
    assert.equal(flashed.exitCode, 0, flashed.err);
    const set = `canary.config(${JSON.stringify({ cloud: TEST_DEVICE, gas: { r0Ohm: 10_000 } })})\n`;
    await canary(["monitor", "--port", "sim"], { env, stdin: set });
    const url = await start("monitor", "--port", "sim");
    await look(url, "monitor", async ({ page }) => {
      await page.locator("#link [data-link-state]:not([data-link-state=''])").waitFor();
      assert.equal(await page.locator("#gas").count(), 0, "nobody can raise its gas from here");
      // Its own state is told: what is a dash now is one for good.
      await page.locator("#sensor .face .badge").waitFor();
      const readout = (await page.locator("#sensor .plot-readout span").first().textContent()) ?? "";
      assert.match(readout.split(" · ")[1] ?? "", /^\D+ –$/, `the gas that there is: ${readout}`);
      assert.match((await page.locator("#plot-now").textContent()) ?? "", TRUE_GAS_UNKNOWN);
      assert.equal(await page.locator("#sensor .swatch-true").count(), 0, "a curve that can't come has no legend");
      assert.deepEqual(await page.locator("#sensor .lamps b").allTextContents(), ["–", "–", "–"]);
      assert.equal(await page.locator("#faults").count(), 0);
    });
  });
});
