/** Settings from the cloud: what is fetched, what of it is taken, and what is said of each. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { createRemoteConfig, type Verdicts } from "../../src/cloud/aliyun/remote-config.ts";
import { type HashName, hash } from "../../src/cloud/hash.ts";
import { editSettings } from "../../src/store/edit.ts";

const KNOWN = '{"report":{"intervalS":300},"gas":{"warningLelPercent":10,"alarmLelPercent":20}}';
const URL = "http://files.example/config.json?sign=x";

interface Settings {
  readonly report?: { readonly intervalS?: unknown };
  readonly gas?: { readonly warningLelPercent: number; readonly alarmLelPercent: number };
}

/** A schema of three settings, two of which go together. */
function problemsOf(text: string): string[] {
  const { report, gas, ...others } = JSON.parse(text) as Settings & object;
  const problems = Object.keys(others).map((name) => `${name} is no setting`);
  if (typeof report?.intervalS !== "number") problems.push("report.intervalS must be a number");
  if (gas && gas.warningLelPercent >= gas.alarmLelPercent) problems.push("warning must be less than alarm");
  return problems;
}

class Bench {
  readonly fetched: [url: string, from: number, bytes: number][] = [];
  fetchDone: ((error: string, body: string) => void) | undefined;
  text: string | undefined = KNOWN;
  isFull = false;
  outcome: [code: number, verdicts: Verdicts, isChanged: boolean] | undefined;
  readonly config = createRemoteConfig(
    (url, from, bytes, done) => {
      this.fetched.push([url, from, bytes]);
      this.fetchDone = done;
    },
    (name: HashName, bytes) => hash(name, bytes),
    editSettings,
    () => this.text,
    (text, isCheck) => {
      const problems = problemsOf(text);
      if (!problems.length && !isCheck && this.isFull) return ["flash is full"];
      if (!problems.length && !isCheck) this.text = text;
      return problems;
    },
  );

  offer(data: unknown): this {
    this.outcome = undefined;
    this.config.offer(data, (...outcome) => {
      this.outcome = outcome;
    });
    return this;
  }

  /** An offer of a file that is as promised. */
  file(content: unknown, algorithm = "sha256"): this {
    const body = typeof content === "string" ? content : JSON.stringify(content);
    this.offer(offerOf(body, algorithm));
    this.fetchDone?.("", body);
    return this;
  }
}

function offerOf(body: string, algorithm = "sha256") {
  const sign = createHash(algorithm).update(body).digest("hex");
  return { configId: "1", configSize: body.length, getType: "file", sign, signMethod: "Sha256", url: URL };
}

const FILES: readonly (readonly [
  what: string,
  content: unknown,
  code: number,
  verdicts: Verdicts,
  isChanged: boolean,
])[] = [
  ["one setting", { report: { intervalS: 60 } }, 200, { "report.intervalS": 200 }, true],
  [
    "two that only go together",
    { gas: { warningLelPercent: 2, alarmLelPercent: 5 } },
    200,
    { "gas.warningLelPercent": 200, "gas.alarmLelPercent": 200 },
    true,
  ],
  [
    "one that is sound beside one that is not",
    { report: { intervalS: 60 }, gas: { warningLelPercent: 30 } },
    200,
    { "report.intervalS": 200, "gas.warningLelPercent": 100016 },
    true,
  ],
  ["nothing new", { report: { intervalS: 300 } }, 200, { "report.intervalS": 200 }, false],
  ["a value that can't be", { report: { intervalS: "60" } }, 200, { "report.intervalS": 100016 }, false],
  ["nothing for a value", { report: { intervalS: null } }, 200, { "report.intervalS": 100016 }, false],
  ["an unknown setting", { colour: "red" }, 200, { colour: 100016 }, false],
  [
    "who the device is",
    { cloud: { deviceSecret: "x", productKey: "y" }, console: { password: "z" }, report: { intervalS: 60 } },
    200,
    { "cloud.deviceSecret": 100015, "cloud.productKey": 100015, "console.password": 100015, "report.intervalS": 200 },
    true,
  ],
  ["nothing but that", { modem: { baud: 9600 } }, 100015, { "modem.baud": 100015 }, false],
  ["nothing", {}, 100014, {}, false],
  ["a list", [1, 2], 100014, {}, false],
  ["a text", '"x"', 100014, {}, false],
  ["no JSON", "hello", 100014, {}, false],
  ["a name with a blank", { report: { "interval S": 60 } }, 100014, {}, false],
  ["a name that is too long", { report: { ["i".repeat(30)]: 60 } }, 100014, {}, false],
  ["too deep", { a: { b: { c: { d: 1 } } } }, 100014, {}, false],
  ["too many", Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`k${i}`, 1])), 100014, {}, false],
];
for (const [what, content, code, verdicts, isChanged] of FILES) {
  test(`remote config: ${what}`, () => {
    const bench = new Bench().file(content);
    const told = what === "too many" ? {} : verdicts;
    assert.equal(bench.outcome?.[0], code);
    if (what !== "too many") assert.deepEqual(bench.outcome?.[1], told);
    assert.equal(bench.outcome?.[2], isChanged);
    assert.equal(bench.text !== KNOWN, isChanged);
    assert.deepEqual(
      bench.fetched.map(([url, from]) => [url, from]),
      [[URL, 0]],
    );
  });
}

