/** No secret gets to a page, and what is taken out leaves the message whole. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Hub, type Source, type Tell } from "../../sim/web/hub.ts";
import type { Live } from "../../sim/web/live.ts";
import type { Down, Hello } from "../../sim/web/messages.ts";
import type { News, NewsKind } from "../../sim/web/news.ts";
import { Mask } from "../../tools/mask.ts";

const SECRET = "43eb60cfc371b6af";

/** What a page that joins later gets to see of them. */
function shown<K extends NewsKind>(kind: K, ...items: News[K][]): readonly unknown[] {
  const hub = new Hub((text) => new Mask().words(text));
  let tell: Tell = () => {};
  const source: Source = {
    hello: () => ({}) as Hello,
    live: () => ({}) as Live,
    follow: (listener) => {
      tell = listener;
      return () => {};
    },
    order: () => ({ text: "" }),
  };
  hub.show(source);
  for (const item of items) tell(kind, item);
  const sent: Down[] = [];
  hub.join({ send: (text) => sent.push(JSON.parse(text)), backlogBytes: () => 0 });
  hub.close();
  const news = sent.find((message) => message.kind === "news");
  return news?.news[kind] ?? [];
}

describe("an AT line", () => {
  const rows: readonly (readonly [text: string, shown: string])[] = [
    [`AT+MCONFIG="id","user","${SECRET}"`, 'AT+MCONFIG="id","user","***"'],
    [`AT+MCONFIG="id","${SECRET}",""`, 'AT+MCONFIG="id","***",""'],
    [`AT+CSTT="apn","user","${SECRET}"`, 'AT+CSTT="apn","user","***"'],
    [`AT+SAPBR=3,1,"PWD","${SECRET}"`, 'AT+SAPBR=3,1,"PWD","***"'],
    [`AT+HTTPPARA="URL","http://h/f?sign=${SECRET}"`, 'AT+HTTPPARA="URL","http://h/f?***"'],
    [`+MSUB: "t",40 byte,{"deviceSecret":"${SECRET}"}`, '+MSUB: "t",40 byte,{"deviceSecret":"***"}'],
    ["AT+CSQ", "AT+CSQ"],
  ];
  for (const [text, masked] of rows) {
    test(masked, () =>
      assert.deepEqual(shown("lines", { number: 1, atMs: null, direction: ">", text }), [
        { number: 1, atMs: null, direction: ">", text: masked },
      ]),
    );
  }
});

describe("what the terminal shows", () => {
  const rows: readonly (readonly [bytes: string, shown: string])[] = [
    [`>canary.configure({deviceSecret:"${SECRET}"})\r\n`, '>canary.configure({deviceSecret:"***"})\r\n'],
    // Left open: it must not take the rest of the message with it.
    [`>password = "${SECRET}`, '>password = "***'],
    ["\x1b[J=12\r\n>", "\x1b[J=12\r\n>"],
  ];
  for (const [bytes, masked] of rows) {
    test(JSON.stringify(masked), () => {
      assert.deepEqual(shown("terminal", bytes), [masked]);
      assert.equal(shown("terminal", ...bytes).join(""), masked, "key by key");
    });
  }
});

test("a member that is a secret by its name", () => {
  const event = { id: "1", name: "e", type: "info", device: "d", copies: 1, timeMs: 0, receivedMs: 0 };
  assert.deepEqual(
    shown("events", { ...event, outputs: { deviceSecret: SECRET, password: "short", Reason: "none" } }),
    [{ ...event, outputs: { deviceSecret: "***", password: "***", Reason: "none" } }],
  );
});
