/** What the page knows of the cloud, in parts that change only when they say something else; all of the device that is shown. */
import { computed, type ReadonlySignal } from "@preact/signals";
import type { CloudLive } from "../../../live.ts";
import type { News, NewsKind } from "../../../news.ts";
import { hello, live, stream } from "../../store.ts";

/** Stays the same object for as long as it says the same. */
function steady<T>(read: () => T): ReadonlySignal<T> {
  let text: string | undefined;
  let last: T;
  return computed(() => {
    const now = read();
    const said = JSON.stringify(now);
    if (said !== text) {
      text = said;
      last = now;
    }
    return last;
  });
}

const part = <K extends keyof CloudLive>(key: K): ReadonlySignal<CloudLive[K] | undefined> =>
  steady(() => live.value?.cloud?.[key]);

export const isThere = computed(() => live.value?.cloud != null);
export const canAsk = computed(() => hello.value?.can.cloud === true);
/** Where nothing is known of the bundle, it may have all there is. */
export const bundle = computed(() => hello.value?.can.bundle ?? { platform: true, ota: true });
export const model = computed(() => hello.value?.model ?? undefined);
/** The platform's clock. */
export const nowMs = part("nowMs");
export const device = part("device");
export const devices = part("devices");
export const isEnabled = part("isEnabled");
export const login = part("login");
export const version = part("version");
export const properties = part("properties");
export const desired = part("desired");
export const tags = part("tags");
export const shadow = part("shadow");
export const logMode = part("logMode");
export const ota = part("ota");
export const isOnline = computed(() => devices.value?.find(({ key }) => key === device.value)?.isOnline ?? null);

type OfDevices = { [K in NewsKind]: News[K] extends { readonly device: string } ? K : never }[NewsKind];

/** Of the device that is shown, newest first; of what has the same key, the last word at the place of the first. */
function newest<K extends OfDevices>(kind: K, keyOf?: (item: News[K]) => string): ReadonlySignal<readonly News[K][]> {
  return computed(() => {
    const own = stream(kind).value.items.filter((one) => (one as { device: string }).device === device.value);
    if (!keyOf) return own.reverse();
    const last = new Map<string, News[K]>();
    for (const one of own) last.set(keyOf(one), one);
    return [...last.values()].reverse();
  });
}

export const eventKey = ({ id, name, timeMs }: News["events"]): string => `${id} ${name} ${timeMs}`;
export const events = newest("events", eventKey);
export const calls = newest("calls", ({ id }) => id);
export const violations = newest("violations");
export const deviceLog = newest("deviceLog");
export const messages = newest("cloudLog");
