/**
 * Messages that no sound platform sends, on topics that a device listens to: a good one of each kind with parts of it spoilt,
 * any JSON, and what is none. None of them is an order that a device may follow to other settings.
 */
import fc from "fast-check";
import { crc16Arc } from "../../sim/cloud/crc16.ts";
import { ABSURD, asked, KINDS, RISKY, replied, SYS, THING } from "./nonsense-kinds.ts";

export interface Nonsense {
  readonly topic: string;
  readonly payload: string | Uint8Array;
  readonly qos: 0 | 1;
}

const absurd = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...ABSURD) },
  {
    weight: 1,
    arbitrary: fc.jsonValue({ maxDepth: 3 }).filter((value) => typeof value === "object" || typeof value === "boolean"),
  },
);

type Place = readonly [part: Record<string, unknown>, key: string];

function placesIn(part: object): Place[] {
  return Object.entries(part).flatMap(([key, inner]) => [
    [part as Record<string, unknown>, key] as const,
    ...(inner && typeof inner === "object" ? placesIn(inner) : []),
  ]);
}

/** `message` with one of its parts another: which one, `pick` says by its share of them all. */
function spoil(message: unknown, pick: number, value: unknown): unknown {
  const copy = structuredClone({ message });
  const places = placesIn(copy);
  const [part, key] = places[Math.floor(pick * places.length)] as Place;
  part[key] = value;
  return copy.message;
}

const textOf = (message: unknown): string => (JSON.stringify(message) ?? "").replaceAll('"@huge"', "1e999");
const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
/** Blanks are no fault; too many of them are more than is kept. */
const padding = fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(6000) });

const spoilt = fc
  .tuple(fc.constantFrom(...KINDS), fc.array(fc.tuple(share, absurd), { minLength: 1, maxLength: 3 }), padding)
  .map(([[topic, message], changes, blanks]) => {
    const text = textOf(changes.reduce((so, [pick, value]) => spoil(so, pick, value), message));
    return { topic, payload: " ".repeat(blanks) + text };
  });

/** As it is: it comes at the wrong time, and again and again. */
const untimely = fc.constantFrom(...KINDS).map(([topic, message]) => ({ topic, payload: textOf(message) }));

const torn = fc
  .tuple(fc.constantFrom(...KINDS), share, fc.constantFrom("", "}", '"}', "\0", "{"))
  .map(([[topic, message], at, tail]) => {
    const text = textOf(message);
    return { topic, payload: text.slice(0, Math.floor(at * text.length)) + tail };
  });

const risky = fc.tuple(fc.constantFrom(...RISKY), fc.nat(3)).map(([[name, params], way]) => {
  const topics = [`${THING}/service/${name}`, `${SYS}/rrpc/request/90`, `/ext/rrpc/91${THING}/service/${name}`];
  const job = asked({ task: { taskId: `r-${name}`, status: "SENT", jobDocument: { service: name, params } } });
  const topic = topics[way] ?? `${THING}/job/notify`;
  return { topic, payload: textOf(topics[way] ? asked(params, `thing.service.${name}`) : job) };
});

/** A block of a download over MQTT: the JSON's length, the JSON, data, and their CRC; sound but for the JSON, or any bytes. */
const block = fc
  .tuple(fc.option(fc.nat(65_535), { freq: 1 }), share, absurd, fc.uint8Array({ maxLength: 1200 }))
  .map(([length, pick, value, data]) => {
    const size = data.length;
    const head = replied({ fileToken: "1", bOffset: 0, bSize: size, fileLength: 70_000 });
    const json = Buffer.from(textOf(spoil(head, pick, value)));
    const numbers = Buffer.alloc(4);
    numbers.writeUInt16BE((length ?? json.length) & 0xffff, 0);
    numbers.writeUInt16LE(crc16Arc(data), 2);
    const payload = Buffer.concat([numbers.subarray(0, 2), json, data, numbers.subarray(2)]);
    return { topic: `${THING}/file/download_reply`, payload };
  });

const anyTopic = fc.oneof(
  fc.constantFrom(...KINDS.map(([topic]) => topic), `${THING}/file/download_reply`, `${THING}/model/down_raw`),
  fc.constantFrom(`${THING}/`, `${THING}/x`, "/", "x", "/ext/rrpc/", `${SYS}/rrpc/request/`, "/".repeat(120)),
  fc.stringMatching(/^[a-z/_$%]{1,100}$/),
);
const anyBody = fc.oneof(
  fc.constantFrom("", "null", "17", "[]", "{", "{}", '"x"', '{"id":{"toString":1}}', "[".repeat(3000)),
  fc.constantFrom(`{"x":"${"z".repeat(5000)}"}`, `{"id":"5","params":{${'"a":1,'.repeat(400)}"b":2}}`),
  absurd.map(textOf),
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
);
const anything = fc.tuple(anyTopic, anyBody).map(([topic, payload]) => ({ topic, payload }));

const qos = fc.constantFrom<0 | 1>(0, 0, 0, 1);
/** Each part of each kind in turn, as what no text can be made of: drawn by chance it would be rare. */
export const TEXTLESS: readonly Nonsense[] = KINDS.flatMap(([topic, message]) => {
  const parts = placesIn({ message }).length;
  return Array.from({ length: parts }, (_, at) => {
    const payload = textOf(spoil(message, (at + 0.5) / parts, { toString: 1 }));
    return { topic, payload, qos: 0 as const };
  });
});

/** In the order of its draw; the same seed, the same ones. */
export function drawNonsense(seed: number, count: number): Nonsense[] {
  const one = fc.oneof(
    { weight: 9, arbitrary: spoilt },
    { weight: 2, arbitrary: untimely },
    { weight: 2, arbitrary: torn },
    { weight: 1, arbitrary: risky },
    { weight: 1, arbitrary: block },
    { weight: 2, arbitrary: anything },
  );
  const message = fc.tuple(one, qos).map(([given, level]): Nonsense => ({ ...given, qos: level }));
  return fc.sample(message, { seed, numRuns: count });
}

/** An answer to what a device asks. */
export interface Answer {
  readonly manner: "sound" | "spoilt" | "another's" | "none";
  readonly pick: number;
  readonly value: unknown;
  /** It is one to something else. */
  readonly other: unknown;
}

export function drawAnswers(seed: number, count: number): Answer[] {
  const manner = fc.constantFrom<Answer["manner"]>("sound", "sound", "spoilt", "spoilt", "another's", "none");
  const other = fc.constantFrom(...KINDS.map(([, message]) => message));
  return fc.sample(fc.record({ manner, pick: share, value: absurd, other }), { seed, numRuns: count });
}

/** Where the answer to a question goes. */
function answerTopicOf(topic: string): string {
  if (topic.startsWith("/shadow/update/")) return topic.replace("update", "get");
  return topic.endsWith("/request") ? topic.replace(/request$/, "response") : `${topic}_reply`;
}

/** The answer as it goes down, and where. */
export function answerTo(topic: string, question: string, answer: Answer): { topic: string; payload: string } {
  const { manner, pick, value, other } = answer;
  const answerTopic = answerTopicOf(topic);
  const own = KINDS.filter(([known]) => known === answerTopic);
  const [, fit] = own[Math.floor(pick * own.length)] ?? ["", replied({})];
  const message = manner === "sound" ? fit : spoil(manner === "spoilt" ? fit : other, pick, value);
  const id = /"(?:id|deviceSendTime)":"(\d+)"/.exec(question)?.[1] ?? "1";
  return { topic: answerTopic, payload: textOf(message).replaceAll("@id", id) };
}
