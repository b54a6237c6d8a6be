/** What `canary run` shows holds no secret. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Mask } from "../../tools/mask.ts";

const PASSWORD = "43eb60cfc371b6af9abb7a11ab3abbbfa0019170";

const ROWS: readonly [what: string, shown: string, masked: string][] = [
  ["the password of a login", `AT+MCONFIG="D001|x|","D001&a1","${PASSWORD}"`, 'AT+MCONFIG="D001|x|","D001&a1","***"'],
  ["the same, echoed later", `echo ${PASSWORD}.`, "echo ***."],
  ["a part of it, where a line was cut", `cfc371b6af9abb7a", rest`, '***", rest'],
  ["the same in capitals", PASSWORD.toUpperCase(), "***"],
  ["the APN's password", 'AT+CSTT="CMNET","user","hush"', 'AT+CSTT="CMNET","user","***"'],
  ["an APN without one", 'AT+CSTT="CMNET","",""', 'AT+CSTT="CMNET","",""'],
  ["other hexadecimal digits", "sha256 aa1bea4ffa44fdbd589905d07a1eaa01", "sha256 aa1bea4ffa44fdbd589905d07a1eaa01"],
  ["ordinary lines", "AT+CSQ", "AT+CSQ"],
];

test("secrets in lines", () => {
  const mask = new Mask();
  for (const [what, shown, masked] of ROWS) assert.equal(mask.text(shown), masked, what);
});

test("the device's secret in words", () => {
  const mask = new Mask();
  mask.learn("0123456789abcdef");
  mask.learn("ab");
  mask.learn(undefined);
  assert.equal(mask.words("login of D001 with 0123456789abcdef failed, about"), "login of D001 with *** failed, about");
});
