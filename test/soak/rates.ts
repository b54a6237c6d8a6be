/** What befalls a device, and how often: the numbers of a poor site, so that a year of it is a hard one. */
import type { NodeConfig } from "../../sim/profile.ts";
import { SOAK_CONFIG } from "./config.ts";
import { alarm, alarms, type Deed, fault, gas, held, once, type Rate } from "./deed.ts";
import type { Dice } from "./dice.ts";

const HOUR_S = 3600;
/** Of interest, and no alarm. */
const HINT_PERCENT = 11;
const PDP_SPELLINGS = ["0", "1", "2", "3", "4"] as const;
const FOR_NOW = ["429", "500", "6204", "6208", "6313", "6452", "26010"] as const;

const GAS: readonly Rate[] = [
  { what: "short alarm", perYear: 70, deeds: (dice) => alarm(dice, 12, 90) },
  { what: "alarm", perYear: 50, deeds: (dice) => alarm(dice, 60, 1200) },
  { what: "long alarm", perYear: 6, deeds: (dice) => alarm(dice, HOUR_S, 4 * HOUR_S) },
  { what: "burst of alarms", perYear: 16, deeds: (dice) => alarms(dice, 5, 20) },
  { what: "puff of gas", perYear: 30, deeds: (dice) => alarm(dice, 0.3, 18) },
  { what: "hint of gas", perYear: 20, deeds: (dice) => [gas(0, HINT_PERCENT), gas(dice.spanMs(20, 1200), 0)] },
];

/** The network and the way to the cloud. */
const NETWORK: readonly Rate[] = [
  ...(
    [
      ["networkCut", 50, 2, 900],
      ["networkCut", 4, 900, 4 * HOUR_S],
      ["networkVanishes", 50, 2, 900],
      ["networkVanishes", 2, 900, 6 * HOUR_S],
      ["registrationLost", 50, 2, 900],
      ["registrationLost", 2, 900, 4 * HOUR_S],
      ["registrationDenied", 4, 60, HOUR_S],
      ["networkStalls", 30, 1, 120],
      ["networkSlow", 12, 60, 1800],
      ["dnsFails", 6, 30, HOUR_S],
      ["simRemoved", 8, 0.5, 900],
      ["clockJumps", 6, 600, 2 * HOUR_S, ["+1h", "-1h", "+49h", "-10y", "+60y"]],
      ["clockUnset", 4, 600, 2 * HOUR_S],
    ] as const
  ).map(held),
  ...(
    [
      ["brokerResets", 30],
      ["closed", 20],
      ["pdpLost", 30, PDP_SPELLINGS],
      ["linkHalfOpen", 16],
      ["connectFail", 6, ["1", "6"]],
    ] as const
  ).map(once),
];

const MODEM: readonly Rate[] = [
  ...(["rebooting", "silentReset", "hung"] as const).map((name) => once([name, 12])),
  ...(["hungToTheKey", "selfUpgrade", "upgradeNotice", "rdyDoubled"] as const).map((name) => once([name, 4])),
  held(["hungToTheSupply", 3, 300, 1800]),
  held(["mute", 6, 30, 1800]),
  held(["brownOut", 4, 10, 300]),
  ...(["commandLost", "answerLost", "answerDoubled", "errorForOk", "okWithoutDeed", "pubackSwallowed"] as const).map(
    (name) => once([name, 4]),
  ),
  ...(["pubackLate", "publishFailsLate", "urcEverywhere", "urcBeforeFinal", "urcAfterFinal"] as const).map((name) =>
    once([name, 3]),
  ),
  once(["lateAnswer", 8, ["2500", "12000", "200000"]]),
  once(["cmeForOk", 8, ["3", "14", "30", "50", "100", "767"]]),
];

/** Bytes that become others on the line. */
const NOISE: readonly Rate[] = [
  once(["garbage", 5]),
  once(["byteLost", 5, ["line", "final", "result", "message"]]),
  once(["byteFlipped", 5, ["line", "final", "result", "message"]]),
  once(["noiseInserted", 4, ["line", "final", "result", "message"]]),
  held(["baudChanged", 2, 5, 300, ["9600", "921600"]]),
];

