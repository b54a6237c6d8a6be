/** TLS and the modem's files (facts 14): command tables, what a handshake depends on, what outlives a restart. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { LoginRequest } from "../../sim/cloud/login.ts";
import { Platform } from "../../sim/cloud/platform.ts";
import type { TlsListener } from "../../sim/cloud/tls.ts";
import { OWN_ROOT, SHARED_ROOT, TLS_PORTS } from "../../sim/cloud/tls-ports.ts";
import { VirtualNetwork } from "../../sim/cloud/virtual-network.ts";
import { DEFAULT_EPOCH_MS } from "../../sim/modem/options.ts";
import { Bench, type BenchOptions, cme, ERROR, line, OK } from "./sim-modem-bench.ts";

const YEAR_MS = 365 * 24 * 3_600_000;
const ROOT = OWN_ROOT;
const LISTENER: TlsListener = {
  root: ROOT,
  notBeforeMs: DEFAULT_EPOCH_MS - YEAR_MS,
  notAfterMs: DEFAULT_EPOCH_MS + YEAR_MS,
};

type Row = readonly [command: string, reply: string];

function table(name: string, rows: readonly Row[], options: BenchOptions = {}): void {
  test(name, () => {
    const bench = new Bench("air780e", "attached", options);
    for (const [command, reply] of rows) assert.equal(bench.say(command), reply, command);
  });
}

function put(bench: Bench, name: string, content: string): void {
  assert.equal(bench.say(`AT+FSCREATE="${name}"`), OK);
  assert.equal(bench.say(`AT+FSWRITE="${name}",0,${content.length},10`, 200), "\r\n>");
  bench.modem.receive(content);
  assert.equal(bench.wait(200), OK, `${name} is written`);
}

table("SSLCFG (14)", [
  ['AT+SSLCFG="sslversion",88,3', OK],
  ['AT+SSLCFG="sslversion",88', line('+SSLCFG: "sslversion",88,3') + OK],
  ['AT+SSLCFG="sslversion",153', line('+SSLCFG: "sslversion",153,1') + OK],
  ['AT+SSLCFG="sslversion",88,5', ERROR],
  ['AT+SSLCFG="sslversion",88,"3"', ERROR],
  ['AT+SSLCFG="sslversion",6,3', ERROR],
  ["AT+SSLCFG=sslversion,88,3", ERROR],
  ['AT+SSLCFG="version",88,3', ERROR],
  ['AT+SSLCFG="ciphersuite",88,0xFFFF', OK],
  ['AT+SSLCFG="ciphersuite",88,0x0035', OK],
  ['AT+SSLCFG="ciphersuite",88,0xC02F', ERROR],
  ['AT+SSLCFG="ciphersuite",88,35', ERROR],
  ['AT+SSLCFG="seclevel",88,2', OK],
  ['AT+SSLCFG="seclevel",88,3', ERROR],
  ['AT+SSLCFG="cacert",88,"ca.crt"', OK],
  ['AT+SSLCFG="cacert",88', line('+SSLCFG: "cacert",88,"ca.crt"') + OK],
  ['AT+SSLCFG="cacert",88,', OK],
  ['AT+SSLCFG="cacert",88', line('+SSLCFG: "cacert",88,""') + OK],
  ['AT+SSLCFG="cacert",88,ca.crt', ERROR],
  [`AT+SSLCFG="cacert",88,"${"c".repeat(65)}"`, ERROR],
  ['AT+SSLCFG="hostname",88,"broker.example"', OK],
  ['AT+SSLCFG="ignorelocaltime",88,1', OK],
  ['AT+SSLCFG="negotiatetimeout",88,9', ERROR],
  ['AT+SSLCFG="negotiatetimeout",88,301', ERROR],
  ['AT+SSLCFG="negotiatetimeout",88,10', OK],
  ['AT+SSLCFG="verifymode",88,2', ERROR],
  ['AT+SSLCFG="verifymode",88,1', OK],
]);

table("files (14)", [
  ['AT+FSFLSIZE="ca.crt"', ERROR],
  ['AT+FSWRITE="ca.crt",0,3,10', ERROR],
  ['AT+FSDEL="ca.crt"', ERROR],
  ['AT+FSREAD="ca.crt",0,3,0', ERROR],
  ['AT+FSCREATE="ca.crt"', OK],
  ['AT+FSCREATE="ca.crt"', ERROR],
  [`AT+FSCREATE="${"n".repeat(64)}"`, OK],
  [`AT+FSCREATE="${"n".repeat(65)}"`, ERROR],
  ['AT+FSCREATE=""', ERROR],
  ["AT+FSCREATE=bare.crt", OK],
  ['AT+FSFLSIZE="ca.crt"', line("+FSFLSIZE: 0") + OK],
  ['AT+FSWRITE="ca.crt",2,3,10', ERROR],
  ['AT+FSWRITE="ca.crt",0,0,10', ERROR],
  ['AT+FSWRITE="ca.crt",0,10241,10', ERROR],
  ['AT+FSWRITE="ca.crt",0,3,0', ERROR],
  ['AT+FSWRITE="ca.crt",0,3', ERROR],
  ['AT+FSDEL="ca.crt"', OK],
  ['AT+FSDEL="ca.crt"', ERROR],
]);

test("FSWRITE: exact count, from the start or behind the end, TimeOut, no room", () => {
  const bench = new Bench("air780e", "attached");
  const write = (head: string, data: string, ms = 200) => {
    assert.equal(bench.say(`AT+FSWRITE="f",${head}`, 200), "\r\n>", head);
    bench.modem.receive(data);
    return bench.wait(ms);
  };
  put(bench, "f", 'a\r\n"\x00>');
  assert.equal(write("1,2,10", "bc"), OK);
  assert.equal(bench.say('AT+FSREAD="f",0,100,0'), `\r\na\r\n"\x00>bc${OK}`);
  assert.equal(bench.say('AT+FSREAD="f",1,100,6'), `\r\nbc${OK}`);
  assert.equal(bench.say('AT+FSREAD="f",1,100,8'), ERROR);
  assert.equal(write("0,2,10", "xy"), OK);
  assert.equal(bench.say('AT+FSREAD="f",0,100,0'), `\r\nxy\n"\x00>bc${OK}`, "what was longer stays");
  assert.equal(write("0,4,2", "123", 1700), "");
  assert.equal(bench.wait(300), line("TimeOut"));
  assert.equal(bench.say('AT+FSFLSIZE="f"'), line("+FSFLSIZE: 8") + OK);
  bench.modem.fault("fileFull");
  assert.equal(write("0,2,10", "no"), ERROR);
  assert.equal(write("0,2,10", "ok"), OK);
  const settings = { fileSystemBytes: 10, fswriteTruncates: true, fscreateAgain: "OK" } as const;
  const small = new Bench("air780e", "attached", { settings });
  put(small, "f", "0123456789");
  assert.equal(small.say('AT+FSCREATE="f"'), OK);
  put(small, "f", "012345678");
  small.say('AT+FSWRITE="f",0,1,10', 200);
  small.modem.receive("x");
  small.wait(200);
  assert.equal(small.say('AT+FSFLSIZE="f"'), line("+FSFLSIZE: 1") + OK);
  assert.equal(small.say('AT+FSCREATE="g"'), OK);
  small.say('AT+FSWRITE="g",0,10,10', 200);
  small.modem.receive("0123456789");
  assert.equal(small.wait(200), ERROR, "no room for both");
});

test("files outlive restart and power cut, SSLCFG does not", () => {
  for (const restart of [
    (bench: Bench) => bench.say("AT+RESET", 30_000),
    (bench: Bench) => {
      bench.modem.supply(false);
      bench.modem.supply(true);
      bench.press();
      bench.wait(30_000);
    },
  ]) {
    const bench = new Bench("air780e", "attached");
    put(bench, "ca.crt", "abc");
    assert.equal(bench.say('AT+SSLCFG="cacert",88,"ca.crt"'), OK);
    restart(bench);
    bench.say("ATE0");
    assert.equal(bench.say('AT+SSLCFG="cacert",88'), line('+SSLCFG: "cacert",88,""') + OK);
    assert.equal(bench.say('AT+FSREAD="ca.crt",0,10,0'), `\r\nabc${OK}`);
    assert.deepEqual([bench.modem.file("ca.crt"), bench.modem.file("other")], ["abc", undefined]);
  }
});

test("2G has no TLS settings and no files; 8910 has both", () => {
  const old = new Bench("air202", "attached");
  for (const command of ['AT+SSLCFG="seclevel",88,0', 'AT+FSCREATE="f"']) assert.equal(old.say(command), ERROR);
  const newer = new Bench("air724", "attached");
  for (const command of ['AT+SSLCFG="seclevel",88,0', 'AT+FSCREATE="f"']) assert.equal(newer.say(command), OK);
});

test("what SSLCFG says is what the handshake brings", () => {
  const settings = { sslSendsName: true };
  const bench = new Bench("air780e", "configured", { settings });
  put(bench, "ca.crt", ROOT);
  const offered = (...values: readonly string[]) => {
    for (const value of values) assert.equal(bench.say(`AT+SSLCFG=${value}`), OK, value);
    assert.equal(bench.say('AT+SSLMIPSTART="h",8883'), OK + line("CONNECT OK"));
    bench.say("AT+MIPCLOSE");
    bench.say("AT+MCONFIG=id");
    return bench.broker.tls;
  };
  assert.deepEqual(offered()?.versions, ["TLS1.0"]);
  assert.equal(offered()?.trusts, "");
  assert.ok(Math.abs((offered()?.nowMs ?? 0) - DEFAULT_EPOCH_MS) < 600_000);
  assert.deepEqual(
    offered(
      '"sslversion",88,4',
      '"ciphersuite",88,0x002F',
      '"cacert",88,"ca.crt"',
      '"hostname",88,"h.example"',
      '"ignorelocaltime",88,1',
      '"verifymode",88,1',
    ),
    {
      versions: ["SSL3", "TLS1.0", "TLS1.1", "TLS1.2"],
      suites: [0x2f],
      trustsAs: "issuer",
      serverName: "h.example",
      trusts: ROOT,
    },
  );
  assert.equal(offered('"seclevel",88,0')?.trusts, undefined);
  assert.equal(bench.say('AT+MIPSTART="h",1883'), OK + line("CONNECT OK"));
  assert.equal(bench.broker.tls, undefined);
});

const HOST = "broker.example";
/** Enough for a server that is known. */
const GOOD = ['"sslversion",88,3', '"seclevel",88,1', '"cacert",88,"ca.crt"'];

