/** What a platform says of each kind, and what stands in such a message where it has no business to. */

/** Stands in links and where a message has no business to bear a secret: the device must show it nowhere. */
export const MARK = "NoOneMaySeeThis";
export const PK = "a1EXAMPLE00";
export const SYS = `/sys/${PK}/D001`;
export const THING = `${SYS}/thing`;
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
/** `@n`: another one each time. */
const TASK = { taskId: "t-@n", status: "SENT", jobDocument: { service: "Explode", params: { Ppm: -1 } }, utcDue: "x" };

export const asked = (params: unknown, method = "thing.service.property.set") => ({
  id: "17",
  version: "1.0",
  method,
  params,
});
/** `@id`: of what the device has last asked there. */
export const replied = (data: unknown, code: unknown = 200) => ({ id: "@id", code, data, message: "success" });

/** What a message is like there before it is spoilt. */
export const KINDS: readonly (readonly [topic: string, message: unknown])[] = [
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
  [`${THING}/job/get_reply`, replied({ tasks: [TASK, { ...TASK, taskId: "u-@n", status: "QUEUED" }] })],
  [`${THING}/job/get_reply`, replied({ taskId: "t-@n", task: TASK })],
  [`${THING}/job/update_reply`, replied({ taskId: "t-@n" })],
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
export const RISKY: readonly (readonly [name: string, params: unknown])[] = [
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
export const ABSURD: readonly unknown[] = [
  ...[null, true, -1, 2 ** 31, -(2 ** 31), 2 ** 32, 2 ** 53, 1e21, 1e-9, "@huge", "", " ", "9".repeat(400)],
  ...["../../etc/passwd", "\u0000\u0001", "\ud800", "气体报警\u202e", "\u2028"],
  ...['"}]', "\\", "\r\nOK\r\n", "+MSUB:", "%s%n"],
  ...["__proto__", "constructor", "toString", "hasOwnProperty", "length", "on"],
  ...[`http://h/${"a".repeat(5000)}?${MARK}`, `http://u:${MARK}@h/`, "http://", "file:///x", 'http://h/"\r\nAT'],
  ...[[], {}, [[[[]]]], { toString: 1 }, { valueOf: null, toString: null }, { length: 2 ** 31 }, { on: 1, emit: 1 }],
  Array.from({ length: 300 }, () => "PowerSwitch"),
];
