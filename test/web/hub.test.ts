/** The hub between a source and its pages, in time that the test moves. */
import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, mock, test } from "node:test";
import { Hub } from "../../sim/web/hub.ts";
import type { Order } from "../../sim/web/messages.ts";
import { MAX_NEWS } from "../../sim/web/news.ts";
import { UNKNOWN } from "../../sim/web/unknown.ts";
import { Ear, HandSource } from "./rig.ts";

let hub: Hub;
let source: HandSource;
beforeEach(() => {
  mock.timers.enable({ apis: ["setInterval"] });
  hub = new Hub((text) => text.replaceAll("s3cret", "***"));
  source = new HandSource();
});
afterEach(() => {
  hub.close();
  mock.timers.reset();
});

const pass = (ms: number): void => mock.timers.tick(ms);
const kinds = (page: Ear): string[] => page.heard.map(({ kind }) => kind);
function joined(page = new Ear()): Ear {
  hub.join(page);
  return page;
}
const order = (page: Ear, one: unknown, id = 1): Promise<void> => hub.heard(page, JSON.stringify({ id, order: one }));

describe("whoever comes", () => {
  test("before the source: is told that something starts, and sees it when it is there", () => {
    const page = joined();
    assert.deepEqual(page.heard, [{ kind: "notice", level: "starting", text: "" }]);
    hub.show(source);
    assert.deepEqual(kinds(page), ["notice", "hello", "news", "live"]);
  });

  test("late: hears what was, once, and then what comes", () => {
    hub.show(source);
    for (const text of ["one", "two"]) source.tell("console", text);
    const page = joined();
    assert.deepEqual(page.of("news"), [{ kind: "news", isFresh: true, news: { console: ["one", "two"] } }]);
    source.tell("console", "three");
    pass(50);
    assert.deepEqual(page.of("news")[1], { kind: "news", news: { console: ["three"] } });
    pass(500);
    assert.equal(page.of("news").length, 2);
  });

  test("second: costs the first nothing and hears the same", () => {
    hub.show(source);
    const [one, other] = [joined(), joined()];
    one.forget();
    other.forget();
    source.tell("console", "AT");
    source.now = { ...UNKNOWN, nowMs: 5 };
    pass(100);
    assert.deepEqual(kinds(one), ["news", "live"]);
    assert.deepEqual(one.texts, other.texts);
  });

  test("and goes: hears no more", () => {
    hub.show(source);
    const page = new Ear();
    hub.join(page)();
    page.forget();
    source.tell("console", "AT");
    pass(100);
    assert.deepEqual(page.texts, []);
  });

  test("after the end: sees the last, and that it was", () => {
    hub.show(source);
    source.tell("console", "last words");
    hub.end("ended", "");
    const page = joined();
    assert.deepEqual(kinds(page), ["hello", "news", "live", "notice"]);
    assert.deepEqual(page.of("news")[0]?.news.console, ["last words"]);
    assert.equal(source.isFollowed, false);
  });
});

describe("what is so", () => {
  test("is told when it has changed, and now and then when it has not", () => {
    hub.show(source);
    const page = joined();
    page.forget();
    pass(100);
    page.forget();
    pass(2900);
    assert.equal(page.texts.length, 0);
    pass(200);
    assert.deepEqual(kinds(page), ["live"], "a sign of life");
    source.now = { ...UNKNOWN, nowMs: 1 };
    pass(100);
    assert.equal(page.of("live").at(-1)?.live.nowMs, 1);
  });

  test("of a second source: the first one's past is gone, and nothing is told twice", () => {
    hub.show(source);
    source.tell("console", "old");
    const next = new HandSource();
    hub.show(next);
    const page = joined();
    next.tell("console", "new");
    pass(100);
    assert.deepEqual(
      page.of("news").map(({ news }) => news),
      [{}, { console: ["new"] }],
    );
    assert.equal(source.isFollowed, false);
  });
});

