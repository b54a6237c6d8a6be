/** Desired property values: kept with a version until the device deletes them (facts: cloud sections 2.2, 2.4, 10). */
import { type Device, deviceKey } from "./login.ts";
import type { Platform } from "./platform.ts";
import { isObject, type Json, type JsonObject, member } from "./raw-json.ts";
import { entryOf } from "./records.ts";
import { DONE, malformed, type Question, questionRow, type Row, type Served } from "./row.ts";
import type { Settings } from "./settings.ts";

export interface DesiredValue {
  readonly value: Json;
  readonly version: number;
}

const MAX_NAMES = 200;
const TOO_MANY_NAMES = 6104;

export const DESIRED_ROWS: readonly Row[] = [
  questionRow("/thing/property/desired/get", "array", read),
  questionRow("/thing/property/desired/delete", "object", remove),
];

const valuesOf = (platform: Platform, device: Device) =>
  entryOf(platform.desired, deviceKey(device), () => new Map<string, DesiredValue>());

export function setDesired(platform: Platform, device: Device, wanted: JsonObject): void {
  const values = valuesOf(platform, device);
  for (const [name, value] of Object.entries(wanted)) {
    const key = `${deviceKey(device)} ${name}`;
    const version = (platform.desiredVersions.get(key) ?? 0) + 1;
    platform.desiredVersions.set(key, version);
    values.set(name, { value, version });
  }
  if (platform.settings.desiredSetsOnline && platform.isOnline(device)) platform.propertySet(device, wanted);
}

/** In place of a value that was never set; `undefined` leaves the name out. */
const UNSET: Readonly<Record<Settings["desiredUnset"], Json | undefined>> = { omit: undefined, empty: {}, null: null };

function read({ platform, device, params }: Question): Served {
  const names = params as Json[];
  if (names.length > MAX_NAMES) {
    return { rule: "payload", why: `${names.length} names, not at most ${MAX_NAMES}`, code: TOO_MANY_NAMES };
  }
  if (!names.every((name) => typeof name === "string")) return malformed("names of desired values are not all texts");
  const { settings, model } = platform;
  const unknown = names.find((name) => !Object.hasOwn(model.properties, name as string));
  const values = valuesOf(platform, device);
  const data: JsonObject = {};
  for (const name of names as string[]) {
    const known = values.get(name);
    const shown = settings.desiredReply === "value" ? known?.value : known && { ...known };
    const entry = shown ?? UNSET[settings.desiredUnset];
    if (entry !== undefined) data[name] = entry;
  }
  if (unknown === undefined) return { data };
  const why = `${unknown} is not in the thing model (6320)`;
  if (settings.unknownProperty === "refuse") return { rule: "unknown-name", why, code: 6320 };
  platform.violate({ device, rule: "unknown-name", why });
  return { data };
}

/** A version that is not the newest deletes nothing: what was set meanwhile is still to be done. */
function remove({ platform, device, params }: Question): Served {
  const wanted = Object.entries(params as JsonObject);
  const values = valuesOf(platform, device);
  if (wanted.length > MAX_NAMES) {
    return { rule: "payload", why: `${wanted.length} names, not at most ${MAX_NAMES}`, code: TOO_MANY_NAMES };
  }
  const wrong = wanted.find(([, given]) => !isObject(given) || !isVersion(member(given, "version")));
  if (wrong) return malformed(`desired delete of ${wrong[0]} is neither {} nor {"version":n}`);
  const isStale = ([name, given]: [string, Json]) => {
    const version = member(given, "version");
    return version !== undefined && version !== values.get(name)?.version;
  };
  const stale = wanted.find(isStale);
  if (stale && platform.settings.desiredStaleDelete === "refuse") return malformed(`old version of ${stale[0]}`);
  for (const one of wanted) if (!isStale(one)) values.delete(one[0]);
  return DONE;
}

const isVersion = (version: Json | undefined): boolean =>
  version === undefined || (typeof version === "number" && Number.isInteger(version) && version >= 0);
