/** The page on the running simulator, in a browser: what a person does there, and what then is to be seen. */
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import type { Browser } from "playwright-core";
import { SKIP, shoot, startBrowser } from "./browser.ts";
import { deviceConfig } from "./device-config.ts";
import { NodePage, type Program, startProgram } from "./node-page.ts";

const ALARM_LEL_PERCENT = 30;

describe("a virtual node on its page", { skip: SKIP }, () => {
  let browser: Browser;
  let program: Program;
  let page: NodePage;
  before(async () => {
    [browser, program] = await Promise.all([
      startBrowser(),
      startProgram(["--no-demo", "--speed", "100", "--config", deviceConfig()]),
    ]);
    page = await NodePage.open(browser, program.url);
    await page.gasState("normal");
    await page.state("ONLINE");
  });
  after(async () => {
    await page?.close();
    await browser?.close();
    await program?.stop();
  });
  afterEach(async () => {
    await page.calm();
  });

  test("gas is raised: the device alarms, and the cloud has it", async () => {
    const before = (await page.events()).length;
    await page.gas(ALARM_LEL_PERCENT);
    await page.gasState("alarm");
    await page.eventsMoreThan(before);
    await page.part("sensor").locator('[data-lamp="red"][data-on="true"]').waitFor();
    await page
      .part("sensor")
      .getByText(/^≥ 10000\sppm · ≥ 20\.00\s%LEL$/)
      .waitFor();
    await shoot(page.opened, "alarm");
  });

  test("a fault of the sensor: the yellow lamp, and its reason in words, until it is over", async () => {
    await page.part("sensor").getByText("it reports no fault of its own").waitFor();
    await page.button("sensor", "open").click();
    await page.part("sensor").locator('[data-fault-code="1"]').getByText("the sensor's circuit is open").waitFor();
    await page.part("sensor").locator('[data-lamp="yellow"][data-on="true"]').waitFor();
    await page.button("sensor", "none").click();
    await page.part("sensor").getByText("it reports no fault of its own").waitFor();
  });

  test("a second page sees what the first one does", async () => {
    const other = await NodePage.open(browser, program.url, { theme: "dark" });
    await page.gas(ALARM_LEL_PERCENT);
    await other.gasState("alarm");
    await other.calm();
    await page.gasState("normal");
    await other.close();
  });

  test("the network is cut: the alarm waits in the journal, and comes when the network is back, once", async () => {
    const before = await page.events();
    await page.button("faults", "cut").click();
    await page.gas(ALARM_LEL_PERCENT);
    await page.gasState("alarm");
    await page.waiting("some");
    assert.equal((await page.events()).length, before.length);
    await page.button("faults", "restore").click();
    await page.alarmCame(before);
  });

  test("the power is cut in the middle of a flash write: the alarm comes all the same", async () => {
    const before = await page.events();
    await page.part("faults").locator("#power-cut").click();
    await page.part("faults").getByText("armed: the power goes at the next flash write").waitFor();
    await page.gas(ALARM_LEL_PERCENT);
    await page.part("faults").getByText("not armed").waitFor();
    await page.gasState("alarm");
    await page.alarmCame(before, { mayRepeat: true });
  });

  test("the replay command names the file that was saved last; without one it saves one first", async () => {
    const named = async () =>
      /--scenario (\S+)$/.exec(await page.part("faults").locator(".command-text").inputValue())?.[1];
    const saved = async (button: string) => {
      const [download] = await Promise.all([
        page.opened.page.waitForEvent("download"),
        page.part("faults").locator(button).click(),
      ]);
      await page.part("faults").locator(".command-text").waitFor();
      return download.suggestedFilename();
    };
    assert.equal(await saved("#session-copy"), await named());
    const file = await saved("#session-save");
    await page.part("faults").locator("#session-copy").click();
    assert.equal(await named(), file);
  });

  test("a property is set from the form: the output switches, and the device says so", async () => {
    const output = page.part("sensor").locator(".face dd", { hasText: /^(on|off)$/ });
    const power = page.part("cloud").getByRole("switch", { name: "PowerSwitch" });
    const was = await power.getAttribute("aria-checked");
    assert.equal(await output.innerText(), was === "true" ? "on" : "off");
    await power.click();
    await output.getByText(was === "true" ? "off" : "on").waitFor();
    await page.part("cloud").locator('[data-call][data-code="200"]').first().waitFor();
    await power.and(page.opened.page.locator(`[aria-checked="${was === "true" ? "false" : "true"}"]`)).waitFor();
  });

  test("what the board's bundle leaves out is not offered, and said to be left out", async () => {
    const cloud = page.part("cloud");
    await cloud.getByText(/^Espruino Pico has no room for all that the platform offers/).waitFor();
    assert.deepEqual(await cloud.locator(".cloud-services button").allInnerTexts(), [
      "Calibrate",
      "SelfTest",
      "Silence",
      "Acknowledge",
    ]);
    assert.deepEqual(await cloud.locator(".cloud-set .cloud-name").allInnerTexts(), ["PowerSwitch"]);
    for (const name of ["update", "device-log", "kept"])
      assert.equal(await cloud.locator(`.cloud-${name}`).count(), 0, name);
    assert.equal(await cloud.getByText("as a desired value").count(), 0);
  });

  test("the broker says nothing: the link climbs its ladder to the modem's reset, and comes back", async () => {
    await page.fault("brokerMute").click();
    await page.part("faults").locator('[data-standing="brokerMute"]').waitFor();
    // Minute by minute: nothing leaves the list before it has been read.
    await page.button("header", "pause").click();
    const climbed = new Set<string>();
    while (!climbed.has("RESET")) {
      await page.minute();
      for (const state of (await page.transitions()).reverse())
        if (["CIPSHUT", "CFUN", "RESET"].includes(state)) climbed.add(state);
    }
    assert.deepEqual([...climbed], ["CIPSHUT", "CFUN", "RESET"]);
    // Within a minute it may have come to the next one.
    await page.part("link").locator(':is([data-rung="reset"], [data-rung="reboot"])[aria-current]').waitFor();
    await shoot(page.opened, "ladder");
    await page.button("header", "go on").click();
    await page.button("faults", "end brokerMute").click();
    await page.state("ONLINE");
    await page.part("link").getByText("Nothing had to be mended since the cloud was heard.").waitFor();
  });

  test("a script with errors: each is said with its line and column, and none of it is played", async () => {
    await page
      .part("faults")
      .locator("#script")
      .fill('[\n  { "gasLelPercent": 25 },\n  { "gasLelPercent": "much" },\n  { "jump": 1 }\n]');
    await page.part("faults").locator("#script-play").click();
    const problems = page.part("faults").locator("#script-problems");
    await problems.getByText(/line 3, column \d+.*gasLelPercent must be a number/).waitFor();
    await problems.getByText(/line 4, column \d+.*unknown step "jump"/).waitFor();
    await shoot(page.opened, "script-errors");
  });

  test("a script with another system's line ends: what is wrong with it is marked", async () => {
    const script = '[\r\n{"note":"x"},\r\n{"note":"x"},\r\n{"note":"x"},\r\n{"note":"x", "jump":1}\r\n]';
    const faults = page.part("faults");
    await faults
      .locator("#script-file")
      .setInputFiles({ name: "crlf.json", mimeType: "application/json", buffer: Buffer.from(script) });
    await faults.locator("#script-play").click();
    await faults.getByRole("button", { name: /line 5, column 14/ }).click();
    const marked = await page.opened.page.evaluate(
      "(({ value, selectionStart, selectionEnd }) => value.slice(selectionStart, selectionEnd + 5))(document.activeElement)",
    );
    assert.equal(marked, '"jump"');
  });

  test("the program ends: the page says so", async () => {
    program.running.signal("SIGTERM");
    await page.opened.page.getByText("The program has ended: what is shown was its last.").waitFor();
    await page.opened.page.getByText("connection lost, trying again").waitFor();
    program = await startProgram([
      "--no-demo",
      "--speed",
      "100",
      "--config",
      deviceConfig(),
      "--web",
      new URL(program.url).port,
    ]);
    await page.opened.page.getByText("connected", { exact: true }).waitFor();
    await page.gasState("normal");
  });
});
