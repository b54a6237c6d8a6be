/** Messages from the cloud: good ones, spoilt ones, and what was never one. */
import fc from "fast-check";
import { THING } from "./device.ts";
import { type Downlink, PROPERTY_POST, SET } from "./downlink-model.ts";

const PROTOTYPE_NAMES = [
  "__proto__",
  "constructor",
  "toString",
  "valueOf",
  "hasOwnProperty",
  "on",
  "emit",
  "length",
  "#onpost",
];
const deep = fc.nat(400).map((depth) => "[".repeat(depth) + "]".repeat(depth));
const anyJson = fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.stringify(value));

const valueText = fc.oneof(
  { weight: 24, arbitrary: fc.constantFrom("1", "0", '"1"', '"0"') },
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      ...[
        "1.0",
        "1e0",
        "-0",
        "0.0",
        "2",
        "-1",
        "true",
        "false",
        "null",
        "1e999",
        "-1e999",
        "123456789012345678901234567890",
      ],
      ...[
        '"on"',
        '"01"',
        '" 1"',
        '""',
        '"\\u0031"',
        "[1]",
        "{}",
        '{"valueOf":1}',
        "0x1",
        "01",
        "+1",
        ".5",
        "NaN",
        "undefined",
      ],
    ),
  },
  {
    weight: 8,
    arbitrary: fc.constantFrom("10", '"10"', "300", "2", "5.5", '"5.5"', '"2."', '".5"', '"010"', "9.99", "20"),
  },
  { weight: 2, arbitrary: fc.constantFrom("20.1", "301", "9.5", "1.9", "0.99") },
  { weight: 2, arbitrary: anyJson },
  { weight: 1, arbitrary: deep },
);
const nameText = fc.oneof(
  { weight: 24, arbitrary: fc.constant('"PowerSwitch"') },
  { weight: 8, arbitrary: fc.constantFrom('"ReportInterval"', '"WarningLevel"', '"AlarmLevel"') },
  {
    weight: 2,
    arbitrary: fc.constantFrom('"\\u0050owerSwitch"', '"powerSwitch"', '"GasState"', '""', '"PowerSwitch "'),
  },
  { weight: 2, arbitrary: fc.constantFrom(...PROTOTYPE_NAMES).map((name) => `"${name}"`) },
  { weight: 1, arbitrary: fc.string({ unit: "grapheme" }).map((name) => JSON.stringify(name)) },
);
const idText = fc.oneof(
  { weight: 12, arbitrary: fc.bigInt({ min: 0n, max: 10n ** 21n }).map((id) => `"${id}"`) },
  { weight: 4, arbitrary: fc.nat().map(String) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '"0123456701"',
      '"-1"',
      '"1e3"',
      '""',
      '"1|exp"',
      "1.5",
      "null",
      "{}",
      '"\\"id\\":\\"7"',
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom('{"toString":1}', '{"toString":null,"valueOf":2}', "[[7]]") },
  { weight: 1, arbitrary: anyJson },
);
const member = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(nameText, valueText).map(([name, value]) => `${name}:${value}`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ...['"PowerSwitch":1', '"PowerSwitch":0', '"ReportInterval":300', '"ReportInterval":"10"'],
      ...['"WarningLevel":5.5', '"WarningLevel":"1"', '"AlarmLevel":20', '"AlarmLevel":"2.5"'],
    ),
  },
);
const paramsText = fc.oneof(
  { weight: 10, arbitrary: member.map((only) => `{${only}}`) },
  { weight: 4, arbitrary: fc.array(member, { maxLength: 4 }).map((members) => `{${members.join(",")}}`) },
  { weight: 1, arbitrary: anyJson },
  { weight: 1, arbitrary: deep },
);
const extras = fc.array(
  fc.oneof(
    fc.constantFrom(
      '"method":"thing.service.property.set"',
      '"version":"1.0.0"',
      '"sys":{"ack":1}',
      '"id":"9"',
      '"code":200',
    ),
    fc.tuple(nameText, anyJson).map(([name, value]) => `${name}:${value}`),
  ),
  { maxLength: 3 },
);
const blank = fc.constantFrom("", "", "", "", "", " ", "\r\n", "\t\n  ", "\ufeff", "\0");

