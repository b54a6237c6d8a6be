/** `canary monitor` in a terminal: lines scroll above the prompt, whatever its width; history, completion, ways out. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { eventually } from "../cloud/eventually.ts";
import { FakeDevice } from "./monitor-fake.ts";
import { NO_TMUX, Screen, type ScreenOptions } from "./screen.ts";

const FOLDER = mkdtempSync(join(tmpdir(), "canary-monitor-screen-"));
after(() => rmSync(FOLDER, { recursive: true }));
let folders = 0;

async function atScreen(
  args: readonly string[],
  act: (screen: Screen, device: FakeDevice, state: string) => Promise<void>,
  options: ScreenOptions = {},
): Promise<void> {
  const device = await FakeDevice.start();
  const state = join(FOLDER, `${++folders}`);
  const env = { XDG_STATE_HOME: state, ...options.env };
  const screen = new Screen(["monitor", "--port", device.url, ...args], { ...options, env });
  try {
    await screen.waitFor(/bundle 00ff\s+>$/);
    await act(screen, device, state);
  } finally {
    screen.close();
    await device.stop();
    assert.ok(!device.received.includes("\x03"), "the device was never interrupted");
  }
}

/** The last lines that are not empty. */
const tail = (screen: Screen, count: number): string[] =>
  screen.lines
    .map((line) => line.trimEnd())
    .filter((line) => line !== "")
    .slice(-count);
const clock = (lines: readonly string[]): string[] =>
  lines.map((line) => line.replace(/^\d\d:\d\d:\d\d(\.\d{3})?/, "T"));

