/** What is wrong with modem, card, network or broker: which step says so, what it advises, and the exit code. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Family } from "../../sim/modem/family.ts";
import type { FaultName, FaultOptions } from "../../sim/modem/faults.ts";
import type { StepName, Verdict } from "../../tools/probe/report.ts";
import { Rig, type RigOptions, rowOf, troubles } from "./probe-rig.ts";

interface Case {
  readonly what: string;
  readonly options?: RigOptions;
  /** A fault and when it strikes, in seconds of the modem's power. */
  readonly fault?: readonly [name: FaultName, atS: number, options?: FaultOptions];
  readonly set?: (rig: Rig) => void;
  readonly step: StepName;
  readonly verdict: Verdict;
  readonly seen: RegExp;
  readonly advice: RegExp;
  readonly exitCode: number;
  /** Steps beside it that are not ok. */
  readonly beside?: readonly string[];
}

const NEVER_MS = 10_000_000;
const untried = (...steps: StepName[]) => steps.map((step) => `${step} not tried`);
const FROM_SIGNAL = untried("signal", "registration", "attach", "bearer", "broker", "login", "round trip");
const FROM_ATTACH = FROM_SIGNAL.slice(2);
const FROM_BROKER = FROM_SIGNAL.slice(4);
const ALL_BUT_ANSWER = [...untried("identity", "firmware", "SIM"), ...FROM_SIGNAL, "supply not tried"];
const unsupported = (...names: string[]): Pick<Family, "unsupported"> => ({ unsupported: names });
const MQTT = ["MCONFIG", "MIPSTART", "MCONNECT", "MSUB", "MPUB", "MQTTSTATU", "MQTTMODE", "MQTTMSGSET", "MDISCONNECT"];

const failure = { verdict: "fail", exitCode: 1 } as const;
const warning = { verdict: "warn", exitCode: 0 } as const;

const CASES: readonly Case[] = [
  {
    what: "a modem that says nothing",
    fault: ["mute", 0],
    step: "answer",
    seen: /no OK to AT within 30 s at 115200 baud; nothing came at all/,
    advice: /TX goes to the modem's RX.*PWRKEY: low for 2 s/,
    verdict: "fail",
    exitCode: 4,
    beside: ALL_BUT_ANSWER,
  },
  {
    what: "a modem at another rate than the one that was asked for",
    options: { settings: { iprBaud: 9600 } },
    step: "answer",
    seen: /no OK.*bytes that are no text came/,
    advice: /not at this rate: leave --baud out/,
    verdict: "fail",
    exitCode: 4,
    beside: ALL_BUT_ANSWER,
  },
  {
    what: "a modem at another rate, found",
    options: { settings: { iprBaud: 9600 }, bauds: [115_200, 57_600, 9600] },
    step: "answer",
    seen: /answers at 9600 baud/,
    advice: /modem\.baud to 9600.*AT\+IPR=115200;&W/,
    ...warning,
  },
  {
    what: "a modem that starts again and again before it answers",
    fault: ["brownOut", 0.1, { delayMs: 4200 }],
    step: "answer",
    seen: /no OK to AT.*it started \d times/,
    advice: /supply too weak/,
    verdict: "fail",
    exitCode: 4,
    beside: ALL_BUT_ANSWER,
  },
  {
    what: "a modem that starts again and again",
    fault: ["brownOut", 5],
    step: "registration",
    seen: /the modem restarted 2 times during the probe/,
    advice: /supply too weak.*2 A/,
    ...failure,
    beside: [...FROM_ATTACH, "supply not tried"],
  },
  {
    what: "a modem that restarts once",
    fault: ["rebooting", 4.6],
    step: "supply",
    seen: /restarted during the probe; 3\.80 V/,
    advice: /bursts of up to 2 A/,
    ...warning,
  },
  {
    what: "a low supply",
    options: { settings: { batteryMv: 3350 } },
    step: "supply",
    seen: /3\.35 V, then 3\.35 V/,
    advice: /below 3\.4 V/,
    ...warning,
  },
  {
    what: "a supply below what the modem takes",
    options: { settings: { batteryMv: 3250 } },
    step: "supply",
    seen: /3\.25 V/,
    advice: /3\.3 to 4\.3 V/,
    ...failure,
  },
  {
    what: "another make",
    options: { settings: { identity: { cgmi: "Other", cgmm: "M1", cgmr: "M1_R2", ati: "M1" } } },
    step: "identity",
    seen: /Other M1, firmware M1_R2/,
    advice: /Luat \/ AirM2M/,
    ...warning,
  },
  {
    what: "a build without MQTT",
    options: { family: "air202", settings: unsupported(...MQTT, "MIPCLOSE") },
    step: "firmware",
    seen: /AT\+MQTTSTATU: ERROR, AT\+MCONFIG=\?: ERROR/,
    advice: /_AT_S_SSL.*Yours is AirM2M_V5595_AT_S_SSL/,
    ...failure,
    beside: FROM_BROKER,
  },
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

for (const { what, options = {}, fault, set, step, verdict, seen, advice, exitCode, beside = [] } of CASES) {
  test(`${what}: ${step}, ${verdict}`, async () => {
    const rig = new Rig(options);
    set?.(rig);
    if (fault) rig.clock.after(fault[1] * 1000, () => rig.modem.fault(fault[0], fault[2]));
    const report = await rig.run();
    const row = rowOf(report, step);
    const shown = JSON.stringify(report.rows, null, 1);
    assert.equal(row.verdict, verdict, shown);
    assert.match(row.seen, seen);
    assert.match(row.advice ?? "", advice);
    assert.equal(report.exitCode, exitCode, shown);
    assert.deepEqual(troubles(report), troublesOf(`${step} ${verdict}`, beside), shown);
    assert.deepEqual(rig.modem.violations, []);
  });
}

/** In the order of the steps. */
function troublesOf(own: string, beside: readonly string[]): string[] {
  const order = [
    "answer",
    "identity",
    "firmware",
    "SIM",
    "signal",
    "registration",
    "attach",
    "bearer",
    "broker",
    "login",
  ];
  const place = (text: string) => {
    const at = order.findIndex((step) => text.startsWith(step));
    return at >= 0 ? at : text.startsWith("round trip") ? order.length : order.length + 1;
  };
  return [own, ...beside].sort((a, b) => place(a) - place(b));
}
