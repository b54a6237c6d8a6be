/** Settings with secrets that are like no other text, so that one that is shown is found. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TEST_APN_PASSWORD, TEST_DEVICE } from "../cli/secrets.ts";

/** A file that is gone with the process. */
export function deviceConfig(): string {
  const folder = mkdtempSync(join(tmpdir(), "canary-web-config-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "canary.local.json");
  const modem = { apn: { name: "CMNET", user: "user", password: TEST_APN_PASSWORD } };
  writeFileSync(
    path,
    JSON.stringify({
      cloud: { ...TEST_DEVICE, region: "cn-shanghai" },
      modem,
      gas: { r0Ohm: 10_000 },
    }),
  );
  return path;
}