function atBroker(listener: TlsListener, options: BenchOptions = {}) {
  const logins: LoginRequest[] = [];
  const networkOf: BenchOptions["networkOf"] = (clock) => {
    const platform = new Platform({ clock: { nowMs: () => clock.nowMs }, devices: [] });
    const login = platform.login.bind(platform);
    platform.login = (request) => {
      logins.push(request);
      return login(request);
    };
    return new VirtualNetwork({ clock, hosts: { [HOST]: platform }, tls: { ...TLS_PORTS, 8883: listener } });
  };
  return { bench: new Bench("air780e", "configured", { ...options, networkOf }), logins };
}

interface Case {
  readonly what: string;
  readonly listener?: Partial<TlsListener>;
  readonly set?: readonly string[];
  readonly file?: string;
  readonly options?: BenchOptions;
  readonly port?: number;
  readonly opens: boolean;
}

const CASES: readonly Case[] = [
  { what: "nothing set", set: [], opens: false },
  { what: "a root that fits", opens: true },
  { what: "a root with other line breaks", file: ROOT.replaceAll("\n", "\r\n"), opens: true },
  { what: "another root", file: SHARED_ROOT, opens: false },
  { what: "no certificate in the file", file: "ca", opens: false },
  { what: "a truncated file", file: ROOT.slice(0, -30), opens: false },
  { what: "a file that is not there", set: [...GOOD, '"cacert",88,"other.crt"'], opens: false },
  { what: "no check asked for", set: ['"sslversion",88,3', '"seclevel",88,0'], file: SHARED_ROOT, opens: true },
  { what: "settings of another context", set: GOOD.map((value) => value.replace("88", "0")), opens: false },
  { what: "an old version", set: [...GOOD, '"sslversion",88,0'], opens: false },
  { what: "all versions", set: [...GOOD, '"sslversion",88,4'], opens: true },
  { what: "a server of TLS 1.2 only", set: GOOD.slice(1), listener: { versions: ["TLS1.2"] }, opens: false },
  { what: "a suite the server has not", set: [...GOOD, '"ciphersuite",88,0x0005'], opens: false },
  { what: "a server of ECDHE only", listener: { suites: [0xc02f] }, opens: false },
  {
    what: "a server of ECDHE only, newer firmware",
    listener: { suites: [0xc02f] },
    options: { settings: { sslHasEcdhe: true } },
    opens: true,
  },
  { what: "a shared address", listener: { needsName: HOST }, opens: false },
  {
    what: "its name not sent before V1161",
    listener: { needsName: HOST },
    set: [...GOOD, `"hostname",88,"${HOST}"`],
    opens: false,
  },
  {
    what: "its name sent",
    listener: { needsName: HOST },
    set: [...GOOD, `"hostname",88,"${HOST}"`],
    options: { settings: { sslSendsName: true } },
    opens: true,
  },
  { what: "an issuer taken for a root", listener: { issuer: SHARED_ROOT }, file: SHARED_ROOT, opens: false },
  {
    what: "an issuer by verifymode",
    listener: { issuer: SHARED_ROOT },
    file: SHARED_ROOT,
    set: [...GOOD, '"verifymode",88,1'],
    opens: true,
  },
  { what: "no client certificate", listener: { needsClient: true }, opens: false },
  {
    what: "a client certificate",
    listener: { needsClient: true },
    set: [...GOOD, '"seclevel",88,2', '"clientcert",88,"ca.crt"', '"clientkey",88,"ca.crt"'],
    opens: true,
  },
  {
    what: "a client certificate without a key",
    listener: { needsClient: true },
    set: [...GOOD, '"seclevel",88,2', '"clientcert",88,"ca.crt"'],
    opens: false,
  },
  { what: "expired", listener: { notAfterMs: DEFAULT_EPOCH_MS }, opens: false },
  { what: "the modem's clock unset", options: { settings: { nitz: false } }, opens: false },
  {
    what: "the modem's clock unset, and not looked at",
    options: { settings: { nitz: false } },
    set: [...GOOD, '"ignorelocaltime",88,1'],
    opens: true,
  },
  { what: "a port of plain TCP", port: 443, opens: false },
  { what: "the platform's port of both", port: 1883, file: SHARED_ROOT, opens: true },
];

