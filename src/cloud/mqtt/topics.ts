/** Where a device's topics stand at a plain broker. */

/** The names are those in the settings' text. */
export interface MqttSettings {
  /** Empty: the device's name. */
  readonly "clientId": string;
  readonly "username": string;
  readonly "password": string;
  /** `{device}` in it stands for the device's name. */
  readonly "baseTopic": string;
  readonly "format": "json" | "homeassistant" | "thingsboard";
  readonly "will": boolean;
  readonly "discovery": string;
}

export function isThingsBoard(settings: MqttSettings): boolean {
  return settings["format"] === "thingsboard";
}

/** Up to the slash before the topic's own name. ThingsBoard knows the device by its login (facts: cloud section 9.2). */
export function baseOf(settings: MqttSettings, deviceName: string): string {
  return isThingsBoard(settings) ? "v1/devices/me/" : settings["baseTopic"].split("{device}").join(deviceName) + "/";
}

/** Without a will nobody would take the word back: the device then does not say that it is there. ThingsBoard sees it by itself. */
export function hasWill(settings: MqttSettings): boolean {
  return settings["will"] && !isThingsBoard(settings);
}

export const AVAILABILITY = "availability";