test("MD5 is a digest too, in either case of its digits", () => {
  const bench = new Bench().file({ report: { intervalS: 60 } }, "md5");
  assert.equal(bench.outcome?.[0], 200);
  const body = '{"report":{"intervalS":70}}';
  const offer = offerOf(body);
  bench.offer({ ...offer, sign: offer.sign.toUpperCase(), configSize: `${body.length}` });
  bench.fetchDone?.("", body);
  assert.equal(bench.outcome?.[0], 200);
});

const SOUND = offerOf("{}");
const OFFERS: readonly (readonly [what: string, offer: unknown])[] = [
  ["nothing", undefined],
  ["a text", "url"],
  ["no address", { ...SOUND, url: undefined }],
  ["an address that is no text", { ...SOUND, url: {} }],
  ["another protocol", { ...SOUND, url: "ftp://x/y" }],
  ["an address with a quote", { ...SOUND, url: 'http://x/"y' }],
  ["an address with a line end", { ...SOUND, url: "http://x/\r\nAT" }],
  ["an address of 5 kB", { ...SOUND, url: `http://x/${"y".repeat(5000)}` }],
  ["an empty file", { ...SOUND, configSize: 0 }],
  ["a size below nothing", { ...SOUND, configSize: -1 }],
  ["a file too large", { ...SOUND, configSize: 1501 }],
  ["2^31", { ...SOUND, configSize: 2 ** 31 }],
  ["a size that is none", { ...SOUND, configSize: "many" }],
  ["a size of which no text can be made", { ...SOUND, configSize: { toString: 1 } }],
  ["a digest of which no text can be made", { ...SOUND, sign: { toString: 1 } }],
  ["no digest", { ...SOUND, sign: undefined }],
  ["a digest of another length", { ...SOUND, sign: SOUND.sign.slice(1) }],
  ["a digest that is none", { ...SOUND, sign: "z".repeat(64) }],
];
for (const [what, offer] of OFFERS) {
  test(`an offer is refused before anything is fetched: ${what}`, () => {
    const bench = new Bench().offer(offer);
    assert.deepEqual(bench.outcome, [100010, {}, false]);
    assert.deepEqual(bench.fetched, []);
  });
}

test("a file that does not come, is cut, or is another", () => {
  for (const [error, body, code] of [
    ["http 404", "", 100011],
    ["", "{", 100011],
    ["", "[]", 100012],
  ] as const) {
    const bench = new Bench().offer(offerOf("{}"));
    bench.fetchDone?.(error, body);
    assert.deepEqual(bench.outcome, [code, {}, false], `${error} ${body}`);
  }
});

test("https that fails is asked for without: the digest says whether it is what was meant", () => {
  const body = '{"report":{"intervalS":60}}';
  const bench = new Bench().offer({ ...offerOf(body), url: "https://files.example/c.json?x" });
  bench.fetchDone?.("ERROR", "");
  assert.deepEqual(
    bench.fetched.map(([url]) => url),
    ["https://files.example/c.json?x", "http://files.example/c.json?x"],
  );
  bench.fetchDone?.("", body);
  assert.equal(bench.outcome?.[0], 200);
  bench.offer({ ...offerOf(body), url: "https://files.example/c.json" });
  bench.fetchDone?.("ERROR", "");
  bench.fetchDone?.("http 404", "");
  assert.equal(bench.outcome?.[0], 100011);
});

test("one at a time, and the next one after it", () => {
  const bench = new Bench().offer(offerOf("{}"));
  bench.offer(offerOf("{}"));
  assert.equal(bench.outcome?.[0], 100013);
  bench.fetchDone?.("timeout", "");
  bench.file({ report: { intervalS: 60 } });
  assert.equal(bench.outcome?.[0], 200);
});

test("a flash that is full is told, and nothing restarts for it", () => {
  const bench = new Bench();
  bench.isFull = true;
  bench.file({ report: { intervalS: 60 } });
  assert.deepEqual(bench.outcome, [100014, { "report.intervalS": 200 }, false]);
});