describe("too much", () => {
  test("the past and a batch are bounded, and the oldest go", () => {
    hub.show(source);
    const page = joined();
    page.forget();
    const { kept, batch } = MAX_NEWS.console;
    const many = 3 * kept;
    for (let i = 0; i < many; i++) source.tell("console", String(i));
    pass(50);
    const lines = page.of("news")[0]?.news.console ?? [];
    assert.ok(lines.length >= batch && lines.length <= batch * 1.25, `${lines.length} in a batch`);
    assert.equal(lines.at(-1), String(many - 1));
    const past = joined().of("news")[0]?.news.console ?? [];
    assert.ok(past.length >= kept && past.length <= kept * 1.25, `${past.length} kept`);
    assert.equal(past.at(-1), String(many - 1));
  });

  test("a page that does not keep up is left alone, the others not; then it begins anew", () => {
    hub.show(source);
    const [slow, quick] = [joined(), joined()];
    slow.forget();
    quick.forget();
    slow.backlog = 10_000_000;
    for (let i = 0; i < 10; i++) {
      source.tell("console", `line ${i}`);
      pass(50);
    }
    assert.equal(slow.texts.length, 0);
    assert.equal(quick.of("news").length, 10);
    slow.backlog = 1;
    source.tell("console", "more");
    pass(50);
    assert.equal(slow.texts.length, 0, "not before it has taken all");
    slow.backlog = 0;
    pass(3100);
    assert.deepEqual(kinds(slow).slice(0, 3), ["hello", "news", "live"], "by a sign of life at the latest");
    assert.equal(slow.of("news")[0]?.isFresh, true);
    assert.equal(slow.of("news")[0]?.news.console?.length, 11);
  });

  test("a page that asks and takes no answer gets none", async () => {
    hub.show(source);
    const page = joined();
    page.forget();
    page.backlog = 10_000_000;
    for (let i = 0; i < 1000; i++) await hub.heard(page, "garbage");
    assert.equal(page.texts.length, 0);
  });

  test("an answer without end is cut", async () => {
    hub.show(source);
    source.answer = () => {
      throw new Error("x".repeat(1_000_000));
    };
    const page = joined();
    await order(page, { do: "stop" });
    assert.equal(page.of("reply")[0]?.text.length, 10_000);
  });
});

describe("orders", () => {
  const rows: readonly [what: string, answer: HandSource["answer"], reply: object][] = [
    ["done", () => ({ text: "as you wish" }), { ok: true, text: "as you wish" }],
    ["done later", async () => ({ text: "", data: [1] }), { ok: true, text: "", data: [1] }],
    ["refused", () => Promise.reject(new Error("no button")), { ok: false, text: "no button" }],
    [
      "failed with what is no error",
      () => {
        throw "a text";
      },
      { ok: false, text: "a text" },
    ],
    [
      "answered by what is no JSON",
      () => ({ text: "", data: 1n }),
      { ok: false, text: "the answer can't be sent: Do not know how to serialize a BigInt" },
    ],
    ["says ok itself", () => ({ text: "", ok: false }) as never, { ok: false, text: "" }],
  ];
  for (const [what, answer, reply] of rows) {
    test(what, async () => {
      hub.show(source);
      source.answer = answer;
      const page = joined();
      await order(page, { do: "stop" }, 9);
      assert.deepEqual(page.of("reply"), [{ kind: "reply", id: 9, ...reply }]);
      assert.deepEqual(source.orders, [{ do: "stop" }]);
    });
  }

  test("what is so then follows at once", async () => {
    hub.show(source);
    const page = joined();
    source.answer = () => {
      source.now = { ...UNKNOWN, nowMs: 77 };
      return { text: "" };
    };
    await order(page, { do: "stop" });
    assert.equal(page.of("live").at(-1)?.live.nowMs, 77);
  });

  for (const [what, prepare] of [
    ["before anything runs", () => {}],
    [
      "after its end",
      () => {
        hub.show(source);
        hub.end("ended", "");
      },
    ],
  ] as const) {
    test(`${what}: said, and given to nobody`, async () => {
      prepare();
      const page = joined();
      await order(page, { do: "stop" });
      assert.deepEqual(page.of("reply"), [{ kind: "reply", id: 1, ok: false, text: "nothing runs that could do it" }]);
      assert.deepEqual(source.orders, []);
    });
  }

  test("garbage is answered and reaches no source", async () => {
    hub.show(source);
    const page = joined();
    const garbage = ["", "\0", "{", "[]", '{"id":1}', '{"id":2,"order":{"do":{"toString":1,"valueOf":1}}}'];
    const steps = ["__proto__", "constructor", "hasOwnProperty"].map((name) => `{"${name}":1}`);
    const orders = steps.map((step) => `{"id":3,"order":{"do":"step","step":${step}}}`);
    for (const text of [...garbage, ...orders]) await hub.heard(page, text);
    const replies = page.of("reply");
    assert.equal(replies.length, garbage.length + orders.length);
    assert.deepEqual(
      replies.filter(({ ok }) => ok),
      [],
    );
    assert.deepEqual(source.orders as Order[], []);
  });
});

