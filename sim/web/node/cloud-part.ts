/** What the platform has of the device. */
import { deviceKey } from "../../cloud/login.ts";
import type { Stage } from "../../scenario-run.ts";
import type { Tell } from "../hub.ts";
import type { CloudLive } from "../messages.ts";
import { type Part, together } from "./part.ts";

export const cloudPart: Part<CloudLive> = {
  live({ stage: { platform, device } }) {
    const properties = platform.properties.get(deviceKey(device))?.values() ?? [];
    return {
      isOnline: false,
      login: null,
      properties: [...properties].map(({ name, value, timeMs }) => ({ name, value, timeMs })),
      violations: platform.violations.length,
      ota: null,
    };
  },
  follow({ platform }: Stage, tell: Tell) {
    return together(
      platform.onEvent(({ id, name, outputs, timeMs, receivedMs }) =>
        tell("events", { id, name, type: platform.model.events[name]?.type ?? "", outputs, timeMs, receivedMs }),
      ),
      platform.onLog(({ atMs, kind, topic, text, payload }) =>
        tell("cloudLog", { atMs, what: kind, text: [topic, text, payload].filter(Boolean).join(" ") }),
      ),
    );
  },
};
