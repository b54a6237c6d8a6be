/** What is wrong with the card, the network, the broker, or the way to it. */
import {
  type Case,
  FROM_ATTACH,
  FROM_BROKER,
  FROM_SIGNAL,
  failure,
  NEVER_MS,
  testCases,
  untried,
  warning,
} from "./probe-cases.ts";

const CASES: readonly Case[] = [
  ...(["air202", "air724", "air780e"] as const).map(
    (family): Case => ({
      what: `no card in an ${family}`,
      options: { family, sim: { present: false } },
      step: "SIM",
      seen: /NOT INSERTED|\+CME ERROR: 10 \(SIM not inserted\)/,
      advice: /Is the card in, the right way round/,
      ...failure,
      beside: FROM_SIGNAL,
    }),
  ),
  {
    what: "a card with a PIN",
    options: { sim: { pin: "1234" } },
    step: "SIM",
    seen: /\+CPIN: SIM PIN/,
    advice: /switch the PIN off/,
    ...failure,
    beside: FROM_SIGNAL,
  },
  {
    what: "a card that never gets ready",
    options: { sim: { readyMs: NEVER_MS } },
    step: "SIM",
    seen: /\+CME ERROR: 14 \(SIM busy\)/,
    advice: /does not get ready/,
    ...failure,
    beside: FROM_SIGNAL,
  },
  {
    what: "no signal",
    options: { settings: { rssi: 99 } },
    step: "signal",
    seen: /unknown: \+CSQ: 99,0/,
    advice: /antenna plugged in/,
    ...failure,
  },
  {
    what: "a weak signal",
    options: { settings: { rssi: 8 } },
    step: "signal",
    seen: /CSQ 8 \(-97 dBm\): too weak/,
    advice: /antenna/,
    ...failure,
  },
  {
    what: "a marginal signal",
    options: { settings: { rssi: 14 } },
    step: "signal",
    seen: /CSQ 14 \(-85 dBm\): marginal/,
    advice: /antenna/,
    ...warning,
  },
  {
    what: "a card that the network refuses",
    options: { sim: { denied: true } },
    step: "registration",
    seen: /denied by the network \(\+CREG: 0,3\); \+CGREG: 0,3; \+CEREG: 0,3/,
    advice: /activated.*IMEI/,
    ...failure,
    beside: FROM_ATTACH,
  },
  {
    what: "no network",
    options: { sim: { registerMs: NEVER_MS } },
    step: "registration",
    seen: /searching \(\+CREG: 0,2\)/,
    advice: /No network takes it.*antenna/,
    ...failure,
    beside: FROM_ATTACH,
  },
  {
    what: "a foreign network",
    options: { sim: { roaming: true } },
    step: "registration",
    seen: /registered, roaming \(\+CREG: 0,5\)/,
    advice: /roaming data/,
    ...warning,
  },
  {
    what: "a card without data",
    options: { sim: { attachMs: NEVER_MS } },
    step: "attach",
    seen: /\+CGATT: 0/,
    advice: /plan have data/,
    ...failure,
    beside: FROM_ATTACH.slice(1),
  },
  {
    what: "an APN that the network refuses",
    options: { family: "air202", sim: { apns: ["m2m.example"] } },
    step: "bearer",
    seen: /APN CMNET: AT\+CIICR: ERROR/,
    advice: /the APN "CMNET".*--apn <name>/,
    ...failure,
    beside: FROM_BROKER,
  },
  {
    what: "a broker that refuses connections",
    set: (rig) => {
      rig.broker.opening = "refused";
    },
    step: "broker",
    seen: /broker\.example:1883: STATE: IP STATUS, CONNECT FAIL/,
    advice: /Does broker\.example resolve, and does a broker listen on port 1883.*firewall/,
    ...failure,
    beside: untried("login", "round trip"),
  },
  {
    what: "a link that the modem has words for",
    options: { settings: { printsTcpError: true } },
    set: (rig) => {
      rig.broker.opening = "dns";
    },
    step: "broker",
    seen: /TCP ERROR:5 \(no network\)|STATE: IP STATUS, CONNECT FAIL/,
    advice: /resolve/,
    ...failure,
    beside: untried("login", "round trip"),
  },
  {
    what: "a broker that never answers",
    set: (rig) => {
      rig.broker.opening = "never";
    },
    step: "broker",
    seen: /CONNECT FAIL/,
    advice: /firewall/,
    ...failure,
    beside: untried("login", "round trip"),
  },
  {
    what: "a connection of which nothing more is heard",
    fault: ["resultLost", 0],
    step: "broker",
    seen: /OK, and then nothing within its time/,
    advice: /firewall/,
    ...failure,
    beside: untried("login", "round trip"),
  },
  {
    what: "a login that is refused",
    set: (rig) => {
      rig.broker.returnCode = 5;
    },
    step: "login",
    seen: /refused: ERROR/,
    advice: /user and password right/,
    ...failure,
    beside: untried("round trip"),
  },
  {
    what: "a login that is refused without a word",
    options: { settings: { connackRefusal: "CLOSED" } },
    set: (rig) => {
      rig.broker.returnCode = 4;
    },
    step: "login",
    seen: /refused: CLOSED/,
    advice: /user and password right/,
    ...failure,
    beside: untried("round trip"),
  },
  {
    what: "a topic that nothing comes back from",
    set: (rig) => {
      rig.broker.isDeaf = true;
    },
    step: "round trip",
    seen: /published, and not heard within 20 s/,
    advice: /access list/,
    ...failure,
  },
  {
    what: "a message that is not acknowledged",
    fault: ["pubackSwallowed", 0],
    step: "round trip",
    seen: /AT\+MPUB: timeout/,
    advice: /access list/,
    ...failure,
  },
];

testCases(CASES);
