/** What a virtual modem is built from. */
import type { SimClock } from "../clock.ts";
import type { HttpOrigin } from "../cloud/http-origin.ts";
import type { Network } from "../cloud/network.ts";
import type { TlsListener } from "../cloud/tls.ts";
import type { Random } from "../random.ts";
import type { Family, FamilyName } from "./family.ts";

/** The card and the network behind it. Absent times are the family's own. */
export interface SimCard {
  readonly present: boolean;
  /** PIN the card asks for after each power-up; absent: none. */
  readonly pin?: string;
  readonly imsi: string;
  readonly iccid: string;
  /** APNs the network lets in; absent: any, and its own when none is named. */
  readonly apns?: readonly string[];
  readonly roaming?: boolean;
  /** The network refuses this card (arrears): +CREG 3. */
  readonly denied?: boolean;
  /** From RDY until +CPIN: READY; before it +CME ERROR: 14 (facts section 3). */
  readonly readyMs?: number;
  /** From SIM ready until registered, and from registered until attached. */
  readonly registerMs?: number;
  readonly attachMs?: number;
}

export interface ModemOptions {
  readonly clock: SimClock;
  readonly random: Random;
  readonly network: Network;
  /** The web, for HTTP requests; absent: nobody listens anywhere. */
  readonly origin?: HttpOrigin;
  /** How its https is served; absent: not at all. */
  readonly originTls?: TlsListener;
  readonly family: FamilyName;
  readonly sim?: Partial<SimCard>;
  /** Any field of the family's row, for the points the facts leave open. */
  readonly settings?: Partial<Family>;
  /** Wall time (Unix, ms) at simulated time 0, as the network's NITZ tells it. */
  readonly epochMs?: number;
  readonly imei?: string;
}

export const DEFAULT_SIM: SimCard = { present: true, imsi: "460001234567890", iccid: "89860012345678901234" };
export const DEFAULT_IMEI = "866123456789012";
export const DEFAULT_EPOCH_MS = Date.UTC(2026, 0, 1);
