/** What the devices of a fleet log in with. They are made up, and so are their secrets: nothing real is shown. */
import { devicesOf } from "../../sim/fleet/cloud.ts";
import type { Names } from "../../sim/fleet/identity.ts";
import { EXIT } from "../fault.ts";
import { loginOf } from "../sign/login.ts";

/** As the firmware signs where its settings say nothing else. */
const METHOD = "hmacsha1";

export function printLogins(names: Names, json: boolean): number {
  for (const device of devicesOf(names)) {
    const wishes = { cid: device.deviceName, secureMode: "3", extensions: [] } as const;
    const { username, password } = loginOf(device, METHOD, wishes);
    process.stdout.write(
      `${json ? JSON.stringify({ kind: "login", username, password }) : `${username}:${password}`}\n`,
    );
  }
  return EXIT.ok;
}
