/** What keeps a request of the modem's own from getting through. */
import type { Inside } from "./inside.ts";

/** Nothing passes the air, and nobody says so. */
export function isCutOff({ radio, mqtt, network }: Inside): boolean {
  return !radio.attached || mqtt.link.vanishes || network.trouble === "timeout";
}
