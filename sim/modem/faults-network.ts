/** Faults of card, network, bearer and link as the modem meets them, and of the time it tells (facts 4, 5, 6, 10, 16). */
import { PDP_LOSS_LINES } from "./bearer.ts";
import { done, type FaultOf, type FaultOptions } from "./fault.ts";
import * as act from "./fault-actions.ts";
import type { Inside } from "./inside.ts";

const HOUR_MS = 3_600_000;
/** An hour both ways; beyond what the platform takes for a time; before and behind any clock's plausible range. */
const JUMPS: Readonly<Record<string, FaultOptions>> = {
  "+1h": { delayMs: HOUR_MS },
  "-1h": { delayMs: -HOUR_MS },
  "+49h": { delayMs: 49 * HOUR_MS },
  "-10y": { delayMs: -10 * 8766 * HOUR_MS },
  "+60y": { delayMs: 60 * 8766 * HOUR_MS },
};

export const NETWORK_FAULTS = {
  closed: {
    what: "CLOSED from the network",
    facts: "10, 12.1",
    lasts: "once",
    acts: "now",
    start: (inside) => done(() => inside.mqtt.closeFromNetwork()),
  },
  pdpLost: {
    what: "the context is lost, in the spelling of `line`",
    facts: "10, 12.2, 12.3",
    lasts: "once",
    acts: "now",
    variants: Object.fromEntries(PDP_LOSS_LINES.map((line, i) => [String(i), { line }])) as Record<
      string,
      FaultOptions
    >,
    start: (inside, { line = PDP_LOSS_LINES[0] }) => done(() => inside.bearer.lose(line)),
  },
  simRemoved: {
    what: "no card until the end; then it is put in again",
    facts: "4",
    lasts: "held",
    acts: "now",
    start: (inside) => {
      inside.radio.removeCard();
      return () => inside.radio.insertCard();
    },
  },
  registrationLost: {
    what: "no network; links die unnoticed",
    facts: "4, 12.5",
    lasts: "held",
    acts: "now",
    start: act.outage("lost"),
  },
  registrationDenied: {
    what: "the network refuses (arrears)",
    facts: "4",
    lasts: "held",
    acts: "now",
    start: act.outage("denied"),
  },
  connectFail: {
    what: "STATE: … and CONNECT FAIL",
    facts: "6.3",
    lasts: "once",
    acts: "next",
    variants: { 1: {}, 6: { times: 6 } },
    start: (inside, { times = 1 }) =>
      done(() => {
        inside.mqtt.opensToFail += times;
      }),
  },
  connackRefused: {
    what: "the login is refused: `ERROR`, or `CLOSED` by the setting `connackRefusal`",
    facts: "6.4",
    lasts: "once",
    acts: "next",
    variants: { 1: {}, 4: { times: 4 } },
    start: (inside, { times = 1 }) =>
      done(() => {
        inside.mqtt.connacksToRefuse += times;
      }),
  },
  linkHalfOpen: {
    what: "the present link is dead for good and nobody says so; new ones work",
    facts: "6.1, 9",
    lasts: "once",
    acts: "now",
    start: (inside) => done(() => inside.mqtt.link.dies()),
  },
  networkVanishes: {
    what: "all packets and opens vanish, both ways",
    facts: "6.1, 9",
    lasts: "held",
    acts: "now",
    start: act.vanish,
  },
  clockJumps: {
    what: "the network's time is off by `delayMs`, and said so by a NITZ line, until the end",
    facts: "16",
    lasts: "held",
    acts: "now",
    variants: JUMPS,
    start: act.jumpClock,
  },
  clockUnset: {
    what: "the modem's clock is not set, and the network tells no time",
    facts: "16",
    lasts: "held",
    acts: "now",
    start: act.unsetClock,
  },
} as const satisfies Record<string, FaultOf<Inside>>;