describe("in a terminal", { skip: NO_TMUX, concurrency: 2 }, () => {
  const message =
    '7.1 < +MSUB: "/sys/a1EXAMPLE00/D001/thing/service/property/set",1,{"id":"5","params":{"PowerSwitch":1}}';
  const widths: readonly (readonly [columns: number, shown: string[]])[] = [
    [
      40,
      [
        "T 7.0 > AT+CSQ",
        "T 7.1 cloud < thing/service/prope",
        'rty/set id 5 {"PowerSwitch":1}',
        "T 7.2 = ONLINE",
        '> print("a line that is longer than the',
        "terminal is wide",
      ],
    ],
    [
      160,
      [
        "T       7.0 > AT+CSQ",
        'T       7.1 cloud < thing/service/property/set id 5 {"PowerSwitch":1}',
        "T       7.2 = ONLINE",
        '> print("a line that is longer than the terminal is wide',
      ],
    ],
  ];
  for (const [columns, shown] of widths) {
    test(`${columns} columns: what is typed keeps its place below what comes`, () =>
      atScreen(
        [],
        async (screen, device) => {
          screen.type('print("a line that is longer than the terminal is wide');
          await screen.waitFor(/wide$/);
          for (const line of ["7.0 > AT+CSQ", message, "7.2 ONLINE"]) device.print(line);
          await screen.waitFor(/ONLINE\s+> print\(.* wide$/);
          assert.deepEqual(clock(tail(screen, shown.length)), shown);
          screen.type('")');
          screen.key("Enter");
          await screen.waitFor(/=undefined\s+>$/);
          const echoed = screen.text.match(/print\("a line/g);
          assert.equal(echoed?.length, 1, `what was typed stands there once:\n${screen.text}`);
        },
        { columns },
      ));
  }

  test("in colour; without any where there shall be none", async () => {
    const colored = (screen: Screen) => screen.raw.includes("\x1b[");
    const rows: readonly (readonly [args: string[], env: Record<string, string>, isColored: boolean])[] = [
      [[], {}, true],
      [["--no-color"], {}, false],
      [[], { NO_COLOR: "1" }, false],
    ];
    for (const [args, env, isColored] of rows) {
      await atScreen(
        args,
        async (screen, device) => {
          device.print("7.2 ONLINE");
          await screen.waitFor(/ONLINE/);
          assert.equal(colored(screen), isColored, `${args} ${JSON.stringify(env)}`);
        },
        { env },
      );
    }
  });

  test("Tab completes what the device has, and asks it once", () =>
    atScreen([], async (screen, device) => {
      screen.type("can");
      screen.key("Tab");
      await screen.waitFor(/> canary\.$/);
      screen.type("con");
      screen.key("Tab");
      await screen.waitFor(/> canary\.config\($/);
      screen.type('"gas.s');
      screen.key("Tab");
      await screen.waitFor(/> canary\.config\("gas\.sensor$/);
      assert.equal(device.received.split("Object.keys(canary)").length, 2);
    }));

  test("code over several lines has a prompt of its own", () =>
    atScreen([], async (screen) => {
      screen.type("function f() {");
      screen.key("Enter");
      await screen.waitFor(/\n\.$/);
      screen.type("return 7 }");
      screen.key("Enter");
      await screen.waitFor(/=undefined\s+>$/);
      screen.type("f()");
      screen.key("Enter");
      await screen.waitFor(/=7\s+>$/);
    }));

  test("history of the session before, without its secrets", async () => {
    await atScreen([], async (screen, _device, state) => {
      for (const line of ["1+1", 'x = {password: "hush"}']) {
        screen.type(line);
        screen.key("Enter");
      }
      await screen.waitFor(/=\{ password[\s\S]*>$/);
      const path = join(state, "gas-canary", "history");
      await eventually(() => readFileSync(path, "utf8") === "1+1\n", 5000, "history");
      const device = await FakeDevice.start();
      const again = new Screen(["monitor", "--port", device.url], { env: { XDG_STATE_HOME: state } });
      try {
        await again.waitFor(/bundle 00ff\s+>$/);
        again.key("Up");
        await again.waitFor(/> 1\+1$/);
      } finally {
        again.close();
        await device.stop();
      }
    });
  });

  test("Ctrl-C clears the line and says how to quit, another one quits", () =>
    atScreen(["--trace"], async (screen, device) => {
      screen.type("half a line");
      await screen.waitFor(/half a line$/);
      screen.key("C-c");
      await screen.waitFor(/Ctrl-C again quits, as do Ctrl-D, Ctrl-\] and :quit\. .*\s+>$/);
      screen.type("1+1");
      screen.key("Enter");
      await screen.waitFor(/=2\s+>$/);
      screen.key("C-c");
      await screen.waitFor(/again quits[\s\S]*again quits[^>]*>$/);
      screen.key("C-c");
      assert.equal(await screen.ended(), 0);
      assert.deepEqual(device.value("traced"), [true, false], "the trace is off again");
      screen.type("visible");
      await eventually(() => /ended with 0\s+visible/.test(screen.text), 5000, "echo of a terminal that is as it was");
    }));

  for (const [keys, what] of [
    ["C-d", "Ctrl-D"],
    ["C-]", "Ctrl-]"],
  ] as const) {
    test(`${what} quits`, () =>
      atScreen([], async (screen) => {
        screen.key(keys);
        assert.equal(await screen.ended(), 0);
      }));
  }

  test("the line is out: it is said above the prompt, and one can leave", () =>
    atScreen([], async (screen, device) => {
      screen.type("1+1");
      await device.unplug();
      await screen.waitFor(/trying again every second\s+> 1\+1$/);
      screen.key("Enter");
      await screen.waitFor(/!! The line is out: what was typed is not sent\.\s+>$/);
      screen.type(":quit");
      screen.key("Enter");
      assert.equal(await screen.ended(), 0);
    }));

  test("a terminal that can't move its cursor is written to line by line", async () => {
    const device = await FakeDevice.start();
    const screen = new Screen(["monitor", "--port", device.url], { env: { TERM: "dumb", XDG_STATE_HOME: FOLDER } });
    try {
      await screen.waitFor(/bundle 00ff/);
      screen.type("1+1");
      screen.key("Enter");
      await screen.waitFor(/=2$/);
      screen.key("C-c");
      await screen.waitFor(/\^Cended with 0$/);
    } finally {
      screen.close();
      await device.stop();
    }
  });
});
