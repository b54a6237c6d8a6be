/**
 * What goes wrong behind the modem's antenna: the way to the platform, its broker, the platform itself. The same shape as
 * the modem's (`../modem/faults.ts`), and as free to be combined. Facts are sections of the Aliyun IoT sheet.
 */
import type { SimClock } from "../clock.ts";
import { done, type FaultOf, type FaultOptions } from "../modem/fault.ts";
import { intrude } from "./intruder.ts";
import { holdKnobs, holdTogether } from "./knobs.ts";
import type { Device } from "./login.ts";
import type { Platform } from "./platform.ts";
import type { Settings } from "./settings.ts";
import type { VirtualBroker } from "./virtual-broker.ts";
import type { VirtualNetwork } from "./virtual-network.ts";

export interface CloudInside {
  readonly clock: SimClock;
  readonly network: VirtualNetwork;
  readonly broker: VirtualBroker;
  readonly platform: Platform;
  readonly device: Device;
}

type Start = FaultOf<CloudInside>["start"];

/** Of each kind (2.4): never to be repeated (460, 62xx, 63xx), and to be repeated all the same. */
export const REFUSED_FOR_GOOD = [460, 6207, 6200, 6307, 6320, 6302] as const;
export const REFUSED_FOR_NOW = [429, 500, 6204, 6208, 6313, 6452, 26010, 5160] as const;
const CONNACK_CODES = [3, 4, 5, 2, 1] as const;
/** Past the device's own patience with a reply, and past its patience with a session. */
const LATE_REPLY_MS = [30_000, 90_000] as const;
const INTRUDER_BACK_MS = [10_000, 500] as const;
const GPRS_MS = 2500;

const byDelay = (delaysMs: readonly number[]): Record<string, FaultOptions> =>
  Object.fromEntries(delaysMs.map((delayMs) => [String(delayMs), { delayMs }]));
const byCode = (codes: readonly number[]): Record<string, FaultOptions> =>
  Object.fromEntries(codes.map((code) => [String(code), { code }]));

function turns<T extends object>(what: (inside: CloudInside) => T, to: (options: FaultOptions) => Partial<T>): Start {
  return (inside, options) => holdKnobs(what(inside), to(options));
}

const settings = (to: (options: FaultOptions) => Partial<Settings>): Start =>
  turns(({ platform }) => platform.settings, to);
const broker = (to: (options: FaultOptions) => Partial<VirtualBroker>): Start => turns((inside) => inside.broker, to);

function vanishWith(start: (network: VirtualNetwork) => void): Start {
  return ({ network }) => {
    start(network);
    return holdTogether(network, () => network.restore());
  };
}

function refuses(what: "refusePosts" | "refuseRequests"): Start {
  return ({ platform }, { code = 500 }) => {
    platform[what](code);
    return () => platform[what](code, 0);
  };
}