for (const { what, listener, set = GOOD, file = ROOT, options, port = 8883, opens } of CASES) {
  test(`SSLMIPSTART: ${what} ${opens ? "opens" : "fails"}`, () => {
    const { bench } = atBroker({ ...LISTENER, ...listener }, options);
    put(bench, "ca.crt", file);
    for (const value of set) assert.equal(bench.say(`AT+SSLCFG=${value}`), OK, value);
    const failed = line("STATE: IP STATUS") + line("CONNECT FAIL");
    assert.equal(bench.say(`AT+SSLMIPSTART="${HOST}",${port}`), OK + (opens ? line("CONNECT OK") : failed));
    if (opens) assert.equal(bench.say('AT+MIPSTART="h",1883', 500), OK + line("ALREADY CONNECT"));
  });
}

test("SSLMIPSTART needs the bearer, a login and the air, as MIPSTART does", () => {
  assert.equal(new Bench("air202", "attached").say('AT+SSLMIPSTART="h",8883'), cme(3));
  const bench = new Bench("air202", "attached");
  bench.say("AT+MCONFIG=id");
  assert.equal(bench.say('AT+SSLMIPSTART="h",8883'), cme(3));
  assert.equal(bench.say("AT+SSLMIPSTART=h"), ERROR);
  bench.say("AT+CFUN=4");
  assert.equal(bench.say('AT+SSLMIPSTART="h",8883'), cme(797));
});

