/** What a plain broker is told of the device itself: that it is there, and once in a run what it is. @singleton */
import type { Extra } from "../cloud";
import { announcement } from "./announcement";
import { baseOf, hasWill, isThingsBoard, type MqttSettings } from "./topics";

/** `boardId`: what the device calls itself beside its name. */
export function createAnnouncer(deviceName: string, settings: MqttSettings, boardId: string): Extra {
  const deviceBase = baseOf(settings, deviceName);
  /** The first is left out where there is no word on being there. */
  const first = hasWill(settings) || isThingsBoard(settings) ? 0 : 1;
  let at = first;
  /** The last of this run has been taken by the broker: from then on, the first is all that a new session wants. */
  let isWhole = false;

  return {
    topics: [],
    online() {
      at = first;
    },
    next() {
      // It is asked when the one before has been taken: what was lost is lost with its session.
      if (at && isWhole) return undefined;
      const uplink = announcement(at++, settings, deviceBase, deviceName, boardId);
      if (!uplink) isWhole = true;
      return uplink;
    },
    receive: () => false,
  };
}
