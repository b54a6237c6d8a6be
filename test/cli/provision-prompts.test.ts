/** `canary provision` at a terminal: what it asks, that no secret shows, and Ctrl-C at each question. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { type BoardOptions, Desk, DeskBoard } from "./provision-board.ts";
import { NO_TMUX, Screen, type ScreenOptions } from "./screen.ts";
import { learnDevice, TEST_APN_PASSWORD, TEST_DEVICE } from "./secrets.ts";

const FOLDER = mkdtempSync(join(tmpdir(), "canary-prompts-"));
after(() => rmSync(FOLDER, { recursive: true }));
const { productKey, deviceName, deviceSecret } = TEST_DEVICE;
const OLD = { productKey, deviceName: "bench-01", deviceSecret: "zK4vXq8RtLw2NpYc6HsJd9BgMf3Ea7Tu" };
learnDevice(OLD);

async function atTerminal(
  args: readonly string[],
  board: BoardOptions,
  act: (screen: Screen, board: DeskBoard, desk: Desk) => Promise<void>,
  options: ScreenOptions = {},
): Promise<void> {
  const device = new DeskBoard(board);
  const desk = await Desk.open(device);
  const screen = new Screen(["provision", "--port", desk.url, ...args], options);
  try {
    await act(screen, device, desk);
  } finally {
    screen.close();
    await desk.close();
  }
}

/** Answers up to a question, each when it is asked. */
const TRIPLE: readonly (readonly [question: RegExp, answer: string])[] = [
  [/cloud\.productKey:/, productKey],
  [/cloud\.deviceName:/, deviceName],
  [/cloud\.deviceSecret:/, deviceSecret],
];
async function answer(screen: Screen, count: number): Promise<void> {
  for (const [question, text] of TRIPLE.slice(0, count)) {
    await screen.waitFor(question);
    screen.type(text);
    screen.key("Enter");
  }
}