export const CLOUD_FAULTS = {
  dnsFails: {
    what: "no name resolves; links that stand are reset",
    facts: "8.10",
    lasts: "held",
    acts: "now",
    start: vanishWith((network) => {
      network.dnsFail();
      network.drop();
    }),
  },
  brokerRefuses: {
    what: "connections are refused, and those that stand are reset",
    facts: "8.10",
    lasts: "held",
    acts: "now",
    start: vanishWith((network) => {
      network.refuse();
      network.drop();
    }),
  },
  brokerResets: {
    what: "the broker resets the connection; new ones open at once",
    facts: "7",
    lasts: "once",
    acts: "now",
    start: ({ network }) => done(() => network.drop()),
  },
  networkCut: {
    what: "links go silent for good and nobody says so; new ones time out",
    facts: "8.10",
    lasts: "held",
    acts: "now",
    start: vanishWith((network) => network.cut()),
  },
  networkStalls: {
    what: "nothing arrives; at the end all of it does",
    facts: "8.10",
    lasts: "held",
    acts: "now",
    start: vanishWith((network) => network.stall()),
  },
  networkSlow: {
    what: "every packet takes seconds",
    facts: "8.10",
    lasts: "held",
    acts: "now",
    start: turns(
      ({ network }) => network.latency,
      ({ delayMs = GPRS_MS }) => ({ dnsMs: delayMs, openMs: delayMs, upMs: delayMs, downMs: delayMs }),
    ),
  },
  brokerMute: {
    what: "the broker accepts connections and says nothing: no CONNACK, SUBACK, PUBACK",
    facts: "8.10",
    lasts: "held",
    acts: "now",
    start: broker(() => ({ isMute: true })),
  },
  loginRefused: {
    what: "each login is answered with CONNACK `code`",
    facts: "1.3",
    lasts: "held",
    acts: "now",
    variants: byCode(CONNACK_CODES),
    start: broker(({ code = 5 }) => ({ refusesWith: code as 5 })),
  },
  connackLate: {
    what: "CONNACK comes after `delayMs`",
    facts: "8.10",
    lasts: "held",
    acts: "now",
    start: broker(({ delayMs = 25_000 }) => ({ connackDelayMs: delayMs })),
  },
  pubackFrozen: {
    what: "the broker takes messages and sends no PUBACK",
    facts: "8.10",
    lasts: "held",
    acts: "now",
    start: broker(() => ({ freezesPuback: true })),
  },
  closesSoon: {
    what: "the broker closes each connection after a few packets",
    facts: "8.10",
    lasts: "held",
    acts: "now",
    variants: { 2: { times: 2 }, 5: { times: 5 } },
    start: broker(({ times = 5 }) => ({ closeAfterPackets: times })),
  },
  kicked: {
    what: "a second login with the same triple throws the device off, once",
    facts: "1.3",
    lasts: "once",
    acts: "now",
    start: (inside) => done(() => intrude(inside, undefined)),
  },
  kickedAgain: {
    what: "a second device with the same triple comes back `delayMs` after each login",
    facts: "0.5, 1.3",
    lasts: "held",
    acts: "now",
    variants: byDelay(INTRUDER_BACK_MS),
    start: (inside, { delayMs = INTRUDER_BACK_MS[0] }) => intrude(inside, delayMs),
  },
  repliesMissing: {
    what: "PUBACK comes, and no post_reply",
    facts: "0.8, 8.6",
    lasts: "held",
    acts: "now",
    start: ({ platform }) => {
      platform.loseReplies(Number.POSITIVE_INFINITY);
      return () => platform.loseReplies(0);
    },
  },
  replyLost: {
    what: "the next post_reply is lost",
    facts: "8.6",
    lasts: "once",
    acts: "next",
    variants: { 1: {}, 4: { times: 4 } },
    start: ({ platform }, { times = 1 }) => done(() => platform.loseReplies(times)),
  },
  replyDoubled: {
    what: "each post_reply comes twice",
    facts: "2.3",
    lasts: "held",
    acts: "now",
    start: settings(() => ({ duplicateReplies: 1 })),
  },
  replyLate: {
    what: "each post_reply comes after `delayMs`",
    facts: "8.6",
    lasts: "held",
    acts: "now",
    variants: byDelay(LATE_REPLY_MS),
    start: settings(({ delayMs = LATE_REPLY_MS[0] }) => ({ replyDelayMs: delayMs })),
  },
  replyToAnother: {
    what: "each post_reply names another id",
    facts: "8.6",
    lasts: "held",
    acts: "now",
    start: settings(() => ({ wrongId: true })),
  },
  refusedOnce: {
    what: "the next post is not taken: post_reply with `code`",
    facts: "2.4",
    lasts: "once",
    acts: "next",
    variants: byCode([...REFUSED_FOR_GOOD, ...REFUSED_FOR_NOW]),
    start: ({ platform }, { code = 500, times = 1 }) => done(() => platform.refusePosts(code, times)),
  },
  refused: {
    what: "no post is taken: post_reply with `code`",
    facts: "2.4",
    lasts: "held",
    acts: "now",
    variants: byCode([429, 500, 6204, 6313]),
    start: refuses("refusePosts"),
  },
  questionsRefused: {
    what: "whatever the device asks or hands in beside its posts is answered with `code`",
    facts: "2.4, 4",
    lasts: "held",
    acts: "now",
    variants: byCode([429, 500, 460, 6100]),
    start: refuses("refuseRequests"),
  },
} as const satisfies Record<string, FaultOf<CloudInside>>;

export type CloudFaultName = keyof typeof CLOUD_FAULTS;
