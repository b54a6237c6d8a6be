/** What is wrong with the modem itself: its line, its start, its supply, its firmware. */
import type { Family } from "../../sim/modem/family.ts";
import { ALL_BUT_ANSWER, type Case, FROM_ATTACH, FROM_BROKER, failure, testCases, warning } from "./probe-cases.ts";

const unsupported = (...names: string[]): Pick<Family, "unsupported"> => ({ unsupported: names });
const MQTT = ["MCONFIG", "MIPSTART", "MCONNECT", "MSUB", "MPUB", "MQTTSTATU", "MQTTMODE", "MQTTMSGSET", "MDISCONNECT"];

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
];

testCases(CASES);
