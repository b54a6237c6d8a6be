/** Where the cloud of a run is, as the command that plays it again says it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { cloudOption } from "../../tools/run/world.ts";

const ADDRESS = { host: "10.0.0.2", port: 1883, username: "u", password: "hush" };

const rows: readonly (readonly [what: string, options: Parameters<typeof cloudOption>[0], option: string])[] = [
  ["in its process", { inProcess: true }, ""],
  ["the embedded broker", { inProcess: false }, "--port 0"],
  ["somebody's broker, without the password", { inProcess: false, broker: ADDRESS }, "--broker mqtt://10.0.0.2:1883"],
  ["a cloud of its own", { inProcess: false, cloud: { host: "::1", port: 1884 } }, "--cloud mqtt://[::1]:1884"],
];
for (const [what, options, option] of rows) {
  test(`the cloud: ${what}`, () => assert.equal((cloudOption(options) ?? []).join(" "), option));
}
