/**
 * Messages that no sound platform sends, on topics that a device listens to: a good one of each kind with parts of it spoilt,
 * any JSON, and what is none. None of them is an order that a device may follow to other settings.
 */
import fc from "fast-check";

export interface Nonsense {
  readonly topic: string;
  readonly payload: string | Uint8Array;
  readonly qos: 0 | 1;
}

/** Stands in links and where a message has no business to bear a secret: the device must show it nowhere. */
export const MARK = "NoOneMaySeeThis";
const PK = "a1EXAMPLE00";
const SYS = `/sys/${PK}/D001`;
const THING = `${SYS}/thing`;
const LINK = `http://files.example/a/b?Expires=1&Signature=${MARK}`;

const CONFIG = {
  configId: "c-1",
  configSize: 99,
  sign: "ab".repeat(16),
  signMethod: "Md5",
  url: LINK,
  getType: "file",
};
const MANIFEST = {
  size: 70_000,
  version: "0.1.1-1a2b3c4d",
  url: LINK,
  sign: "ab".repeat(32),
  signMethod: "SHA256",
  isDiff: 0,
  module: "default",
  extData: { board: "rp2350-pico2", allowDowngrade: false, path: "../../.bootcde" },
};
const STREAM = { ...MANIFEST, url: undefined, dProtocol: "mqtt", streamId: 1_397_345, streamFileId: 1 };
const FILES = { ...MANIFEST, size: undefined, url: undefined, files: [{ fileSize: 7, fileUrl: LINK, fileSign: "00" }] };
/** Two that can't be set so: with one of them spoilt it is still no order. */
const UNSETTABLE = { PowerSwitch: 7, ReportInterval: 9 };
const TASK = { taskId: "t-1", status: "SENT", jobDocument: { service: "Explode", params: { Ppm: -1 } }, utcDue: "x" };

const asked = (params: unknown, method = "thing.service.property.set") => ({
  id: "17",
  version: "1.0",
  method,
  params,
});
/** `@id`: of what the device has last asked there. */
const replied = (data: unknown, code: unknown = 200) => ({ id: "@id", code, data, message: "success" });

/** What a message is like there before it is spoilt. */
const KINDS: readonly (readonly [topic: string, message: unknown])[] = [
  [`${THING}/service/property/set`, asked(UNSETTABLE)],
  [`${THING}/service/property/get`, asked(["PowerSwitch", "GasState", "BootCount"])],
  [`${THING}/service/SelfTest`, asked({})],
  [`${THING}/service/GetDiagnostics`, asked({ depth: 1 })],
  [`${THING}/service/Silence`, asked({})],
  [`${THING}/service/constructor`, asked({ Ppm: 1 })],
  [`${THING}/service/SelfTest_reply`, replied({})],
  [`${THING}/event/property/post_reply`, replied({})],
  [`${THING}/event/GasCheck_Event/post_reply`, replied({}, 460)],
  [`${THING}/event/property/batch/post_reply`, replied({})],
  [`${SYS}/rrpc/request/77`, asked(UNSETTABLE)],
  [`${SYS}/rrpc/request/78`, asked({}, "thing.service.SelfTest")],
  [`${SYS}/rrpc/request/79`, asked(["PowerSwitch"], "thing.service.property.get")],
  [`${SYS}/rrpc/request/a%23b`, asked({})],
  [`/ext/rrpc/80${THING}/service/SelfTest`, asked({})],
  [`/ext/rrpc/81${THING}/service/%20`, asked({})],
  [`${THING}/property/desired/get_reply`, replied({ PowerSwitch: { value: 7, version: 3 }, AlarmLevel: 99 })],
  [`${THING}/property/desired/delete_reply`, replied({})],
  [
    `/shadow/get/${PK}/D001`,
    { method: "control", payload: { state: { desired: UNSETTABLE }, metadata: {} }, version: 5, timestamp: 1 },
  ],
  [`/shadow/get/${PK}/D001`, { method: "reply", payload: { status: "success", version: 3 }, timestamp: 1 }],
  [`${THING}/job/notify`, asked({ task: TASK })],
  [`${THING}/job/get_reply`, replied({ tasks: [TASK, { ...TASK, taskId: "t-2", status: "QUEUED" }] })],
  [`${THING}/job/get_reply`, replied({ taskId: "t-1", task: TASK })],
  [`${THING}/job/update_reply`, replied({ taskId: "t-1" })],
  [`${THING}/config/push`, asked(CONFIG)],
  [`${THING}/config/get_reply`, replied(CONFIG)],
  [`${THING}/config/log/push`, asked({ getType: "content", content: { mode: 1 } })],
  [`${THING}/config/log/get_reply`, replied({ content: { mode: "0" } })],
  [`${THING}/log/post_reply`, replied({}, 6207)],
  [`${THING}/deviceinfo/update_reply`, replied({})],
  [`${SYS}/_thing/diag/post_reply`, replied({})],
  [`/ota/device/upgrade/${PK}/D001`, { code: "1000", data: MANIFEST, id: 1, message: "success" }],
  [`/ota/device/upgrade/${PK}/D001`, { code: "1000", data: STREAM, id: 2, message: "success" }],
  [`/ota/device/upgrade/${PK}/D001`, { code: "1000", data: FILES, id: 3, message: "success" }],
  [`${THING}/ota/firmware/get_reply`, replied(MANIFEST)],
  [`/ext/ntp/${PK}/D001/response`, { deviceSendTime: "@id", serverRecvTime: "1", serverSendTime: "9e300" }],
  ["/ext/notify", { title: "kick", content: MARK }],
  [`/ext/error/${PK}/D001`, { code: 520, message: MARK }],
  [`${THING}/bootstrap/notify`, asked({ cmd: 0 })],
  [`${THING}/disable`, asked({})],
  [`${THING}/enable`, asked({})],
  [`${THING}/delete`, asked({})],
  [`/broadcast/${PK}/news`, { deviceSecret: MARK }],
  ["/ext/network/probe/12", {}],
  ["/ext/register", { productKey: PK, deviceName: "D001", deviceSecret: MARK }],
  ["/ext/regnwl", { productKey: PK, deviceName: "D001", clientId: "x", deviceToken: MARK }],
  [`${THING}/topo/add/notify`, asked({})],
  [`/${PK}/D001/user/get`, { deviceSecret: MARK }],
];

