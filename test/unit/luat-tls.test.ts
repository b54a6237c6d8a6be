/** TLS by the modem, over a wire: its settings, the certificate in its files, and what an open that fails means (facts: modem section 14). */
import assert from "node:assert/strict";
import { test } from "node:test";
import { crc32 } from "node:zlib";
import { rowOf } from "../../src/link/states.ts";
import { certificateCommands } from "../../src/modem/luat/certificate.ts";
import { commandsOf } from "../../src/modem/luat/commands.ts";
import { tlsCommands } from "../../src/modem/luat/tls.ts";
import { answersOf, line, OK } from "./air202.ts";
import { APN, openLuat, SESSION } from "./parts.ts";

const PEM = `-----BEGIN CERTIFICATE-----\n${"QUJD".repeat(300)}\n-----END CERTIFICATE-----\n`;
const fileOf = (pem: string) => `canary-${crc32(pem).toString(16)}.pem`;
const FILE = fileOf(PEM);

type Changed = { readonly [text: string]: string | null };
interface Wire {
  readonly ca?: string | undefined;
  readonly isTls?: boolean;
  readonly changed?: Changed;
  /** How a size is told. */
  readonly tells?: (bytes: number) => string;
  /** What becomes of the bytes that are written. */
  readonly keeps?: (bytes: string) => string;
}

/** An Air202 with files. */
function openFiles({
  ca,
  isTls = true,
  changed = {},
  tells = (bytes) => `+FSFLSIZE: ${bytes}`,
  keeps = (b) => b,
}: Wire = {}) {
  const wire = { ca };
  const bench = openLuat({}, { ...SESSION, isTls }, () => wire.ca);
  const files = new Map<string, string>();
  let writing: string | undefined;
  const plain = answersOf({ "AT+SSLMIPSTART": OK + line("CONNECT OK"), ...changed });
  bench.uart.respond = (bytes) => {
    if (writing !== undefined) {
      files.set(writing, keeps(bytes));
      writing = undefined;
      return OK;
    }
    const [, command = "", name = ""] = /^AT\+(FS\w+)="([^"]+)"/.exec(bytes) ?? [];
    if (!command || `AT+${command}` in changed) return plain(bytes);
    const has = files.has(name);
    if (command === "FSFLSIZE") return has ? line(tells((files.get(name) ?? "").length)) + OK : line("ERROR");
    if (command === "FSCREATE" && !has) files.set(name, "");
    else if (command === "FSDEL" && has) files.delete(name);
    else if (command === "FSWRITE" && has) writing = name;
    else return line("ERROR");
    return command === "FSWRITE" ? "\r\n>" : OK;
  };
  const said = () => bench.uart.take().map((text) => text.replace(/\r$/, ""));
  return { ...bench, wire, files, said };
}

const HOST = `"${SESSION.host}"`;
const settings = (level: readonly string[]) => [
  'AT+SSLCFG="sslversion",88,3',
  'AT+SSLCFG="ciphersuite",88,0xFFFF',
  'AT+SSLCFG="negotiatetimeout",88,40',
  'AT+SSLCFG="ignorelocaltime",88,1',
  `AT+SSLCFG="hostname",88,${HOST}`,
  ...level,
];
const CHECKED = settings([
  'AT+SSLCFG="seclevel",88,1',
  'AT+SSLCFG="verifymode",88,0',
  `AT+SSLCFG="cacert",88,"${FILE}"`,
]);
const UNCHECKED = settings(['AT+SSLCFG="seclevel",88,0']);
const SIZE = `AT+FSFLSIZE="${FILE}"`;
const WRITTEN = [`AT+FSDEL="${FILE}"`, `AT+FSCREATE="${FILE}"`, `AT+FSWRITE="${FILE}",0,${PEM.length},5`, PEM, SIZE];
/** What MCONFIG says before what it says without TLS. */
const before = (said: readonly string[]) => said.slice(0, said.indexOf("AT+MQTTMSGSET=0"));

test("the state that says all of it outlasts its commands", () => {
  const commands = [
    ...certificateCommands(FILE, PEM),
    ...tlsCommands(88, "h", FILE),
    ...commandsOf("MCONFIG", SESSION, APN, true),
  ];
  const longestMs = commands.reduce((sum, { timeoutMs }) => sum + timeoutMs, 0);
  assert.ok(longestMs < rowOf("MCONFIG").deadlineS * 1000, `${longestMs} ms`);
});

test("without TLS nothing of it is said, whatever certificate there is", () => {
  const { step, said } = openFiles({ isTls: false, ca: PEM });
  assert.equal(step("MCONFIG"), "");
  assert.deepEqual(before(said()), []);
  assert.equal(step("MIPSTART"), "");
  assert.deepEqual(said(), [`AT+MIPSTART=${HOST},1883`]);
});

for (const ca of [undefined, ""]) {
  test(`TLS with ${ca === "" ? "an empty" : "no"} certificate: the server is not checked`, () => {
    const { step, said } = openFiles({ ca });
    assert.equal(step("MCONFIG"), "");
    assert.deepEqual(before(said()), UNCHECKED);
    assert.equal(step("MIPSTART"), "");
    assert.deepEqual(said(), [`AT+SSLMIPSTART=${HOST},1883`]);
  });
}

test("TLS where nobody says what a certificate is: the server is not checked", () => {
  const bench = openLuat({}, { ...SESSION, isTls: true });
  bench.uart.respond = answersOf();
  assert.equal(bench.step("MCONFIG"), "");
  assert.ok(bench.uart.take().includes('AT+SSLCFG="seclevel",88,0\r'));
});

