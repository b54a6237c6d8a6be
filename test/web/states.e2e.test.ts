/** The page in a browser while its source is not there, knows nothing, fails, ends, and comes back. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import type { Browser } from "playwright-core";
import { Platform } from "../../sim/cloud/platform.ts";
import { GAS_MODEL } from "../../sim/cloud/thing-model.ts";
import { builtPage } from "../../sim/web/build.ts";
import { CloudView } from "../../sim/web/cloud-view.ts";
import { Hub } from "../../sim/web/hub.ts";
import { type PageServer, startPageServer } from "../../sim/web/page-server.ts";
import { UNKNOWN } from "../../sim/web/unknown.ts";
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
import { HandSource } from "./rig.ts";

/** The same under other names, as if something of it had changed. */
function otherPage(folder: string): string {
  const other = mkdtempSync(join(tmpdir(), "page-"));
  const newName = (text: string): string => text.replace(/\bindex-(?=[\w-]+\.js)/g, "other-");
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!/\.\w+$/.test(name)) mkdirSync(join(other, name));
    else writeFileSync(join(other, newName(name)), newName(readFileSync(join(folder, name), "latin1")), "latin1");
  }
  return other;
}

const platform = new Platform({
  clock: { nowMs: () => 0 },
  devices: [{ productKey: "a1EXAMPLE00", deviceName: "D001", deviceSecret: "" }],
});