describe("at a terminal", { skip: NO_TMUX, concurrency: 2 }, () => {
  for (const columns of [40, 80, 160]) {
    test(`${columns} columns: all is asked, and written`, () =>
      atTerminal(
        [],
        {},
        async (screen, board) => {
          await answer(screen, 3);
          await screen.waitFor(/Anything else\?/);
          screen.key("Down", "Down", "Enter");
          await screen.waitFor(/modem\.apn\.name:/);
          screen.type("\b\b\b\b\bCMIOT");
          screen.key("Enter");
          await screen.waitFor(/Anything else\?[\s\S]*Anything else\?/);
          screen.key("Enter");
          await screen.waitFor(/Write this\?/);
          screen.key("Enter");
          assert.equal(await screen.ended(), 0, screen.text);
          assert.deepEqual(
            [board.inForce?.cloud.deviceName, board.inForce?.cloud.deviceSecret, board.inForce?.modem.apn.name],
            [deviceName, deviceSecret, "CMIOT"],
          );
        },
        { columns },
      ));
  }

  test("Enter at the secret keeps the one there is; a value that can't be is asked for again", () =>
    atTerminal([], { file: { cloud: OLD } }, async (screen, board) => {
      await screen.waitFor(/cloud\.productKey: \(a1TESTcli07\)/);
      screen.key("Enter");
      await screen.waitFor(/cloud\.deviceName: \(bench-01\)/);
      screen.key("Enter");
      await screen.waitFor(/cloud\.deviceSecret \(Enter: stays\)/);
      screen.key("Enter");
      await screen.waitFor(/Anything else\?/);
      screen.key("Down", "Down", "Down", "Down", "Down", "Enter");
      await screen.waitFor(/gas\.alarmLelPercent: \(20\)/);
      screen.type("80");
      screen.key("Enter");
      await screen.waitFor(/must be a number from 2 to 20/);
      screen.key("BSpace", "BSpace");
      screen.type("18");
      screen.key("Enter");
      await screen.waitFor(/gas\.alarmLelPercent +18/);
      screen.key("Enter");
      await screen.waitFor(/Write this\?/);
      screen.key("Enter");
      assert.equal(await screen.ended(), 0, screen.text);
      assert.deepEqual([board.inForce?.cloud.deviceSecret, board.inForce?.gas.alarmLelPercent], [OLD.deviceSecret, 18]);
    }));

  test("what was given is not asked for; another identity is, and no is no", () => {
    const file = join(FOLDER, "whole.json");
    writeFileSync(file, JSON.stringify({ cloud: TEST_DEVICE, modem: { apn: { password: TEST_APN_PASSWORD } } }));
    return atTerminal(["--file", file], { file: { cloud: OLD } }, async (screen, board) => {
      await screen.waitFor(/This device is a1TESTcli07\/bench-01\. Make it a1TESTcli07\/bench-07\?/);
      screen.type("n");
      screen.key("Enter");
      assert.equal(await screen.ended(), 1);
      assert.match(screen.text, /Nothing was written\./);
      assert.deepEqual([board.boots, board.writes], [1, []]);
    });
  });

  const questions = ["cloud.productKey", "cloud.deviceName", "cloud.deviceSecret", "Anything else", "Write this"];
  questions.forEach((question, i) => {
    test(`Ctrl-C at ${question}: a word, 1, nothing written, the line is free`, () =>
      atTerminal([], {}, async (screen, board) => {
        await answer(screen, i);
        if (i > 3) {
          await screen.waitFor(/Anything else\?/);
          screen.key("Enter");
        }
        await screen.waitFor(new RegExp(question.replace(".", "\\.")));
        screen.key("C-c");
        assert.equal(await screen.ended(), 1, screen.text);
        assert.match(screen.text, /Left at the question for .*; nothing was written\./);
        assert.doesNotMatch(screen.text, /^\s+at /m);
        assert.deepEqual([board.boots, board.writes], [1, []]);
      }));
  });

  test("a batch: Enter, s, q; and on from there", async () => {
    const table = join(FOLDER, "devices.csv");
    const secrets = ["Xq7LmT2vRs9KcPw4", "Bz5NyH8dGj3UaEf6", "Wt1RkV0xSo9LiMn2"];
    const rows = secrets.map((secret, i) => ({ productKey, deviceName: `line-${i + 1}`, deviceSecret: secret }));
    for (const row of rows) learnDevice(row);
    writeFileSync(
      table,
      ["productKey,deviceName,deviceSecret", ...rows.map((row) => Object.values(row).join())].join("\n"),
    );
    await atTerminal(["--csv", table], { serial: "s-1" }, async (screen, first, desk) => {
      await screen.waitFor(/Plug in the next: line-1 \(1 of 3\)/);
      screen.key("Enter");
      await screen.waitFor(/Write this\?/);
      screen.key("Enter");
      await screen.waitFor(/Plug in the next: line-2 \(2 of 3\)/);
      assert.equal(first.inForce?.cloud.deviceName, "line-1");
      // The same board is left plugged in: refused, and asked for again.
      screen.key("Enter");
      await screen.waitFor(/serial s-1 has become a1TESTcli07\/line-1 in this batch: plug in the next one/);
      screen.type("s");
      screen.key("Enter");
      desk.plug(new DeskBoard({ serial: "s-2" }));
      await screen.waitFor(/Plug in the next: line-3 \(3 of 3\)/);
      screen.type("q");
      screen.key("Enter");
      assert.equal(await screen.ended(), 1);
      assert.match(screen.text, /Left before line-3 \(3 of 3\)\. The same command goes on there\./);
    });
    const log = readFileSync(join(FOLDER, "devices.log.csv"), "utf8");
    assert.deepEqual(log.match(/(?<=,)(ok|failed|skipped)(?=,)/g), ["ok", "failed", "skipped"]);
  });

  test("Ctrl-C between two devices", async () => {
    const table = join(FOLDER, "next.csv");
    writeFileSync(table, `productKey,deviceName,deviceSecret\n${Object.values(TEST_DEVICE).join()}\n`);
    await atTerminal(["--csv", table], {}, async (screen) => {
      await screen.waitFor(/Plug in the next: bench-07 \(1 of 1\)/);
      screen.key("C-c");
      assert.equal(await screen.ended(), 1);
      assert.match(screen.text, /Left at the question for the next device, bench-07/);
    });
  });
});