test("a certificate is written once, byte for byte, and the server is checked by it", () => {
  const { step, said, files } = openFiles({ ca: PEM });
  assert.equal(step("MCONFIG"), "");
  assert.deepEqual(before(said()), [SIZE, ...WRITTEN, ...CHECKED]);
  assert.equal(files.get(FILE), PEM);
  assert.equal(step("MCONFIG"), "");
  assert.deepEqual(
    before(said()),
    [SIZE, ...CHECKED],
    "its settings last no longer than the modem's power; the file does",
  );
});

test("another certificate is another file", () => {
  const { step, said, wire, files } = openFiles({ ca: PEM });
  step("MCONFIG");
  wire.ca = PEM.replace("QUJD", "QUJE");
  said();
  assert.equal(step("MCONFIG"), "");
  assert.ok(said().includes(`AT+SSLCFG="cacert",88,"${fileOf(wire.ca)}"`));
  assert.deepEqual([...files.keys()], [FILE, fileOf(wire.ca)]);
});

for (const tells of ["+FSFLSIZE: #", "+FSFLSIZE:#", "#", `+FSFLSIZE: "${FILE}": #`]) {
  test(`a size told as ${tells}`, () => {
    const { step, said } = openFiles({ ca: PEM, tells: (bytes) => tells.replace("#", String(bytes)) });
    for (let i = 0; i < 2; i++) assert.equal(step("MCONFIG"), "");
    assert.equal(said().filter((text) => text === PEM).length, 1, "written once");
  });
}

const FAILURES: readonly (readonly [what: string, wire: Wire, result: string])[] = [
  ["a file that is cut", { keeps: (bytes) => bytes.slice(1) }, "certificate not kept"],
  ["a file system that is full", { changed: { "AT+FSWRITE": line("ERROR") } }, "ERROR"],
  [
    "a firmware without files",
    { changed: { "AT+FSFLSIZE": line("ERROR"), "AT+FSCREATE": line("+CME ERROR: 4") } },
    "+CME ERROR: 4",
  ],
  ["a size that is told by nobody", { changed: { "AT+FSFLSIZE": line("ERROR") } }, "ERROR"],
  ["data that are not taken in time", { changed: { "AT+FSWRITE": line("TimeOut") } }, "timeout"],
  ["a check that the firmware does not know", { changed: { 'AT+SSLCFG="seclevel",88,1': line("ERROR") } }, "ERROR"],
  [
    "a root that it does not take",
    { changed: { [`AT+SSLCFG="cacert",88,"${FILE}"`]: line("+CME ERROR: 53") } },
    "+CME ERROR: 53",
  ],
];
for (const [what, wire, result] of FAILURES) {
  test(`MCONFIG with ${what}: ${result}, and no session goes unchecked`, () => {
    const { step, said } = openFiles({ ca: PEM, ...wire });
    assert.equal(step("MCONFIG"), result);
    assert.ok(!said().some((text) => text.startsWith("AT+MCONFIG=")), "the login was told all the same");
  });
}

for (const text of CHECKED.filter((text) => !/seclevel|cacert/.test(text))) {
  test(`MCONFIG goes on when ${text.split(",")[0]} is unknown`, () => {
    assert.equal(openFiles({ ca: PEM, changed: { [text]: line("ERROR") } }).step("MCONFIG"), "");
  });
}

test("without a certificate MCONFIG goes on with a firmware that has no such settings", () => {
  assert.equal(openFiles({ changed: { "AT+SSLCFG": line("+CME ERROR: 811") } }).step("MCONFIG"), "");
});

const OPENS: readonly (readonly [answer: string, result: string])[] = [
  [OK + line("CONNECT FAIL"), "CONNECT FAIL"],
  [OK + line("STATE: IP STATUS") + line("CONNECT FAIL"), "CONNECT FAIL"],
  [OK + line("ALREADY CONNECT"), "ALREADY CONNECT"],
  [line("ERROR"), "ERROR"],
];
for (const [answer, result] of OPENS) {
  test(`SSLMIPSTART: ${result}`, () => {
    assert.equal(openFiles({ ca: PEM, changed: { "AT+SSLMIPSTART": answer } }).step("MIPSTART"), result);
  });
}

test("a file that opens no link is written anew, once: its bytes may have been lost on the way", () => {
  const { step, said } = openFiles({ ca: PEM, changed: { "AT+SSLMIPSTART": OK + line("CONNECT FAIL") } });
  const writes = [0, 1, 2, 3].map(() => {
    step("MCONFIG");
    const texts = said();
    assert.equal(step("MIPSTART"), "CONNECT FAIL");
    said();
    return texts.filter((text) => text === PEM).length;
  });
  assert.deepEqual(writes, [1, 1, 0, 0]);
});

test("a file that has opened a link is not written anew when the next fails", () => {
  const bench = openFiles({ ca: PEM });
  const { step, said, uart } = bench;
  assert.deepEqual([step("MCONFIG"), step("MIPSTART")], ["", ""]);
  said();
  const plain = uart.respond;
  uart.respond = (bytes) => (bytes.startsWith("AT+SSLMIPSTART") ? OK + line("CONNECT FAIL") : plain(bytes));
  assert.equal(step("MIPSTART"), "CONNECT FAIL");
  uart.respond = plain;
  said();
  assert.equal(step("MCONFIG"), "");
  assert.ok(!said().includes(PEM));
});
