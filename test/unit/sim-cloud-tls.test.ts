/** TLS over real sockets: what the virtual modem brings to a handshake with a real server. */
import assert from "node:assert/strict";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { createServer } from "node:tls";
import { generate, parser } from "mqtt-packet";
import { TcpNetwork } from "../../sim/cloud/tcp-network.ts";
import { RSA_SUITES, type TlsOffer } from "../../sim/cloud/tls.ts";
import { selfSigned } from "./self-signed.ts";
import { atEnd, broker, freePort, newPlatform } from "./sim-cloud-sockets.ts";

const DAY_MS = 86_400_000;
const FROM_MS = Date.UTC(2020, 0, 1);
const TO_MS = Date.UTC(2099, 0, 1);
const NOW_MS = Date.UTC(2026, 0, 1);
const OWN = selfSigned("broker.example", FROM_MS, TO_MS);
const OTHER = selfSigned("other.example", FROM_MS, TO_MS);

const OFFER: TlsOffer = { versions: ["TLS1.2"], suites: RSA_SUITES, trustsAs: "root" };

/** Answers CONNECT; `names` are the SNI it was asked for. */
async function server() {
  const names: (string | false | null)[] = [];
  const tls = createServer({ ...OWN, maxVersion: "TLSv1.2", ciphers: "DEFAULT:@SECLEVEL=0" }, (socket) => {
    names.push(socket.servername);
    const reader = parser();
    reader.on("packet", () => socket.write(generate({ cmd: "connack", returnCode: 0, sessionPresent: false })));
    socket.on("data", (bytes) => reader.parse(bytes));
    socket.on("error", () => {});
  });
  tls.on("tlsClientError", () => {});
  await new Promise<void>((done) => tls.listen(0, "127.0.0.1", done));
  atEnd(() => new Promise((done) => tls.close(done)));
  return { address: { host: "127.0.0.1", port: (tls.address() as AddressInfo).port }, names };
}

type Address = { readonly host: string; readonly port: number };

/** The first thing that is told, and CONNACK where it opens. */
function outcome(address: Address, tls: TlsOffer | undefined, openTimeoutMs = 5000): Promise<string> {
  const network = new TcpNetwork({ resolve: () => address, openTimeoutMs });
  atEnd(() => network.shutDown());
  return new Promise((told) => {
    const connection = network.open(
      "broker.example",
      8883,
      {
        opened: () =>
          connection.send({ cmd: "connect", protocolId: "MQTT", clientId: "id", clean: true, keepalive: 60 }),
        failed: (why) => told(`failed ${why}`),
        packet: ({ cmd }) => told(cmd),
        closed: () => told("closed"),
      },
      tls,
    );
  });
}

const ROWS: readonly (readonly [what: string, change: Partial<TlsOffer>, told: string])[] = [
  ["no check", {}, "connack"],
  ["its own root", { trusts: OWN.cert, nowMs: NOW_MS }, "connack"],
  ["another root", { trusts: OTHER.cert, nowMs: NOW_MS }, "failed tls"],
  ["no root at all", { trusts: "" }, "failed tls"],
  ["a file that is no certificate", { trusts: "-----BEGIN CERTIFICATE-----\nca\n" }, "failed tls"],
  ["an unset clock", { trusts: OWN.cert, nowMs: Date.UTC(2000, 0, 1) }, "failed tls"],
  ["a day too late", { trusts: OWN.cert, nowMs: TO_MS + DAY_MS }, "failed tls"],
  ["no clock looked at", { trusts: OWN.cert }, "connack"],
  ["as its issuer", { trusts: OWN.cert, trustsAs: "issuer", nowMs: NOW_MS }, "connack"],
  ["a version nobody speaks any more", { versions: ["SSL3"] }, "failed tls"],
  ["all versions", { versions: ["SSL3", "TLS1.0", "TLS1.1", "TLS1.2"] }, "connack"],
  ["no suite in common", { suites: [0x0004] }, "failed tls"],
];

for (const [what, change, told] of ROWS) {
  test(`a handshake with ${what}: ${told}`, async () => {
    const { address } = await server();
    assert.equal(await outcome(address, { ...OFFER, ...change }), told);
  });
}

test("the server hears the name that was asked for, if any", async () => {
  const { address, names } = await server();
  await outcome(address, { ...OFFER, serverName: "broker.example" });
  await outcome(address, OFFER);
  assert.deepEqual(names, ["broker.example", false]);
});

test("plain TCP to TLS, TLS to plain TCP, and nobody there", async () => {
  const { address } = await server();
  assert.equal(await outcome(address, undefined), "closed");
  const plain = await broker(newPlatform());
  assert.equal(await outcome(plain, OFFER), "failed tls");
  assert.equal(await outcome({ host: "127.0.0.1", port: await freePort() }, OFFER), "failed refused");
});
