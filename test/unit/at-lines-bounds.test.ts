/** What the digest does with what no modem should send: it stays bounded, comes to an end, and finds its feet again. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { openLines, shown } from "./parts.ts";

test("trap: missing CR LF behind a URC: flush gives it", () => {
  const { lines, events } = openLines();
  lines.feed("\r\n+CPIN: READY 0");
  assert.deepEqual(events, [], "a line without its end must wait");
  lines.flush();
  assert.deepEqual(events, ["line +CPIN: READY 0"]);
  lines.flush();
  lines.feed("\r\nOK\r\n");
  assert.deepEqual(events, ["line +CPIN: READY 0", "line OK"], "it must be given once");
});

test("trap: missing CR LF behind a URC: the next line's own framing ends it", () => {
  const { lines, events } = openLines();
  lines.feed("\r\n+CPIN: READY 0\r\nOK\r\n");
  assert.deepEqual(events, ["line +CPIN: READY 0", "line OK"]);
});

test("flush throws half a message away, and the next line is a line", () => {
  const { lines, events } = openLines();
  lines.feed('\r\n+MSUB: "t",50 byte,half of it');
  lines.flush();
  lines.feed("\r\nOK\r\n");
  assert.deepEqual(events, ["line OK"]);
});

for (const [what, text, expected] of [
  ["the CR in front is another character", "x\nOK\r\n", ["line x", "line OK"]],
  ["the LF in front of a message is lost", '\r+MSUB: "t",2 byte,hi\r\n', ['message t 2 "hi"']],
] as const) {
  for (let cut = 0; cut < text.length; cut++) {
    test(`${what}, cut at ${cut}`, () => {
      const { lines, events } = openLines();
      for (const chunk of [text.slice(0, cut), text.slice(cut)]) if (chunk) lines.feed(chunk);
      assert.deepEqual(events, expected);
    });
  }
}

const WHOLE: readonly (readonly [what: string, text: string, events: readonly string[]])[] = [
  ["a topic without its end is no message", '+MSUB: "t,2 byte,hi', ['line +MSUB: "t,2 byte,hi']],
  [
    "a message over the limit is cut",
    `+MSUB: "t",5000 byte,${"x".repeat(5000)}`,
    [`message t 5000 "${"x".repeat(128)}"`],
  ],
];
for (const [what, text, expected] of WHOLE) {
  test(`all in one chunk: ${what}`, () => {
    const { lines, events } = openLines();
    lines.feed(`\r\n${text}\r\n`);
    assert.deepEqual(events, expected);
  });
}

test("a line without end is cut, and the next one is whole", () => {
  const { lines, events } = openLines();
  for (let i = 0; i < 100; i++) lines.feed("x".repeat(100));
  lines.feed("\r\nOK\r\n");
  assert.equal(events[events.length - 1], "line OK");
  const longest = Math.max(...events.map((event) => event.length));
  assert.ok(longest <= 1200, `10,000 bytes without a line end came as a line of ${longest} characters`);
});

test("a header without end is given up", () => {
  const { lines, events } = openLines();
  lines.feed(`\r\n+MSUB: "${"t".repeat(400)}`);
  lines.feed("\r\nOK\r\n");
  assert.equal(events[events.length - 1], "line OK", `events: ${shown(events.join("; "))}`);
});

test("100 kB of noise in random chunks: it ends, lines stay bounded, and a line behind it is found", () => {
  let seed = 12345;
  const random = () => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return seed / 4294967296;
  };
  for (let run = 0; run < 20; run++) {
    const { lines, events } = openLines();
    lines.awaitPrompt(run % 2 === 1);
    for (let sent = 0; sent < 5000; ) {
      const length = 1 + Math.floor(random() * 60);
      let chunk = "";
      for (let i = 0; i < length; i++) chunk += String.fromCharCode(Math.floor(random() * 256));
      lines.feed(chunk);
      sent += length;
    }
    lines.awaitPrompt(false);
    lines.flush();
    lines.feed("\r\nOK\r\n");
    assert.equal(events[events.length - 1], "line OK", `run ${run}`);
  }
});

/** These would never come back, so they run where they can be ended. */
const COUNTS = ["-5", "-0", "1e3", "99999999999999999999", "0x10", " 3"];
test("a garbled count ends, whatever it says", () => {
  const source = `
    import { openLines } from ${JSON.stringify(new URL("./parts.ts", import.meta.url).href)};
    for (const count of ${JSON.stringify(COUNTS)}) {
      const { lines } = openLines();
      process.stdout.write(count + "\\n");
      lines.feed('\\r\\n+MSUB: "t",' + count + ' byte,abc\\r\\n\\r\\nOK\\r\\n');
    }
    process.stdout.write("end");`;
  const run = spawnSync(process.execPath, ["--import", "tsx", "--input-type=module", "-e", source], {
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
    encoding: "utf8",
    timeout: 8000,
  });
  const begun = run.stdout.trim().split("\n");
  const last = begun[begun.length - 1];
  assert.equal(last, "end", `a header with the count "${last}" was never done with${run.stderr && `: ${run.stderr}`}`);
});
