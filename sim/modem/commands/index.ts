/** Every command the modem knows. */
import type { CommandRow } from "../executor.ts";
import { BEARER_COMMANDS } from "./bearer.ts";
import { FILE_COMMANDS } from "./files.ts";
import { GENERAL_COMMANDS } from "./general.ts";
import { HTTP_COMMANDS } from "./http.ts";
import { MQTT_COMMANDS } from "./mqtt.ts";
import { MQTT_LINK_COMMANDS } from "./mqtt-link.ts";
import { RADIO_COMMANDS } from "./radio.ts";
import { SAPBR_COMMANDS } from "./sapbr.ts";
import { TIME_COMMANDS } from "./time.ts";
import { TLS_COMMANDS } from "./tls.ts";

export const COMMANDS: Readonly<Record<string, CommandRow | undefined>> = {
  ...GENERAL_COMMANDS,
  ...RADIO_COMMANDS,
  ...BEARER_COMMANDS,
  ...MQTT_LINK_COMMANDS,
  ...MQTT_COMMANDS,
  ...SAPBR_COMMANDS,
  ...HTTP_COMMANDS,
  ...TLS_COMMANDS,
  ...TIME_COMMANDS,
  ...FILE_COMMANDS,
};
