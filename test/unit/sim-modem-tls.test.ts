/** TLS by the modem (facts 14): what a handshake depends on, and what the broker learns of it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { LoginRequest } from "../../sim/cloud/login.ts";
import { Platform } from "../../sim/cloud/platform.ts";
import type { TlsListener } from "../../sim/cloud/tls.ts";
import { OWN_ROOT, SHARED_ROOT, TLS_PORTS } from "../../sim/cloud/tls-ports.ts";
import { VirtualNetwork } from "../../sim/cloud/virtual-network.ts";
import { DEFAULT_EPOCH_MS } from "../../sim/modem/options.ts";
import { Bench, type BenchOptions, cme, ERROR, line, OK, putFile } from "./sim-modem-bench.ts";

const YEAR_MS = 365 * 24 * 3_600_000;
const ROOT = OWN_ROOT;
const LISTENER: TlsListener = {
  root: ROOT,
  notBeforeMs: DEFAULT_EPOCH_MS - YEAR_MS,
  notAfterMs: DEFAULT_EPOCH_MS + YEAR_MS,
};

test("what SSLCFG says is what the handshake brings", () => {
  const settings = { sslSendsName: true };
  const bench = new Bench("air780e", "configured", { settings });
  putFile(bench, "ca.crt", ROOT);
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
    putFile(bench, "ca.crt", file);
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
    putFile(bench, "ca.crt", ROOT);
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
