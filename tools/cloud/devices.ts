/** Which devices `canary cloud` knows: one from flags and a file, or those of a table. None: it takes any. */
import type { Device } from "../../sim/cloud/login.ts";
import type { Abilities } from "../../src/store/abilities.ts";
import { checkConfig } from "../../src/store/config.ts";
import { EXIT, Fault } from "../fault.ts";
import { DEVICE_NAME, DEVICE_SECRET, type Flat, PRODUCT_KEY, treeOf } from "../provision/settings.ts";
import { readGiven } from "../provision/sources.ts";
import { readTable } from "../provision/table.ts";
import { readSecret } from "../secret-input.ts";

export interface IdentityFlags {
  readonly config?: string;
  readonly productKey?: string;
  readonly deviceName?: string;
  readonly secretFile?: string;
  readonly devices?: string;
}

/** What else is in a table is for other verbs, and the same on all boards. */
const NO_BOARD: Abilities = {
  module: false,
  cycle: false,
  supply: false,
  heater: false,
  ntc: false,
  platform: true,
  referenceV: 0,
};

export async function knownDevices(flags: IdentityFlags): Promise<Device[]> {
  const { config, productKey, deviceName, secretFile, devices } = flags;
  const isOne = [config, productKey, deviceName, secretFile].some((one) => one !== undefined);
  if (devices === undefined) return isOne ? [await oneDevice(flags)] : [];
  if (isOne)
    throw new Fault(
      EXIT.usage,
      "--devices has the identities of all devices: leave out --config, --product-key, --device-name and --secret-file.",
    );
  return readTable(devices, { flat: {}, words: {} }, [NO_BOARD]).map(({ given }) => deviceIn(given.words));
}

async function oneDevice({ config, ...flags }: IdentityFlags): Promise<Device> {
  const { flat, words } = await readGiven({ ...flags, ...(config !== undefined && { file: config }) });
  const given: Flat = { ...flat, ...words };
  if (given[PRODUCT_KEY] === undefined || given[DEVICE_NAME] === undefined)
    throw new Fault(
      EXIT.usage,
      "One device has a product key and a name: give --product-key and --device-name, or --config <file>. Without any of them every device is let in.",
    );
  const secret = await readSecret({
    what: "device secret",
    file: undefined,
    variable: "CANARY_DEVICE_SECRET",
    known: given[DEVICE_SECRET],
  });
  const identity: Flat = { ...given, [DEVICE_SECRET]: secret };
  const cloud = Object.fromEntries([PRODUCT_KEY, DEVICE_NAME, DEVICE_SECRET].map((path) => [path, identity[path]]));
  const { problems } = checkConfig(JSON.stringify(treeOf(cloud)), {} as Abilities, "cloud");
  if (problems.length > 0)
    throw new Fault(EXIT.usage, `No device can have this identity:\n${problems.map((one) => `  ${one}`).join("\n")}`);
  return deviceIn(identity);
}

function deviceIn(flat: Flat): Device {
  const text = (path: string) => String(flat[path] ?? "");
  return { productKey: text(PRODUCT_KEY), deviceName: text(DEVICE_NAME), deviceSecret: text(DEVICE_SECRET) };
}
