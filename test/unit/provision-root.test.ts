/** A root certificate for the modem's TLS: what is taken and how, what is refused and why, and what is warned of. */
import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { test } from "node:test";
import { rootCertificates } from "node:tls";
import { loadBoard } from "../../build/boards.ts";
import { canOf } from "../../tools/abilities.ts";
import type { Repl } from "../../tools/device/repl.ts";
import { Fault } from "../../tools/fault.ts";
import type { Device } from "../../tools/provision/device.ts";
import { GLOBALSIGN_R1 } from "../../tools/provision/globalsign-r1.ts";
import { R1, readRoot, rootIn, rootWarnings, shownRoot } from "../../tools/provision/root.ts";
import { planRoot } from "../../tools/provision/root-file.ts";
import { TEST_LEAF, TEST_ROOT } from "./test-certificates.ts";

test("GlobalSign R1 is the one that its issuer tells the digest of", () => {
  const { fingerprint256, ca, subject } = new X509Certificate(GLOBALSIGN_R1);
  assert.equal(fingerprint256.replaceAll(":", ""), "EBD41040E4BB3EC742C9E381D31EF2A41A48B6685C96E7CEF3C1DF6CD4331C99");
  assert.ok(ca, subject);
  assert.equal(shownRoot(readRoot(R1)), "GlobalSign Root CA, until 2028-01-28");
});

const TAKEN: readonly (readonly [what: string, text: string])[] = [
  ["as it is", TEST_ROOT],
  ["with CR LF", TEST_ROOT.replaceAll("\n", "\r\n")],
  ["with words around it", `Test Root\n=========\n${TEST_ROOT}\nMore.`],
  ["without its last line end", TEST_ROOT.trimEnd()],
  ["with blanks at the ends of lines", TEST_ROOT.replaceAll("\n", " \n")],
];
for (const [what, text] of TAKEN) {
  test(`taken ${what}, and always written alike`, () => {
    const root = rootIn(text, "ca.pem");
    assert.deepEqual([root.pem, shownRoot(root)], [TEST_ROOT, "Test Root, until 2053-09-27"]);
  });
}

const LONG = rootCertificates.find((pem) => pem.length > 2000) ?? "";
const KEY = "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEINXU\n-----END EC PRIVATE KEY-----\n";
const REFUSED: readonly (readonly [what: string, text: string, says: RegExp])[] = [
  ["nothing", "", /there is no certificate in it as PEM text/],
  ["a DER file", "0\x82\x03\x75", /no certificate in it as PEM text.*openssl x509 -inform der/],
  ["a public key", "-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----\n", /there is no certificate/],
  ["a key beside it", `${TEST_ROOT}${KEY}`, /there is a private key in it/],
  ["a chain", `${TEST_LEAF}${TEST_ROOT}`, /it has 2 certificates/],
  ["one that is cut", TEST_ROOT.replace(/\n.{64}\n/, "\n"), /can't be read .* was it cut\?/],
  ["one without an end", TEST_ROOT.replace("-----END", ""), /there is no certificate/],
  ["a server's own", TEST_LEAF, /Test Root is no CA/],
  ["one that is too long", LONG, /it has \d+ bytes, and the device takes 2000/],
];
for (const [what, text, says] of REFUSED) {
  test(`refused: ${what}`, () => {
    assert.throws(
      () => rootIn(text, "my.pem"),
      (error) => {
        assert.ok(error instanceof Fault, String(error));
        assert.match(error.message, says);
        assert.match(error.message, /^my\.pem can't be the root certificate: .* Nothing was written\.$/);
        return error.exitCode === 2;
      },
    );
  });
}

test("a file that is not there", () => {
  assert.throws(
    () => readRoot("/nowhere/ca.pem"),
    /can't read the root certificate from \/nowhere\/ca\.pem \(ENOENT\)/,
  );
});

test("a board whose firmware has no TLS is refused, before anything is read of it", async () => {
  const boardFile = await loadBoard(process.cwd(), "pico");
  const device = { can: canOf(boardFile), boardFile } as unknown as Device;
  await assert.rejects(planRoot({} as Repl, device, {}, readRoot(R1)), /The firmware for Espruino Pico has no TLS/);
  assert.deepEqual((await planRoot({} as Repl, device, {}, undefined)).warnings, []);
});

const r1 = readRoot(R1);
const own = rootIn(TEST_ROOT, "ca.pem");
const WARNED: readonly (readonly [what: string, warnings: readonly string[], says: readonly RegExp[]])[] = [
  ["R1 three years before its end", rootWarnings(r1, 1883, Date.UTC(2025, 0, 28, 11)), []],
  ["R1 from three years before it on", rootWarnings(r1, 1883, Date.UTC(2025, 0, 28, 13)), [/CA ends on 2028-01-28/]],
  ["R1 after its end", rootWarnings(r1, 1883, Date.UTC(2028, 1, 1)), [/CA has ended on 2028-01-28/]],
  ["R1 at the port of the platform's own root", rootWarnings(r1, 8883, 0), [/8883 have a root of their own/]],
  ["another at that port", rootWarnings(own, 8883, 0), []],
];
for (const [what, warnings, says] of WARNED) {
  test(`warned of: ${what}`, () => {
    assert.equal(warnings.length, says.length, warnings.join("\n"));
    for (const [i, pattern] of says.entries()) assert.match(warnings[i] ?? "", pattern);
  });
}
