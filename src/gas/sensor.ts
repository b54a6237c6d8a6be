/**
 * Samples -> tagged readings: one a second, and a reading from each five. What no sound sensor can give is a fault (facts: gas
 * sections C.1 to C.3).
 * @singleton
 */
import type { Adc } from "../hal";
import { lelPercentOf, ppmOf, sensorOhm } from "./curve";
import { loopFault, loopPart } from "./loop";
import type { Reading, Tag } from "./reading";
import { LOOP, MOX, type SensorType, WINSEN } from "./sensors";

/** How this unit is built. */
export interface SensorSettings {
  /** Of a current loop: the shunt. */
  readonly loadOhm: number;
  readonly supplyV: number;
  /** Voltage at the ADC over voltage at the load. */
  readonly dividerRatio: number;
}

/** What was measured on this unit. */
export interface Calibrated {
  /** Its resistance in the gas and at the level that the curve's ratio is drawn against. */
  r0Ohm: number;
  /** By which a test gas was found to be more than what was read. */
  span: number;
}

/** What there is to look at besides the load; each undefined where it is not wired. */
export interface SensorInputs {
  readonly supply: Adc | undefined;
  readonly heater: Adc | undefined;
  /** The part of the time that the heater is on. */
  readonly heat: ((duty: number) => void) | undefined;
  /** Times its resistance at 20 °C that the element has now; NaN where that can't be told. */
  readonly climate: (() => number) | undefined;
  /** Of a head that sends numbers: what is wrong while it gives none. */
  readonly silence: (() => Tag) | undefined;
}

export interface Sensor {
  /**
   * Takes a sample; call it once a second. A reading, when there are enough for one. `isCalm`: nothing hangs on the next one,
   * so that none has to be made while all is as it was.
   */
  sample(isCalm: boolean): Reading | undefined;
  /** The element's resistance at 20 °C. */
  ohm(): number;
  /** What is read, before its range is looked at. */
  ppm(): number;
  /** ppm by which the last five samples differ, and that one step of a 12-bit ADC makes. */
  noisePpm(): number;
  resolutionPpm(): number;
  /** The part by which it differs from its mean over the last minute; of a heater in turns, over some ten minutes. */
  drift(): number;
}

/** Their median is a level. A reading is the mean of two levels: it has seen a step within 10 s. */
export const BLOCK_SAMPLES = 5;
/** Below this at the load the element or its heater is broken. */
const OPEN_BELOW_V = 0.07;
/** So near its supply, or the ADC's end, the resistance is lost: an element short, or more gas than can be measured. */
const SATURATED_FROM = 0.98;
/** What no load under that supply can give: the wire is on another rail. */
const SHORT_FROM = 1.05;
/** Outside, the heater's power is wrong by a tenth, and so is all that follows. */
const SUPPLY_TOLERANCE = 0.05;
/** Over the heater's resistor, where 0.2 V are usual. */
const HEATER_BELOW_V = 0.1;
/** No air is so clean: R0, the element or its heater is not what it was. */
const RANGE_FROM = 3;
/** Where it has been so, until it is clearly no more. */
const RANGE_UNTIL = 2.7;
/** So often the same to the last bit no converter is, but one that has stopped. */
const FROZEN_SAMPLES = 40;
/** Six steps of a 12-bit ADC: as good as unchanged. So long a calm reading stands; a fault of the circuit is to be told in 60 s. */
const QUIET_BAND = 6 / 4096;
const QUIET_S = 45;
/** A module may say the same for hours: in clean air, below this part of its range, and at any level where its counts are coarse. */
const FROZEN_FROM = 0.02;
const FINE_COUNTS = 1000;
/** After so long with power no element is too cold to conduct at all. */
const COLD_S = 35;
/** Hot at 5 V, then cold: at 1.45 V, which is within the tolerances of MQ-7 (1.4 V) and MQ-9 (1.5 V), by that part of the time. */
const HOT_S = 60;
const CYCLE_S = 150;
const COLD_DUTY = 0.084;
const ALWAYS_HOT = 1;
const MINUTE_BLOCKS = 12;
/** Not a minute: there is a level in 150 s. */
const MINUTE_CYCLES = 4;
const ADC_STEPS = 4096;

const WARMING: Reading = { "tag": "warming" };