const CLOUD: readonly Rate[] = [
  ...(
    [
      ["brokerRefuses", 6, 10, HOUR_S],
      ["brokerMute", 6, 30, HOUR_S],
      ["loginRefused", 4, 60, HOUR_S, ["3", "4", "5"]],
      ["connackLate", 6, 30, 900],
      ["pubackFrozen", 4, 30, 900],
      ["closesSoon", 3, 30, 600, ["2", "5"]],
      ["kickedAgain", 2, 60, 900],
      ["repliesMissing", 6, 10, 1800],
      ["replyDoubled", 6, 60, 900],
      ["replyLate", 8, 60, 900, ["30000", "90000"]],
      ["replyToAnother", 2, 10, 600],
      ["refused", 6, 10, 1800, ["429", "500", "6204", "6313"]],
    ] as const
  ).map(held),
  once(["kicked", 6]),
  once(["replyLost", 30, ["1", "4"]]),
  once(["refusedOnce", 8, FOR_NOW]),
];

const SENSOR: readonly Rate[] = (
  [
    ["sensorOpen", 8, 2, 2 * HOUR_S],
    ["sensorSaturated", 4, 2, HOUR_S],
    ["sensorNaN", 4, 2, HOUR_S],
    ["sensorShort", 3, 2, HOUR_S],
    ["sensorWorn", 2, 2, HOUR_S],
  ] as const
).map(held);

/** `plugPulled` and `boardPower` are held for as long as the supply is away. */
const POWER: readonly Rate[] = [
  held(["plugPulled", 24, 0.2, 60]),
  held(["plugPulled", 6, 60, 3 * HOUR_S]),
  held(["boardPower", 6, 0.2, 60]),
  once(["boardReset", 12]),
  once(["boardStalled", 12]),
  { what: "pair of power cuts", perYear: 10, deeds: pairOfCuts },
  { what: "power cut in a write", perYear: 16, deeds: cutInWrite },
];

function pairOfCuts(dice: Dice): Deed[] {
  const first = fault(dice, "plugPulled", undefined, dice.spanMs(0.2, 10));
  return [first, { ...fault(dice, "plugPulled", undefined, dice.spanMs(0.2, 10)), afterMs: dice.spanMs(11, 240) }];
}

/** While an alarm is being written, or soon after it. */
function cutInWrite(dice: Dice): Deed[] {
  const cut = {
    act: "cut",
    words: dice.between(1, 40),
    isTorn: dice.next() < 0.7,
    offMs: dice.spanMs(0.2, 60),
  } as const;
  return [{ afterMs: 0, ...cut }, ...alarms(dice, 1, 3, 100)];
}

const withPart = (change: NodeConfig): NodeConfig => ({
  ...SOAK_CONFIG,
  ...change,
  cloud: { ...SOAK_CONFIG.cloud, ...change.cloud },
  gas: { ...SOAK_CONFIG.gas, ...change.gas },
});

const SETTINGS: readonly Rate[] = [
  {
    what: "other settings",
    perYear: 8,
    deeds: (dice) => {
      const gasPart = { alarmLelPercent: dice.pick([18, 19, 20]) };
      const change = withPart({ gas: gasPart, report: { intervalS: dice.pick([120, 200, 300]) } });
      return [{ afterMs: 0, act: "configure", change, end: "kept" }];
    },
  },
  {
    what: "settings that are refused",
    perYear: 3,
    deeds: () => [{ afterMs: 0, act: "configure", change: withPart({ gas: { alarmLelPercent: 90 } }), end: "refused" }],
  },
  {
    what: "settings that lead nowhere",
    perYear: 3,
    deeds: (dice) => {
      const cloud = dice.pick([{ host: "no.such.host" }, { deviceSecret: "not the secret" }, { port: 1884 }]);
      return [{ afterMs: 0, act: "configure", change: withPart({ cloud }), end: "tried" }];
    },
  },
];

const CALM_WEATHER: readonly Rate[] = [
  ...GAS,
  ...NETWORK,
  ...MODEM,
  ...NOISE,
  ...CLOUD,
  ...SENSOR,
  ...POWER,
  ...SETTINGS,
];
const STORM_RATES: readonly Rate[] = [...NETWORK, ...MODEM, ...CLOUD, ...POWER];
const STORM_MS = 900_000;

const shortened = (deed: Deed): Deed =>
  deed.act === "fault" && deed.holdMs !== undefined ? { ...deed, holdMs: Math.min(deed.holdMs, STORM_MS) } : deed;

/** Gas, and a quarter of an hour in which several things fail. */
function storm(dice: Dice): Deed[] {
  const troubles = Array.from({ length: dice.between(2, 4) }, () => {
    const afterMs = dice.between(0, STORM_MS);
    return dice
      .pick(STORM_RATES)
      .deeds(dice)
      .map((deed) => ({ ...shortened(deed), afterMs: deed.afterMs + afterMs }));
  });
  return [...troubles.flat(), ...alarms(dice, 3, 8)];
}

export const RATES: readonly Rate[] = [...CALM_WEATHER, { what: "storm", perYear: 24, deeds: storm }];
