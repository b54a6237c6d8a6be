/**
 * What goes wrong, by name. A fault is started on a modem, acts once (or `times` times) or is held until the returned
 * function is called, and combines with any other; chance comes from the modem's seed. Numbers are fact sheet sections.
 */

import { PDP_LOSS_LINES } from "./bearer.ts";
import * as act from "./fault-actions.ts";
import type { Inside } from "./inside.ts";

export interface FaultOptions {
  /** Ends a held fault by itself. */
  readonly forMs?: number;
  /** How often a one-shot acts; 1. */
  readonly times?: number;
  readonly delayMs?: number;
  /** The line or spelling to print. */
  readonly line?: string;
  /** How many bytes of garbage. */
  readonly bytes?: number;
}

export interface Fault {
  readonly what: string;
  readonly facts: string;
  readonly lasts: "once" | "held";
  readonly start: (inside: Inside, options: FaultOptions) => (() => void) | undefined;
}

const PAST_ANY_TIMEOUT_MS = 200_000;

export const FAULTS = {
  mute: {
    what: "hears nothing, says nothing; MQTT goes on behind",
    facts: "12.8",
    lasts: "held",
    start: act.mute,
  },
  garbage: {
    what: "random bytes on the line",
    facts: "2.1, 3",
    lasts: "once",
    start: (inside, { bytes = 24 }) => act.done(() => act.garbage(inside, bytes)),
  },
  rebooting: {
    what: "restarts by itself: boot lines, echo on again, everything forgotten",
    facts: "1.8",
    lasts: "once",
    start: (inside) => act.done(() => inside.power.reboot("exception")),
  },
  brownOut: {
    what: "restarts again and again, ROM text in front",
    facts: "3, 10",
    lasts: "held",
    start: (inside, { delayMs = 6000 }) => act.brownOut(inside, delayMs),
  },
  rdyDoubled: {
    what: "the next boot prints RDY twice, 0.7 s apart",
    facts: "3",
    lasts: "once",
    start: (inside, { times }) => act.onFrame(inside, times, "RDY", (frame) => act.again(inside, frame, 700)),
  },
  closed: {
    what: "CLOSED from the network",
    facts: "10, 12.1",
    lasts: "once",
    start: (inside) => act.done(() => inside.mqtt.closeFromNetwork()),
  },
  pdpLost: {
    what: "the context is lost, in the spelling of `line`",
    facts: "10, 12.2, 12.3",
    lasts: "once",
    start: (inside, { line = PDP_LOSS_LINES[0] }) => act.done(() => inside.bearer.lose(line)),
  },
  simRemoved: {
    what: "no card until the end; then it is put in again",
    facts: "4",
    lasts: "held",
    start: (inside) => {
      inside.radio.removeCard();
      return () => inside.radio.insertCard();
    },
  },
  registrationLost: {
    what: "no network; links die unnoticed",
    facts: "4, 12.5",
    lasts: "held",
    start: act.outage("lost"),
  },
  registrationDenied: {
    what: "the network refuses (arrears)",
    facts: "4",
    lasts: "held",
    start: act.outage("denied"),
  },
  connectFail: {
    what: "STATE: … and CONNECT FAIL",
    facts: "6.3",
    lasts: "once",
    start: (inside, { times = 1 }) =>
      act.done(() => {
        inside.mqtt.opensToFail += times;
      }),
  },
  mipstart767: {
    what: "+CME ERROR: 767 instead of CONNECT OK",
    facts: "6.3",
    lasts: "once",
    start: (inside, { times }) =>
      act.onFrame(inside, times, "CONNECT OK", (frame) => {
        inside.mqtt.contextLost();
        return [{ ...frame, text: inside.executor.errorText(767) }];
      }),
  },
  connackRefused: {
    what: "the login is refused: `ERROR`, or `CLOSED` by the setting `connackRefusal`",
    facts: "6.4",
    lasts: "once",
    start: (inside, { times = 1 }) =>
      act.done(() => {
        inside.mqtt.connacksToRefuse += times;
      }),
  },
  pubackSwallowed: { what: "PUBACK never comes", facts: "21", lasts: "once", start: act.swallow("PUBACK") },
  pubackLate: { what: "PUBACK comes late", facts: "21", lasts: "once", start: act.late("PUBACK", 45_000) },
  subackSwallowed: { what: "SUBACK never comes", facts: "13", lasts: "once", start: act.swallow("SUBACK") },
  subackLate: { what: "SUBACK comes late", facts: "13", lasts: "once", start: act.late("SUBACK", 15_000) },
  publishFailsLate: {
    what: "+CME ERROR: 767 instead of PUBACK",
    facts: "6.6",
    lasts: "once",
    start: (inside, { times }) =>
      act.onFrame(inside, times, "PUBACK", (frame) => [{ ...frame, text: inside.executor.errorText(767) }]),
  },
  lateAnswer: {
    what: "the next command's answer comes beyond any time-out",
    facts: "2.2, 21",
    lasts: "once",
    start: (inside, { delayMs = PAST_ANY_TIMEOUT_MS }) =>
      act.done(() => {
        inside.executor.extraDelayMs += delayMs;
      }),
  },
  commandLost: {
    what: "the next command is lost without echo or answer",
    facts: "3, 21",
    lasts: "once",
    start: (inside, { times = 1 }) =>
      act.done(() => {
        inside.executor.toSwallow += times;
      }),
  },
  answerLost: {
    what: "the next final result is lost; the command was done",
    facts: "6.6, 21",
    lasts: "once",
    start: (inside, { times }) => act.onFrame(inside, times, "final", () => []),
  },
  promptLost: {
    what: "data mode without its `>`",
    facts: "6.6",
    lasts: "once",
    start: (inside, { times }) => act.onFrame(inside, times, "prompt", () => []),
  },
  urcBeforeFinal: {
    what: "a URC between a command and its final result",
    facts: "1.4",
    lasts: "once",
    start: act.inject("final", "before"),
  },
  urcAfterFinal: {
    what: "a URC between OK and the second line",
    facts: "1.4",
    lasts: "once",
    start: act.inject("final", "after"),
  },
  urcAfterPrompt: {
    what: "a URC between prompt and data, in one burst",
    facts: "21, 23.7",
    lasts: "once",
    start: act.inject("prompt", "after"),
  },
  urcInEcho: { what: "a URC in the middle of an echo", facts: "21", lasts: "once", start: act.splitEcho },
  tailMissing: {
    what: "no CR LF behind the next URC or second line",
    facts: "4, 21",
    lasts: "once",
    start: (inside, { times }) => act.onFrame(inside, times, "unasked", (frame) => [{ ...frame, tail: "" }]),
  },
  clientPrefix: {
    what: "words with the client number: `7,CONNECT OK`",
    facts: "5, 21",
    lasts: "held",
    start: act.clientPrefix,
  },
  colonBlank: {
    what: "the blank behind a colon comes and goes",
    facts: "2.3, 21",
    lasts: "held",
    start: act.flipColon,
  },
  ceregAsCgreg: { what: "CEREG? answered by a +CGREG line", facts: "4", lasts: "held", start: act.ceregAsCgreg },
  messagesGlued: {
    what: "the next two messages in one burst",
    facts: "21",
    lasts: "once",
    start: act.glue([/^\+MSUB/, /^\+MSUB/]),
  },
  subackGlued: {
    what: "SUBACK and the next message in one burst",
    facts: "6.5, 21",
    lasts: "once",
    start: act.glue([/^SUBACK$/, /^\+MSUB/]),
  },
  messageBeforeSuback: {
    what: "the message in front of its SUBACK, in one burst",
    facts: "6.5, 22",
    lasts: "once",
    start: act.glue([/^\+MSUB/, /^SUBACK$/]),
  },
  linkHalfOpen: {
    what: "the present link is dead for good and nobody says so; new ones work",
    facts: "6.1, 9",
    lasts: "once",
    start: (inside) => act.done(() => inside.mqtt.link.dies()),
  },
  networkVanishes: {
    what: "all packets and opens vanish, both ways",
    facts: "6.1, 9",
    lasts: "held",
    start: act.vanish,
  },
  upgradeNotice: {
    what: "+UPGRADEIND",
    facts: "10",
    lasts: "once",
    start: (inside, { line = "+UPGRADEIND: 10" }) => act.done(() => inside.out.urc(line)),
  },
  selfUpgrade: {
    what: 'downloads new firmware and restarts twice, unless UPGRADE="AUTO",0 was sent',
    facts: "1.10",
    lasts: "once",
    start: act.selfUpgrade,
  },
} as const satisfies Record<string, Fault>;

export type FaultName = keyof typeof FAULTS;
