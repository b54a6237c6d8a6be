/** The parts of one modem, as they see each other and as a fault sees them. */
import type { SimClock, Timer } from "../clock.ts";
import type { HttpOrigin } from "../cloud/http-origin.ts";
import type { Network } from "../cloud/network.ts";
import type { TlsListener } from "../cloud/tls.ts";
import type { Random } from "../random.ts";
import type { Bearer } from "./bearer.ts";
import type { Executor } from "./executor.ts";
import type { Family } from "./family.ts";
import type { Files } from "./files.ts";
import type { HttpClient } from "./http-client.ts";
import type { Input } from "./input.ts";
import type { MqttClient } from "./mqtt-client.ts";
import type { SimCard } from "./options.ts";
import type { Output } from "./output.ts";
import type { Power } from "./power.ts";
import type { Radio } from "./radio.ts";
import type { Sapbr } from "./sapbr.ts";
import type { TlsSettings } from "./tls.ts";
import type { Waits } from "./waits.ts";

export type RegistrationCommand = "CREG" | "CGREG" | "CEREG";

/** What `&W` keeps over a power cut (2.1, 3). */
export interface Stored {
  echo: boolean;
  iprBaud: number;
}

/** AT settings that a restart forgets (3: "re-send everything at each boot"). */
export interface Profile {
  echo: boolean;
  iprBaud: number;
  cmee: number;
  registrationUrc: Record<RegistrationCommand, number>;
  mqttMessageMode: number;
  mqttHexMode: number;
  cipmux: number;
  hotPlug: boolean;
  upgradeAuto: boolean;
  /** SAPBR's; 0: none was named. */
  ntpContext: number;
  ntp: { readonly host: string; readonly quarters: number } | undefined;
  /** Of the time AT+CCLK? shows. */
  zoneQuarters: number;
}

/** What a driver did that the facts forbid; a test asserts it stays empty. */
export interface Violation {
  readonly atMs: number;
  readonly what: string;
}

export interface Inside {
  readonly clock: SimClock;
  readonly random: Random;
  readonly network: Network;
  readonly origin: HttpOrigin | undefined;
  readonly originTls: TlsListener | undefined;
  readonly family: Family;
  readonly simCard: SimCard;
  readonly imei: string;
  readonly waits: Waits;
  readonly stored: Stored;
  readonly files: Files;
  profile: Profile;
  /** A fault's: what the network's time is off by. */
  skewMs: number;
  readonly out: Output;
  readonly input: Input;
  readonly executor: Executor;
  readonly power: Power;
  readonly radio: Radio;
  readonly bearer: Bearer;
  readonly mqtt: MqttClient;
  readonly sapbr: Sapbr;
  readonly http: HttpClient;
  readonly tls: TlsSettings;
  readonly violations: Violation[];
  violation(what: string): void;
  baudChanged(baud: number): void;
  /** Network wall time, Unix ms. */
  wallMs(): number;
  /** As the clock's `after`, but forgotten when the modem restarts or loses power. */
  later(delayMs: number, fn: () => void): Timer;
  /** Ends everything that was put off by `later`. */
  forgetTimers(): void;
}

export function freshProfile(family: Family, stored: Stored): Profile {
  return {
    echo: stored.echo,
    iprBaud: stored.iprBaud,
    cmee: family.cmeeAtBoot,
    registrationUrc: { CREG: 0, CGREG: 0, CEREG: 0 },
    mqttMessageMode: family.mqttMessageMode,
    mqttHexMode: 0,
    cipmux: 0,
    hotPlug: false,
    upgradeAuto: true,
    ntpContext: 0,
    ntp: undefined,
    zoneQuarters: family.zoneQuarters,
  };
}