describe("a source that fails", () => {
  test("is told once, ends nothing, and is shown anew when it is well again", () => {
    hub.show(source);
    const page = joined();
    page.forget();
    const live = mock.method(source, "live", () => {
      throw new Error("the status is no JSON");
    });
    pass(1000);
    assert.deepEqual(page.heard, [
      { kind: "notice", level: "error", text: "what runs can't be looked at: the status is no JSON" },
    ]);
    const late = joined();
    assert.deepEqual(kinds(late), ["notice"]);
    live.mock.restore();
    pass(100);
    assert.deepEqual(kinds(page).slice(1, 4), ["hello", "news", "live"]);
    assert.deepEqual(kinds(late).slice(1, 4), ["hello", "news", "live"]);
  });

  test("that has no hello: told as well", () => {
    mock.method(source, "hello", () => {
      throw new Error("no model");
    });
    const page = joined();
    hub.show(source);
    assert.match(page.of("notice").at(-1)?.text ?? "", /no model/);
  });

  test("an error that ends it is told to all, and stays", () => {
    hub.show(source);
    const page = joined();
    hub.end("error", "no broker answers at mqtt://127.0.0.1:1");
    assert.deepEqual(page.heard.at(-1), joined().heard.at(-1));
    assert.deepEqual(page.heard.at(-1), {
      kind: "notice",
      level: "error",
      text: "no broker answers at mqtt://127.0.0.1:1",
    });
  });
});

describe("no secret goes out", () => {
  const rows: readonly [what: string, secret: string][] = [
    ["a plain one", "s3cret-of-D001"],
    ["one with quotes and backslashes", 'a"b\\c"d'],
    ["one that is a word of the messages", "live"],
    ["one that is JSON", '"kind"'],
    ["one with lines", "two\nlines"],
  ];
  for (const [what, secret] of rows) {
    test(what, async () => {
      hub.close();
      hub = new Hub((text) => text.replaceAll(secret, "***"));
      const page = joined();
      hub.show(source);
      source.tell("console", `password ${secret}!`);
      source.tell("happenings", { atMs: 0, what: "note", text: `set to ${secret}` });
      source.answer = () => ({ text: secret, data: { step: { console: `x("${secret}")` } } });
      pass(100);
      await order(page, { do: "save" });
      hub.end("error", `it was ${secret}`);
      const late = joined();
      for (const one of [page, late]) {
        assert.deepEqual(
          kinds(one).filter((kind) => kind.includes("*")),
          [],
        );
        const texts = JSON.stringify(one.heard.map(({ kind, ...rest }) => rest));
        const inside = JSON.stringify(secret).slice(1, -1);
        if (secret !== "live" && secret !== '"kind"') assert.ok(!texts.includes(inside), texts);
        assert.match(texts, /password \*\*\*!/);
        assert.match(texts, /it was \*\*\*/);
      }
    });
  }

  test("nor a member that is one by its name, whatever the mask knows", async () => {
    hub.show(source);
    const page = joined();
    const data = { password: "opensesame", deeper: [{ DeviceSecret: "opensesame" }], token: "", passwordAge: "old" };
    source.answer = () => ({ text: "", data });
    await order(page, { do: "save" });
    assert.doesNotMatch(page.texts.join(""), /opensesame/);
    assert.match(page.texts.join(""), /"token":"","passwordAge":"old"/);
  });
});