test("the broker learns whether a login came over TLS", () => {
  for (const [command, port, tls] of [
    ["SSLMIPSTART", 8883, true],
    ["SSLMIPSTART", 1883, true],
    ["MIPSTART", 1883, false],
  ] as const) {
    const { bench, logins } = atBroker(LISTENER);
    for (const value of ['"sslversion",88,3', '"seclevel",88,0']) bench.say(`AT+SSLCFG=${value}`);
    assert.equal(bench.say(`AT+${command}="${HOST}",${port}`), OK + line("CONNECT OK"));
    bench.say("AT+MCONNECT=0,300");
    assert.deepEqual(
      logins.map((request) => request.tls),
      [tls],
      `${command} ${port}`,
    );
  }
});

test("MIPSTART to a port of TLS alone: TCP opens, and the login is met by silence or CLOSED", () => {
  for (const [plainMeets, reply] of [
    ["silence", OK],
    ["close", OK + line("CLOSED")],
  ] as const) {
    const { bench, logins } = atBroker({ ...LISTENER, plainMeets });
    assert.equal(bench.say(`AT+MIPSTART="${HOST}",8883`), OK + line("CONNECT OK"));
    assert.equal(bench.say("AT+MCONNECT=0,300", 60_000), reply, plainMeets);
    assert.deepEqual(logins, []);
  }
});

