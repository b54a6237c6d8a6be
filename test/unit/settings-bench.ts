/** Configurations, and the settings as a start of the board makes them. */
import { CONFIG_FILE } from "../../src/store/settings.ts";
import { CONFIG_KIND } from "../../src/store/slot.ts";
import { FakeFlash } from "./fake-flash.ts";
import { openStore } from "./store-bench.ts";

export const IDENTITY = { productKey: "a1EXAMPLE00", deviceName: "D001", deviceSecret: "s3cr3t" };

export const configText = (cloud: object = {}, more: object = {}) =>
  JSON.stringify({ cloud: { ...IDENTITY, ...cloud }, ...more });

/** A start of the board; `file`: what was provisioned. */
export function startSettings(flash = new FakeFlash(), file?: string) {
  const store = openStore(flash);
  store.shelf.beginBoot();
  const settings = store.settings(file === undefined ? {} : { [CONFIG_FILE]: file });
  return {
    ...store,
    settings,
    port: () => settings.load().config.cloud.port,
    /** Of the version in force. */
    text: () => store.bank.text(store.shelf.slotsOf(CONFIG_KIND).pop() ?? 0),
  };
}
