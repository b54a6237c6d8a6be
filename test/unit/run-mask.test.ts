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
  [
    "an access token, the user's name without a password, beside a will",
    'AT+MCONFIG="D001","t0ken-of-D001","",1,1,"gas/D001/availability","offline"',
    'AT+MCONFIG="D001","***","",1,1,"gas/D001/availability","offline"',
  ],
  ["no login at all", 'AT+MCONFIG="D001","",""', 'AT+MCONFIG="D001","",""'],
  ["the APN's password", 'AT+CSTT="CMNET","user","hush"', 'AT+CSTT="CMNET","user","***"'],
  [
    "typed in code",
    'canary.at("AT+CSTT=\\"CMNET\\",\\"user\\",\\"hush\\"")',
    'canary.at("AT+CSTT=\\"CMNET\\",\\"user\\",\\"***\\"")',
  ],
  ["typed without quotes", "canary.at('AT+CSTT=CMNET,user,hush')", "canary.at('AT+CSTT=CMNET,user,***')"],
  ["an APN without one", 'AT+CSTT="CMNET","",""', 'AT+CSTT="CMNET","",""'],
  ["the same on the bearer of a fetch", 'AT+SAPBR=3,1,"PWD","hush"', 'AT+SAPBR=3,1,"PWD","***"'],
  [
    "a signed link",
    'AT+HTTPPARA="URL","http://a.example/x?Expires=9&Signature=hush"',
    'AT+HTTPPARA="URL","http://a.example/x?***"',
  ],
  ["a product's secret", '{"productSecret":"hush"}', '{"productSecret":"***"}'],
  ["a token, as the platform gives it", '{"deviceToken":"hush"}', '{"deviceToken":"***"}'],
  ["other hexadecimal digits", "sha256 aa1bea4ffa44fdbd589905d07a1eaa01", "sha256 aa1bea4ffa44fdbd589905d07a1eaa01"],
  ["a value by its name, in JSON", '{"deviceSecret":"hush hush","port":1}', '{"deviceSecret":"***","port":1}'],
  [
    "in JSON within a text",
    '="{\\"password\\":\\"hu\\\\\\"sh\\",\\"user\\":\\"u\\"}"',
    '="{\\"password\\":\\"***\\",\\"user\\":\\"u\\"}"',
  ],
  ["as Espruino prints it", '  deviceSecret: "hush", port: 1', '  deviceSecret: "***", port: 1'],
  ["cut at the line's end", '"deviceSecret": "hus', '"deviceSecret": "***'],
  ["in code", `canary.config("cloud.deviceSecret", 'hush')`, `canary.config("cloud.deviceSecret", '***')`],
  ["the console's password", 'E.setPassword("hush")', 'E.setPassword("***")'],
  ["one that is not set", '"password": "", "user": "u"', '"password": "", "user": "u"'],
  ["ordinary lines", "AT+CSQ", "AT+CSQ"],
];

test("secrets in lines", () => {
  const mask = new Mask();
  for (const [what, shown, masked] of ROWS) assert.equal(mask.text(shown), masked, what);
});

test("one that was learnt while it was typed is the beginning of the whole", () => {
  const mask = new Mask();
  for (const typed of ["hush-hus", "hush-hush-h", "hush-hush-hush"]) mask.learn(typed);
  assert.equal(mask.words("with hush-hush-hush, and hush-hush-h"), "with ***, and ***");
  assert.equal(mask.words("cut in the middle: hush-hu"), "cut in the middle: ***");
});

test("the device's secret in words", () => {
  const mask = new Mask();
  mask.learn("0123456789abcdef");
  mask.learn("ab");
  mask.learn(undefined);
  mask.text('{"password":"hush-hush-hush"}');
  assert.equal(mask.words("login of D001 with 0123456789abcdef failed, about"), "login of D001 with *** failed, about");
  assert.equal(mask.words("typed hush-hush-hush"), "typed ***", "learnt from where it stood by its name");
});