/** An envelope with its members in any order. */
function envelope(what: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(idText, what, extras, fc.nat(3), blank, blank).map(([id, own, others, place, before, behind]) => {
    const members = [`"id":${id}`, own].concat(others);
    members.push(...members.splice(0, place));
    return `${before}{${members.join(",")}}${behind}`;
  });
}
const orderText = envelope(paramsText.map((params) => `"params":${params}`));
const ppmText = fc.oneof(
  { weight: 6, arbitrary: fc.double({ min: 0, max: 1e6, noNaN: true }).map((ppm) => JSON.stringify(ppm)) },
  { weight: 2, arbitrary: fc.nat(20_000).map((ppm) => `"${ppm}"`) },
  {
    weight: 2,
    arbitrary: fc.constantFrom('"12x"', '""', '"x"', "null", "-1", '" 7"', '"1e3"', '"Infinity"', '{"toString":1}'),
  },
  { weight: 2, arbitrary: valueText },
);
const serviceParams = fc.oneof(
  { weight: 6, arbitrary: ppmText.map((ppm) => `{"Ppm":${ppm}}`) },
  { weight: 3, arbitrary: fc.constant("{}") },
  { weight: 2, arbitrary: paramsText },
);
const serviceText = fc.oneof(
  { weight: 8, arbitrary: envelope(serviceParams.map((params) => `"params":${params}`)) },
  { weight: 1, arbitrary: envelope(fc.constant('"version":"1.0.0"')) },
);
const codeText = fc.oneof(
  fc.constantFrom(
    "200",
    "460",
    "429",
    "500",
    "6207",
    "6204",
    "6208",
    "6313",
    "6320",
    "6399",
    "6400",
    "26010",
    "-1",
    "1e999",
  ),
  fc.nat(7000).map(String),
  anyJson,
);
const replyText = envelope(codeText.map((code) => `"code":${code},"data":{}`));
const anyBytes = fc.array(fc.nat(255), { maxLength: 300 }).map((bytes) => String.fromCharCode(...bytes));

/** Bytes left out, put in, changed; cut off. */
const edits = fc.array(fc.tuple(fc.nat(), fc.nat(3), fc.nat(255)), { minLength: 1, maxLength: 4 });
function edited(text: string, [place, what, byte]: readonly [number, number, number]): string {
  const at = place % (text.length + 1);
  const put = what === 1 || what === 2 ? String.fromCharCode(byte) : "";
  return what === 3 ? text.slice(0, at) : text.slice(0, at) + put + text.slice(what === 2 ? at : at + 1);
}
/** As it is, edited, or with so much behind its first object that it is too long to keep. */
function spoilt(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const long = fc.tuple(text, fc.nat(20_000), fc.constantFrom(" ", "x", "[", '"', "\xff"));
  return fc.oneof(
    { weight: 8, arbitrary: text },
    { weight: 4, arbitrary: fc.tuple(text, edits).map(([whole, list]) => list.reduce(edited, whole)) },
    { weight: 1, arbitrary: long.map(([whole, count, filler]) => whole.replace("}", `}${filler.repeat(count)}`)) },
  );
}
const anyText = fc.oneof(anyBytes, anyJson, fc.string({ unit: "binary", maxLength: 60 }));

const REPLY_TOPICS = ["event/property/post_reply", "event/GasCheck_Event/post_reply", "event//post_reply"].map(
  (name) => THING + name,
);
const SERVICE_TOPICS = ["Calibrate", "SelfTest", "Silence", "Acknowledge", "selfDestruct", "toString", "property"].map(
  (name) => `${THING}service/${name}`,
);
const otherTopic = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(SET, PROPERTY_POST, ...REPLY_TOPICS, ...SERVICE_TOPICS) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom("service/", "service/Calibrate_reply", "service/Calibrate/", "service/a-b")
      .map((name) => THING + name),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "",
      "/",
      THING,
      `${SET}/`,
      `${SET}_reply`,
      SET.replace("D001", "D002"),
      `x${SET}`,
      SET.toUpperCase(),
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom(...PROTOTYPE_NAMES).map((name) => THING + name) },
  { weight: 1, arbitrary: anyBytes },
);

/** Mostly on the topic where it belongs. */
function messages(weight: number, topic: fc.Arbitrary<string>, text: fc.Arbitrary<string>) {
  const arbitrary = fc.record({
    topic: fc.oneof({ weight: 9, arbitrary: topic }, { weight: 1, arbitrary: otherTopic }),
    body: text.map((chars) => Buffer.from(chars, "utf8").toString("latin1")),
    chunkBytes: fc.constantFrom(0, 0, 0, 4096, 64, 7, 1),
  });
  return { weight, arbitrary };
}

export const downlink: fc.Arbitrary<Downlink> = fc.oneof(
  messages(10, fc.constant(SET), spoilt(orderText)),
  messages(6, fc.constantFrom(...REPLY_TOPICS), spoilt(replyText)),
  messages(
    6,
    fc.oneof(fc.constant(`${THING}service/Calibrate`), fc.constantFrom(...SERVICE_TOPICS)),
    spoilt(serviceText),
  ),
  messages(1, fc.constantFrom(SET, ...REPLY_TOPICS, ...SERVICE_TOPICS), anyText),
);