describe("the page in a browser", { skip: SKIP }, () => {
  let browser: Browser;
  let folder: string;
  let hub: Hub;
  let source: HandSource;
  let server: PageServer;
  const opened: Opened[] = [];
  before(async () => {
    [browser, folder] = await Promise.all([startBrowser(), builtPage()]);
  });
  after(() => browser?.close());
  beforeEach(async () => {
    hub = new Hub((text) => text);
    source = new HandSource();
    server = await startPageServer({ hub, folder, port: 0 });
  });
  afterEach(async () => {
    const troubles = opened.flatMap((one) => one.troubles);
    for (const { context } of opened.splice(0)) await context.close();
    hub.close();
    await server.close();
    assert.deepEqual(troubles, [], "the browser has nothing to complain of");
  });

  async function open(look: Look = {}, url = server.url): Promise<Opened> {
    const one = await openPage(browser, url, look);
    opened.push(one);
    return one;
  }
  const says = ({ page }: Opened, text: string | RegExp): Promise<void> => page.getByText(text).first().waitFor();

  test("opened before anything runs: says that something starts, and fills by itself", async () => {
    const one = await open();
    await says(one, "The program starts: this page fills by itself.");
    await shoot(one, "starting");
    hub.show(source);
    await one.page.locator("main").waitFor();
    assert.equal(await one.page.getByText("The program starts").count(), 0);
  });

  test("a source that knows nothing: all is unknown, nothing is nought", async () => {
    hub.show(source);
    const one = await open();
    await one.page.locator("main").waitFor();
    await shoot(one, "unknown");
    const facts = await one.page.locator("main dd").allInnerTexts();
    assert.ok(facts.length > 0);
    assert.deepEqual(
      facts.filter((text) => /(^|\s)0([.,]0+)?(\s|$)/.test(text)),
      [],
      "a nought that nobody measured",
    );
  });

  test("a backlog longer than the device's own list: all that wait are counted, an age that nobody knows is a dash", async () => {
    source.now = { ...UNKNOWN, nowMs: 4_200_000, journal: { ...UNKNOWN.journal, waiting: 80 } };
    hub.show(source);
    const first = { what: "alarm", value: 5000, stage: "waits", stageAtMs: 4_200_000, copies: 0, code: null } as const;
    for (let id = 61; id <= 80; id++)
      source.tell("records", { ...first, id: `${id}`.padStart(10, "0"), atMs: id === 61 ? null : 600_000 });
    const one = await open();
    const lane = one.page.locator('[data-lane="waits"]');
    await lane.getByText("and 76 more").waitFor();
    assert.deepEqual(await lane.locator(".chip-id").allInnerTexts(), [
      "…0061 · –",
      "…0062 · 1\u00a0h\u00a00\u00a0min",
      "…0063 · 1\u00a0h\u00a00\u00a0min",
      "…0064 · 1\u00a0h\u00a00\u00a0min",
    ]);
  });

  for (const [what, bundle, isOffered] of [
    ["nothing is known of the board", undefined, true],
    ["the board has room for all", { platform: true, ota: true }, true],
    ["the board has no room for firmware over the air", { platform: true, ota: false }, false],
  ] as const) {
    test(`an update is ${isOffered ? "" : "not "}offered: ${what}`, async () => {
      const hello = source.hello();
      const can = { ...hello.can, cloud: true, ...(bundle && { bundle }) };
      source.hello = () => ({ ...hello, can, model: GAS_MODEL }) as unknown as typeof hello;
      source.now = { ...UNKNOWN, cloud: new CloudView(platform).live(platform.devices[0]) };
      hub.show(source);
      const one = await open();
      await one.page.getByRole("button", { name: "Call GetDiagnostics" }).waitFor();
      const offers = one.page.locator(".cloud-update, .cloud-left-out");
      assert.equal(await offers.count(), 1);
      await offers.getByText(isOffered ? "Firmware over the air" : /has no room for firmware over the air/).waitFor();
      assert.equal(await one.page.locator(".cloud-device-log").count(), 1);
    });
  }

  test("the source fails: said, and over when it is well again", async () => {
    hub.show(source);
    const one = await open();
    await one.page.locator("main").waitFor();
    const { live } = source;
    source.live = () => {
      throw new Error("the firmware tells no JSON");
    };
    await says(one, "what runs can't be looked at: the firmware tells no JSON");
    await shoot(one, "error");
    source.live = live;
    await one.page.getByText("what runs can't be looked at").waitFor({ state: "detached" });
  });

  test("the program ends: said, and its last state stays to be seen", async () => {
    source.now = { ...UNKNOWN, nowMs: 61_000 };
    hub.show(source);
    const one = await open();
    await says(one, "00:01:01.0");
    hub.end("ended", "");
    await server.close();
    await says(one, "The program has ended: what is shown was its last.");
    await says(one, "connection lost, trying again");
    await says(one, "00:01:01.0");
    await shoot(one, "ended");
  });

  test("the connection drops: the page comes back with all that was, and sends what it is told to", async () => {
    hub.show(source);
    const one = await open();
    await says(one, "connected");
    source.tell("console", "told before");
    await server.close();
    await says(one, "connection lost, trying again");
    source.tell("console", "told meanwhile");
    server = await startPageServer({ hub, folder, port: server.port });
    await says(one, "connected");
    source.tell("console", "told after");
    const lines = one.page.locator("#terminal");
    await lines.getByText("told after").waitFor();
    const text = await lines.innerText();
    assert.deepEqual(text.match(/before|meanwhile|after/g), ["before", "meanwhile", "after"]);
  });

  test("the server is out of reach and nobody says so: the page finds out, and comes back", async () => {
    hub.show(source);
    const one = await open();
    await one.page.clock.install();
    source.now = { ...UNKNOWN, nowMs: 1000 };
    await says(one, "00:00:01.0");
    hub.close();
    await one.page.clock.fastForward(11_000);
    await says(one, "connection lost, trying again");
    await one.page.clock.fastForward(1000);
    await says(one, "connected");
  });

  test("the program starts anew on the same port: the page shows the new one", async () => {
    hub.show(source);
    const one = await open();
    await says(one, "D001");
    hub.end("ended", "");
    await server.close();
    hub = new Hub((text) => text);
    server = await startPageServer({ hub, folder, port: server.port });
    await says(one, "The program starts");
    const next = new HandSource();
    next.title = "D002";
    hub.show(next);
    await says(one, "D002");
    assert.equal(await one.page.getByText("The program starts").count(), 0);
  });

  test("the program is of another version when it comes back: the page loads that one's, once", async (t) => {
    hub.show(source);
    const one = await open();
    await says(one, "connected");
    let loads = 0;
    one.page.on("load", () => loads++);
    const newer = otherPage(folder);
    t.after(() => rmSync(newer, { recursive: true }));
    for (const [title, page, loaded, at] of [
      ["same", folder, "index-", 0],
      ["newer", newer, "other-", 1],
      ["newer still there", newer, "other-", 1],
    ] as const) {
      await server.close();
      await says(one, "connection lost, trying again");
      source.title = title;
      server = await startPageServer({ hub, folder: page, port: server.port });
      await one.page.getByText(title, { exact: true }).waitFor();
      await says(one, "connected");
      const script = await one.page.locator("script[src]").getAttribute("src");
      assert.deepEqual([script?.includes(loaded), loads], [true, at]);
    }
  });

  test("a wrong token: said where to find it", async () => {
    hub.show(source);
    const remote = await startPageServer({ hub, folder, port: 0, host: "0.0.0.0" });
    try {
      const one = await open({}, `http://127.0.0.1:${remote.port}/?token=wrong`);
      await says(one, /The address must end in the token that the program printed/);
      await shoot(one, "refused");
      const { page } = await open({}, remote.url.replace(/\/\/[^:]*:/, "//127.0.0.1:"));
      await page.locator("main").waitFor();
    } finally {
      await remote.close();
    }
    for (const one of opened) one.troubles.length = 0;
  });

  test("two pages: what one does, the other sees", async () => {
    hub.show(source);
    const [one, other] = await Promise.all([open(), open({ language: "zh", theme: "dark" })]);
    await Promise.all([one, other].map(({ page }) => page.locator("main").waitFor()));
    source.now = { ...UNKNOWN, nowMs: 3_600_000 };
    await Promise.all([says(one, "01:00:00.0"), says(other, "01:00:00.0")]);
  });

  test("language and colours: chosen by hand, kept for the next time, told to a screen reader", async () => {
    hub.show(source);
    const { page } = await open();
    await page.getByRole("button", { name: "中文" }).click();
    await page.locator("html[lang=zh-CN]").waitFor();
    await page.getByRole("combobox", { name: "配色" }).selectOption("dark");
    await page.locator("html[data-theme=dark]").waitFor();
    await page.reload();
    await page.getByText("已连接").waitFor();
    assert.equal(await page.locator("html[data-theme=dark]").count(), 1);
  });

  for (const theme of ["light", "dark"] as const) {
    for (const language of ["en", "zh"] as const) {
      test(`axe finds nothing serious where all is unknown: ${theme}, ${language}`, async () => {
        hub.show(source);
        const one = await open({ theme, language, ...(theme === "dark" && PHONE) });
        await one.page.locator("main").waitFor();
        assert.deepEqual(await faultsByAxe(one), []);
        assert.ok((await overhangPx(one)) <= 0, "nothing hangs over the side");
      });
    }
  }
});