/** Services that change the device are called in no way that could be sound. */
const RISKY: readonly (readonly [name: string, params: unknown])[] = [
  ["Calibrate", { Ppm: -1 }],
  ["Calibrate", { Ppm: 2 ** 31 }],
  ["Calibrate", { Ppm: "5000x" }],
  ["Calibrate", { Ppm: {}, ppm: 5000 }],
  ["Calibrate", [5000]],
  ["Calibrate", "5000"],
  ["Reboot", { now: true }],
  ["Reboot", []],
  ["Reboot", "now"],
];

/** None of them is a value that anything may be set to. `@huge` is a number past all, unquoted. */
const ABSURD: readonly unknown[] = [
  ...[null, true, -1, 2 ** 31, -(2 ** 31), 2 ** 32, 2 ** 53, 1e21, 1e-9, "@huge", "", " ", "9".repeat(400)],
  ...[
    "../../etc/passwd",
    "\u0000\u0001",
    "\ud800",
    "气体报警\u202e",
    "\u2028",
    '"}]',
    "\\",
    "\r\nOK\r\n",
    "+MSUB:",
    "%s%n",
  ],
  ...["__proto__", "constructor", "toString", "hasOwnProperty", "length", "on"],
  ...[
    `http://h/${"a".repeat(5000)}?${MARK}`,
    `http://u:${MARK}@h/`,
    "http://",
    "file:///etc/passwd",
    'http://h/"\r\nAT',
  ],
  ...[[], {}, [[[[]]]], { toString: 1 }, { valueOf: null, toString: null }, { length: 2 ** 31 }, { on: 1, emit: 1 }],
  Array.from({ length: 300 }, () => "PowerSwitch"),
];
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

/** A block of a download over MQTT: the JSON's length, the JSON, data, a CRC; each of them any. */
const block = fc
  .tuple(fc.nat(65_535), fc.constantFrom("right", "wrong"), spoilt, fc.uint8Array({ maxLength: 1200 }))
  .map(([length, sort, { payload }, data]) => {
    const head = Buffer.from(
      sort === "right"
        ? textOf(replied({ fileToken: "1", bOffset: 0, bSize: data.length, fileLength: 70_000 }))
        : payload,
    );
    const bytes = Buffer.alloc(2);
    bytes.writeUInt16BE(sort === "right" ? head.length : length);
    const topic = `${THING}/file/download_reply`;
    return { topic, payload: Buffer.concat([bytes, head, data]) };
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

/** An answer to what a device asks, and what is spoilt of it. */
export interface Answer {
  readonly pick: number;
  readonly value: unknown;
  /** It is one to something else. */
  readonly isStray: boolean;
  readonly stray: unknown;
}

export function drawAnswers(seed: number, count: number): Answer[] {
  const stray = fc.constantFrom(...KINDS.map(([, message]) => message));
  const answer = fc.record({ pick: share, value: absurd, isStray: fc.constantFrom(true, false, false), stray });
  return fc.sample(answer, { seed, numRuns: count });
}

/** Where the answer to a question goes. */
function answerTopicOf(topic: string): string {
  if (topic.startsWith("/shadow/update/")) return topic.replace("update", "get");
  return topic.endsWith("/request") ? topic.replace(/request$/, "response") : `${topic}_reply`;
}

/** The answer as it goes down, and where. */
export function answerTo(topic: string, question: string, answer: Answer): { topic: string; payload: string } {
  const answerTopic = answerTopicOf(topic);
  const own = KINDS.filter(([known]) => known === answerTopic);
  const [, fit] = own[Math.floor(answer.pick * own.length)] ?? ["", replied({})];
  const payload = textOf(spoil(answer.isStray ? answer.stray : fit, answer.pick, answer.value));
  const id = /"(?:id|deviceSendTime)":"(\d+)"/.exec(question)?.[1] ?? "1";
  return { topic: answerTopic, payload: payload.replaceAll("@id", id) };
}
