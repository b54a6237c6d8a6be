/** `canary sign`: its logins against published vectors and the firmware's own, and what it says of a login that is wrong. */
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { signedLogin } from "../../src/cloud/aliyun/login.ts";
import { type HashName, hash } from "../../src/cloud/hash.ts";
import { checkLogin, checkPassword } from "../../tools/sign/check.ts";
import { loginOf, METHODS, type Method, placeOf } from "../../tools/sign/login.ts";
import { canary, type RunOptions } from "./canary.ts";
import { NO_TMUX, Screen } from "./screen.ts";
import { learnSecret, TEST_DEVICE } from "./secrets.ts";

const FOLDER = mkdtempSync(join(tmpdir(), "canary-sign-"));
after(() => rmSync(FOLDER, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(FOLDER, name);
  writeFileSync(path, text);
  return path;
}

const LUATOS = { productKey: "123456789", deviceName: "abcdefg", deviceSecret: "Y877Bgo8X5owd3lcB5wWDjryNPoB" };
const OWN = { productKey: "a1EXAMPLE00", deviceName: "D001", deviceSecret: "secret" };

/** Facts: cloud section 1.1. */
const VECTORS: readonly (readonly [Method, typeof OWN, cid: string, stamp: string | undefined, password: string])[] = [
  [
    "hmacsha1",
    { productKey: "pk", deviceName: "device", deviceSecret: "secret" },
    "12345",
    "789",
    "FAFD82A3D602B37FB0FA8B7892F24A477F851A14",
  ],
  [
    "hmacsha1",
    { productKey: "a14Xib5kdYd", deviceName: "light1983432", deviceSecret: "oLyaKqVxtRvjH284LdhqVgVUx1UPy6zq" },
    "SN1928339",
    "1539421321846",
    "b2488041f64f425016b467ee1c94959ebd592ad1",
  ],
  ["hmacmd5", LUATOS, "123456789.abcdefg", "32472115200", "16CB9B20009795D576E9172CDC820646"],
  ["hmacsha1", LUATOS, "123456789.abcdefg", "32472115200", "4E5358D2C33CA163BDA58EC994B9E312712230C7"],
  [
    "hmacsha256",
    LUATOS,
    "123456789.abcdefg",
    "32472115200",
    "2842DC9F2FBA19C671DD3F4D24590D41F91C25FD9BC4E5101951BEA88B7DEACD",
  ],
  ["hmacsha1", OWN, "D001", undefined, "43eb60cfc371b6af9abb7a11ab3abbbfa0019170"],
  ["hmacsha256", OWN, "D001", undefined, "9327d04fadf04728e598d72e3f24524c1ff971906ec1e2fe2d28069cca793700"],
];

describe("the platform's vectors", () => {
  VECTORS.forEach(([method, device, cid, timestamp, password], i) => {
    test(`vector ${i + 1}: ${method} of ${device.deviceName}, and the check of it`, () => {
      const stamp = timestamp === undefined ? {} : { timestamp };
      const login = loginOf(device, method, { cid, secureMode: "2", extensions: ["_ss=1"], ...stamp });
      const stamped = timestamp === undefined ? "" : `,timestamp=${timestamp}`;
      assert.equal(login.password, password.toLowerCase());
      assert.equal(login.clientId, `${cid}|securemode=2,signmethod=${method}${stamped},_ss=1|`);
      assert.equal(login.username, `${device.deviceName}&${device.productKey}`);
      assert.deepEqual(checkPassword(password, device, { cid, ...stamp }).method, method);
      assert.equal(checkLogin({ ...login, password }, device).fits, true, "the case of hex digits does not matter");
    });
  });
});

test("the same as the firmware's own login, for each method and many a device", () => {
  const secrets = ["secret", TEST_DEVICE.deviceSecret, "x".repeat(64), " with a space "];
  for (const method of METHODS) {
    for (const [i, deviceSecret] of secrets.entries()) {
      const device = { productKey: `a1Product${i}`, deviceName: `device_${i}.${"n".repeat(i * 5)}`, deviceSecret };
      const settings = { region: "eu-central-1", host: "", port: 1883, signMethod: method, keepAliveS: 300 };
      const name = method.slice(4) as HashName;
      const login = signedLogin({ ...device, ...settings }, (bytes) => hash(name, bytes), []);
      const { clientId, username, password, host, port } = login;
      const wishes = { cid: device.deviceName, secureMode: "3", extensions: ["ext=3"] } as const;
      assert.deepEqual({ method, clientId, username, password }, loginOf(device, method, wishes));
      assert.deepEqual({ host, port }, placeOf(device.productKey, "3", settings));
    }
  }
});

describe("host and port", () => {
  const rows: readonly (readonly [
    Parameters<typeof placeOf>[1],
    Parameters<typeof placeOf>[2],
    host: string,
    port: number,
  ])[] = [
    ["3", { host: "", region: "us-west-1" }, "a1K.iot-as-mqtt.us-west-1.aliyuncs.com", 1883],
    ["2", { host: "", region: "cn-shanghai" }, "a1K.iot-as-mqtt.cn-shanghai.aliyuncs.com", 1883],
    ["3", { host: "", region: "cn-shanghai", instance: "iot-0a" }, "iot-0a.mqtt.iothub.aliyuncs.com", 1883],
    ["2", { host: "", region: "cn-shanghai", instance: "iot-0a" }, "iot-0a.mqtt.iothub.aliyuncs.com", 8883],
    ["2", { host: "", region: "cn-shanghai", instance: "iot-0a", port: 1883 }, "iot-0a.mqtt.iothub.aliyuncs.com", 1883],
    ["3", { host: "10.0.0.9", region: "cn-shanghai", port: 11883 }, "10.0.0.9", 11883],
  ];
  for (const [mode, wishes, host, port] of rows) {
    test(`${JSON.stringify(wishes)}, mode ${mode}`, () =>
      assert.deepEqual(placeOf("a1K", mode, wishes), { host, port }));
  }
});

const signed = (content: string, hashName = "sha1", secret = "secret") =>
  createHmac(hashName, secret).update(content).digest("hex");
const PLAIN = "clientIdD001deviceNameD001productKeya1EXAMPLE00";

describe("a password that does not fit, and why", () => {
  const rows: readonly (readonly [password: string, says: RegExp])[] = [
    [signed(`${PLAIN}timestamp2524608000000`), /the time stamp 2524608000000 was signed \(hmacsha1\)/],
    [
      signed("clientIda1EXAMPLE00.D001deviceNameD001productKeya1EXAMPLE00", "md5"),
      /a1EXAMPLE00.D001 was signed as client id/,
    ],
    [
      signed("clientIdD001|securemode=3,signmethod=hmacsha1|deviceNameD001productKeya1EXAMPLE00"),
      /the whole client id/,
    ],
    [signed("clientIdD001deviceNamea1EXAMPLE00productKeyD001", "sha256"), /each other's place \(hmacsha256\)/],
    [signed(PLAIN, "sha1", "secret\n"), /the line's end behind it/],
    [Buffer.from(signed(PLAIN), "hex").toString("base64"), /by hmacsha1 in base64/],
    ["0".repeat(40), /no sign method gives it: another secret, or another client id than D001/],
    ["0".repeat(41), /41 hex digits; hmacsha1 gives 40/],
    ["zz", /hex digits, and this is none/],
  ];
  for (const [password, says] of rows) {
    test(String(says), () => {
      const { fits, why } = checkPassword(password, OWN, { cid: "D001" });
      assert.match(why, says);
      assert.equal(fits, false);
    });
  }
  test("a method that was asked for and is not the one", () => {
    const { fits, why } = checkPassword(signed(PLAIN, "md5"), OWN, { cid: "D001", method: "hmacsha1" });
    assert.deepEqual([fits, why], [false, "it is the password by hmacmd5, while the client id says hmacsha1"]);
  });
});

describe("a whole login that does not fit, and why", () => {
  const right = loginOf(OWN, "hmacsha1", { cid: "D001", secureMode: "3", extensions: [] });
  const rows: readonly (readonly [Partial<typeof right>, says: RegExp])[] = [
    [{ clientId: "D001" }, /not of the form cid\|k=v/],
    [{ clientId: "D001|signmethod=hmacsha1|" }, /securemode is missing/],
    [{ clientId: "D001|securemode=3,signmethod=sha1|" }, /signmethod is sha1; it must be one of hmacsha1/],
    [{ clientId: "D001|securemode=3,signmethod=hmacsha1,timestamp=now|" }, /timestamp now is no number/],
    [{ clientId: "D001|securemode=3,signmethod=hmacsha1,timestamp=5|" }, /the time stamp was not signed/],
    [
      { clientId: "D001|securemode=3,signmethod=hmacsha256|" },
      /password by hmacsha1, while the client id says hmacsha256/,
    ],
    [{ clientId: "other|securemode=3,signmethod=hmacsha1|" }, /D001 was signed as client id/],
    [{ username: "a1EXAMPLE00&D001" }, /of this device it is D001&a1EXAMPLE00/],
  ];
  for (const [change, says] of rows) {
    test(String(says), () => {
      const { fits, why } = checkLogin({ ...right, ...change }, OWN);
      assert.match(why, says);
      assert.equal(fits, false);
    });
  }
});

describe("the command", { concurrency: 3 }, () => {
  const { productKey, deviceName, deviceSecret } = TEST_DEVICE;
  const config = file("canary.json", JSON.stringify({ cloud: { ...TEST_DEVICE, region: "eu-central-1" } }));
  const secret = file("secret.txt", `${deviceSecret}\n`);
  const who = ["--product-key", productKey, "--device-name", deviceName];
  const wanted = loginOf(TEST_DEVICE, "hmacsha1", { cid: deviceName, secureMode: "3", extensions: [] });
  const showsLogin = true;

  const sources: readonly (readonly [what: string, args: string[], options: RunOptions])[] = [
    ["a configuration", ["--config", config], {}],
    ["a file", [...who, "--secret-file", secret], {}],
    ["standard input", [...who, "--secret-file", "-"], { stdin: deviceSecret }],
    ["the environment", who, { env: { CANARY_DEVICE_SECRET: deviceSecret } }],
  ];
  for (const [what, args, options] of sources) {
    test(`the secret from ${what}`, async () => {
      const { exitCode, out, err } = await canary(["sign", ...args, "--json"], { ...options, showsLogin });
      const { password, host } = JSON.parse(out) as { password: string; host: string };
      assert.equal(password, wanted.password, err);
      assert.match(host, what === "a configuration" ? /eu-central-1/ : /cn-shanghai/);
      assert.equal(exitCode, 0);
    });
  }

  test("as a table, all methods", async () => {
    const { exitCode, out } = await canary(["sign", "--config", config, "--method", "all"], { showsLogin });
    assert.deepEqual(out.match(/(?<=^method {4}).*$/gm), [...METHODS]);
    assert.match(out, /^clientId {2}bench-07\|securemode=3,signmethod=hmacsha256\|$/m);
    assert.equal(exitCode, 0);
  });

  test("a login that fits: 0; one that does not: 1", async () => {
    const { clientId, username, password } = wanted;
    const fits = await canary(["sign", "--config", config, "--check", clientId, username, password]);
    assert.deepEqual([fits.exitCode, fits.out], [0, "fits: it is the password by hmacsha1\n"]);
    const not = await canary(["sign", "--config", config, "--check", "0".repeat(40), "--json"]);
    assert.match((JSON.parse(not.out) as { why: string }).why, /no sign method gives it/);
    assert.equal(not.exitCode, 1);
  });

  const refused: readonly (readonly [args: string[], says: RegExp])[] = [
    [["--secret", deviceSecret], /shell's history.*--secret-file/],
    [[`--device-secret=${deviceSecret}`], /shell's history/],
    [["--secret"], /shell's history/],
    [who, /No device secret was given, and there is no terminal.*\$CANARY_DEVICE_SECRET/],
    [["--product-key", productKey], /Whose login\? Give --device-name/],
    [[...who, "--secret-file", join(FOLDER, "none")], /can't read the device secret from .*ENOENT/],
    [["--config", config, "--product-key", "x".repeat(21)], /cloud.productKey must be text of 1 to 20/],
    [["--config", config, "--broker-port", "much"], /cloud.port must be a whole number/],
    [["--config", secret], /no configuration with a "cloud"/],
    [
      [
        "--config",
        file("sha3.json", '{"cloud":{"productKey":"a","deviceName":"b","deviceSecret":"c","signMethod":"sha3"}}'),
      ],
      /signMethod must be one of/,
    ],
    [["--config", config, "--timestamp", "today"], /number of milliseconds/],
    [["--config", config, "--client-id", "a|b"], /no bar/],
    [["--config", config, "--with", "_ss"], /must be k=v/],
    [["--config", config, "--check", "a", "b"], /here are 2 words/],
  ];
  for (const [args, says] of refused) {
    test(`refused: ${says}`, async () => {
      const { exitCode, out, err } = await canary(["sign", ...args]);
      assert.match(err, says);
      assert.deepEqual([exitCode, out], [2, ""]);
      assert.doesNotMatch(err, /^\s+at /m, "words, no stack");
    });
  }

  test("a region that is misspelt is signed with a note", async () => {
    const { exitCode, err } = await canary(["sign", "--config", config, "--region", "shanghai"], { showsLogin });
    assert.match(err, /shanghai is no region known here: cn-shanghai/);
    assert.equal(exitCode, 0);
  });
});

describe("asked for at a terminal", { skip: NO_TMUX }, () => {
  const device = { productKey: "a1PROMPT", deviceName: "asked", deviceSecret: "Zr4Kw9QmXt2VbNs7LpYc" };
  // Of its login nobody else is told: that one may be seen.
  learnSecret(device.deviceSecret, "the secret that was typed");
  const args = ["sign", "--product-key", device.productKey, "--device-name", device.deviceName];

  test("without echo, and the login is that of what was typed", async () => {
    const screen = new Screen(args, { columns: 120 });
    try {
      await screen.waitFor(/device secret:/);
      screen.type(device.deviceSecret);
      screen.key("Enter");
      const { password } = loginOf(device, "hmacsha1", { cid: device.deviceName, secureMode: "3", extensions: [] });
      assert.equal(await screen.ended(), 0);
      assert.match(screen.text, new RegExp(`^password +${password}$`, "m"));
    } finally {
      screen.close();
    }
  });

  test("Ctrl-C leaves, exit 1, in words", async () => {
    const screen = new Screen(args);
    try {
      await screen.waitFor(/device secret:/);
      screen.key("C-c");
      assert.equal(await screen.ended(), 1);
      assert.match(screen.text, /Left at the question for the device secret; nothing was done/);
    } finally {
      screen.close();
    }
  });
});