/** `warmUpS`: less than the type's where the heater has been on before. */
export function createSensor(
  take: Adc,
  inputs: SensorInputs,
  referenceV: number,
  type: SensorType,
  settings: SensorSettings,
  calibrated: Calibrated,
  warmUpS: number,
): Sensor {
  const voltsPerUnit = referenceV / settings.dividerRatio;
  const loadOhm = settings.loadOhm;
  const nominalV = settings.supplyV;
  let supplyV = nominalV;
  let climate = 1;
  let warmLeftS = warmUpS;
  /** Into the heater's cycle; 0: at its end. Without one it is always hot. */
  let cycleS = type.isCycled ? 0 : ALWAYS_HOT;
  const block = new Float64Array(BLOCK_SAMPLES);
  let filled = 0;
  let sum = 0;
  let lastValue = 0;
  let sameSamples = 0;
  /** While samples stay between these, and nothing hangs on them, no reading is made. */
  let quietFrom = 0;
  let quietTo = 0;
  let quietLeftS = -1;
  /** As `take` gives them. */
  let lowest = 0;
  let highest = 0;
  let level = 0;
  let lastMedian = 0;
  let minuteLevel = 0;
  /** Of the samples that the level was taken from. */
  let levelFrom = 0;
  let levelTo = 0;
  /** Readings in a row in which the heater was hot in vain. */
  let coldReadings = 0;
  /** Faulty readings since the last level. */
  let spoilt = 0;
  let wasSound = false;
  let isOutOfRange = false;
  let held = WARMING;

  function ohmAt(units: number): number {
    return sensorOhm((units * voltsPerUnit) / supplyV, loadOhm) / climate;
  }

  function ppmAt(units: number): number {
    if (type.head === WINSEN) return units;
    if (type.head === LOOP) return loopPart((units * voltsPerUnit) / loadOhm) * type.maxPpm;
    return ppmOf(ohmAt(units) / calibrated.r0Ohm, type) * calibrated.span;
  }

  function fault(tag: Tag, isOver?: boolean): Reading {
    return { "tag": tag, "isOver": !!isOver };
  }

  function numberAt(units: number): Reading {
    const ppm = ppmAt(units);
    // No number comes of a load above its supply.
    const isOver = !(ppm < type.maxPpm);
    const shown = isOver ? type.maxPpm : ppm;
    return { "tag": "ok", "ppm": shown, "lelPercent": lelPercentOf(shown, type.lelPpm), "isOver": isOver };
  }

  /** What makes any number worthless, warm or not. */
  function circuitFault(isNumber: boolean): Reading | undefined {
    if (!isNumber) return fault(inputs.silence ? inputs.silence() : "fault:adc");
    if (!(climate > 0)) return fault("fault:adc");
    if (inputs.supply) {
      supplyV = inputs.supply() * voltsPerUnit;
      if (!(Math.abs(supplyV - nominalV) <= SUPPLY_TOLERANCE * nominalV)) return fault("fault:supply");
    }
    const isHot = inputs.heater !== undefined && cycleS > 0 && cycleS < HOT_S;
    if (isHot) coldReadings = (inputs.heater as Adc)() * referenceV >= HEATER_BELOW_V ? 0 : coldReadings + 1;
    // While it is cold nothing can be seen of it: one that was twice seen dead stays so.
    return coldReadings > (isHot ? 0 : 1) ? fault("fault:heater") : undefined;
  }

  function moxFault(median: number): Reading | undefined {
    const loadV = median * voltsPerUnit;
    const saturatedV = SATURATED_FROM * Math.min(supplyV, voltsPerUnit);
    // A wire that is loose jumps from end to end: what lies between is no level.
    const isLoose = lowest * voltsPerUnit < OPEN_BELOW_V && highest * voltsPerUnit >= saturatedV;
    if (loadV > SHORT_FROM * supplyV) return fault("fault:short");
    if (isLoose || (loadV < OPEN_BELOW_V && warmLeftS <= Math.max(0, warmUpS - COLD_S))) return fault("fault:open");
    // Between two ends of the cold time other gases speak.
    if (warmLeftS > 0 || !isAtEnd()) return undefined;
    if (loadV >= saturatedV) return fault("fault:saturated", true);
    isOutOfRange = ohmAt(median) > (isOutOfRange ? RANGE_UNTIL : RANGE_FROM) * type.cleanRatio * calibrated.r0Ohm;
    return isOutOfRange ? fault("fault:range") : undefined;
  }

  function headFault(median: number): Reading | undefined {
    if (type.head === MOX) return moxFault(median);
    if (type.head === WINSEN) return warmLeftS <= 0 && median > type.maxPpm ? fault("fault:range", true) : undefined;
    const tag = loopFault((median * voltsPerUnit) / loadOhm);
    return tag && fault(tag);
  }

  function faultOf(median: number, isNumber: boolean): Reading | undefined {
    const wrong = circuitFault(isNumber) || headFault(median);
    if (wrong || sameSamples < FROZEN_SAMPLES) return wrong;
    const isFine = type.factor * FINE_COUNTS <= type.maxPpm;
    return type.head !== WINSEN || (isFine && median >= FROZEN_FROM * type.maxPpm) ? fault("fault:frozen") : undefined;
  }

  /** A level is taken now: of a heater in turns, at the end of the cold time only. */
  function isAtEnd(): boolean {
    return !type.isCycled || !cycleS;
  }

  function readingOf(median: number, isNumber: boolean): Reading {
    if (type.isCycled) cycleS = (cycleS + BLOCK_SAMPLES) % CYCLE_S;
    if (inputs.climate) climate = inputs.climate();
    const wrong = faultOf(median, isNumber);
    if (isAtEnd()) {
      level = wasSound && !wrong ? (lastMedian + median) / 2 : median;
      minuteLevel =
        wasSound && !wrong && minuteLevel
          ? minuteLevel + (level - minuteLevel) / (type.isCycled ? MINUTE_CYCLES : MINUTE_BLOCKS)
          : median;
      levelFrom = lowest;
      levelTo = highest;
    }
    lastMedian = median;
    wasSound = !wrong;
    if (wrong) spoilt++;
    // What a cycle has ended with, a number or a fault, stands until the next one's end; but one bad reading spoils none.
    if (warmLeftS > 0 || (spoilt > 1 && !wrong)) held = WARMING;
    else if (isAtEnd()) held = wrong || numberAt(level);
    if (isAtEnd()) spoilt = 0;
    // Behind the last look at its supply. Only boards with a pin for it have such sensors.
    if (type.isCycled) (inputs.heat as (duty: number) => void)(cycleS < HOT_S ? 1 : COLD_DUTY);
    warmLeftS -= BLOCK_SAMPLES;
    return wrong || held;
  }

  function read(): Reading {
    block.sort();
    lowest = block[0] as number;
    highest = block[BLOCK_SAMPLES - 1] as number;
    // A sum is no number where one of its parts is none.
    const isNumber = sum >= 0 && lowest >= 0 && (type.head === WINSEN || highest <= 1);
    filled = sum = 0;
    const reading = readingOf(block[BLOCK_SAMPLES >> 1] as number, isNumber);
    if (reading.tag === "ok" && !type.isCycled) {
      quietFrom = level - QUIET_BAND;
      quietTo = level + QUIET_BAND;
      quietLeftS = QUIET_S;
    }
    return reading;
  }

  /** A sample on the way to a reading. */
  function fill(value: number): Reading | undefined {
    // What was quiet for so long does not drift.
    if (quietLeftS === 0) minuteLevel = level;
    quietLeftS = -1;
    sum += value;
    block[filled++] = value;
    return filled < BLOCK_SAMPLES ? undefined : read();
  }

  if (inputs.heat) inputs.heat(1);
  return {
    sample(isCalm) {
      const value = take();
      sameSamples = value === lastValue ? sameSamples + 1 : 0;
      lastValue = value;
      return isCalm && value > quietFrom && value < quietTo && sameSamples < FROZEN_SAMPLES && --quietLeftS > 0
        ? undefined
        : fill(value);
    },
    ohm: () => ohmAt(level),
    ppm: () => ppmAt(level),
    noisePpm: () => Math.abs(ppmAt(levelTo) - ppmAt(levelFrom)),
    resolutionPpm: () => Math.abs(ppmAt(level + 1 / ADC_STEPS) - ppmAt(level)),
    drift: () => Math.abs(level - minuteLevel) / minuteLevel,
  };
}