test("a handshake nobody answers lasts as long as negotiatetimeout lets it", () => {
  const bench = new Bench("air780e", "configured");
  bench.broker.opening = "never";
  bench.say('AT+SSLCFG="negotiatetimeout",88,10');
  assert.equal(bench.say('AT+SSLMIPSTART="h",8883', 29_000), OK);
  assert.match(bench.wait(2000), /CONNECT FAIL/);
});

test("https by context 153 (15)", () => {
  const origin = { answer: () => ({ status: 200, headers: {}, body: Buffer.from("hi"), delayMs: 0 }) };
  for (const [set, originTls, status] of [
    [['"sslversion",153,3', '"seclevel",153,0'], LISTENER, "200,2"],
    [['"sslversion",153,3', '"cacert",153,"ca.crt"'], LISTENER, "200,2"],
    [['"sslversion",153,3', '"cacert",153,"ca.crt"'], { ...LISTENER, root: SHARED_ROOT }, "605,0"],
    [['"sslversion",88,3', '"seclevel",88,0'], LISTENER, "605,0"],
    [['"sslversion",153,3', '"seclevel",153,0'], undefined, "605,0"],
  ] as const) {
    const bench = new Bench("air780e", "attached", { origin, ...(originTls && { originTls }) });
    put(bench, "ca.crt", ROOT);
    const before = [
      ...set.map((value) => `AT+SSLCFG=${value}`),
      'AT+SAPBR=3,1,"CONTYPE","GPRS"',
      "AT+SAPBR=1,1",
      "AT+HTTPINIT",
      'AT+HTTPPARA="CID",1',
      'AT+HTTPPARA="URL","https://h/x"',
      "AT+HTTPSSL=1",
    ];
    for (const command of before) assert.equal(bench.say(command), OK, command);
    assert.equal(bench.say("AT+HTTPACTION=0"), OK + line(`+HTTPACTION: 0,${status}`), set.join());
    bench.say("AT+HTTPSSL=0");
    assert.equal(bench.say("AT+HTTPACTION=0"), OK + line("+HTTPACTION: 0,605,0"), "https without HTTPSSL=1");
  }
});
