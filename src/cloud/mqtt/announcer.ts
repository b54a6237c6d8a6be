/** What a plain broker is told of the device itself: that it is there, and once in a run what it is. @singleton */
import type { Extra } from "../cloud";
import { announcement } from "./announcement";
import { baseOf, hasWill, isThingsBoard, type MqttSettings } from "./topics";

/** `boardId`: what the device calls itself beside its name. */
export function createAnnouncer(deviceName: string, settings: MqttSettings, boardId: string): Extra {
  const deviceBase = baseOf(settings, deviceName);
  const hasLastWill = hasWill(settings);
  /** Where there is no word on being there, the first is left out. */
  const first = hasLastWill || isThingsBoard(settings) ? 0 : 1;
  const format = settings["format"];
  const discoveryPrefix = settings["discovery"];
  /** The next, and whether the last of this run has been taken by the broker. */
  let at = first;
  let isWhole = false;

  return {
    topics: [],
    online() {
      at = first;
    },
    next() {
      // Nothing is asked for before the one before it was taken.
      if (at && isWhole) return undefined;
      const uplink = announcement(at++, format, deviceBase, hasLastWill, discoveryPrefix, deviceName, boardId);
      if (!uplink) isWhole = true;
      return uplink;
    },
    receive: () => false,
  };
}
