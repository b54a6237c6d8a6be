/** Sensor -> alarm -> journal; order from the cloud -> output or service. @singleton */
import type { Cloud, Downlink, Members, Outcome, Result, ServiceName, Settings } from "./cloud/cloud";
import type { Outbox } from "./cloud/outbox";
import {
  ALARM,
  type AlarmState,
  acknowledged,
  DEAD_BAND,
  FAULT,
  type GasState,
  isAgain,
  isCalm,
  isLatched,
  nextState,
  type Rules,
  WARNING,
} from "./gas/alarm";
import type { Panel } from "./gas/panel";
import type { Reading, Tag } from "./gas/reading";
import type { Sensor } from "./gas/sensor";
import type { Output } from "./hal";
import { ALARM_KIND, FAULT_KIND, NO_VALUE } from "./store/slot";
import { HAS_ALIYUN } from "./system/dialects";
import { SENSOR_FAULTS } from "./system/fault-codes";
import { HAS_PLATFORM } from "./system/features";
import type { Log } from "./system/log";

/** What the device knows and does; read by whoever reports it. */
export interface AppStatus {
  gas: GasState;
  last: Reading;
  power: 0 | 1;
  /** Messages from the cloud that were not followed. */
  refusedDownlinks: number;
  /** Faults that stand; the sensor's own of them, 0: none. */
  standing: number[];
  sensorFault: number;
}

export interface App {
  readonly status: AppStatus;
  /** Takes a sample and what follows from it; once a second. True when there was a reading. */
  sense(): boolean;
  /** Brings lamps and buzzer up to date; each five seconds. */
  show(): void;
  /** Something of the device is wrong, or sound again; told once each. */
  fault(code: number, isRaised: boolean): void;
  /** Drives the output to where it is; false when its pin did not follow. */
  drive(): boolean;
  /** Somebody knows of the alarm: it may end when the gas has gone. */
  acknowledge(): void;
  /** What a person wants to know of the alarm. */
  details(): { [name: string]: unknown };
  /** Counts a message that can't be followed. */
  refuse(code: number, bytes: number): void;
  /**
   * A message from the cloud, or an order that came by another way and `isAnswered` there: put as the message it would be.
   * What is not followed is counted. Where there are other ways, what has come of it.
   */
  message(topic: string, body: string, bytes: number, isAnswered?: boolean): Result | undefined;
}

/** By `GasState`. */
const STATES = "warming normal warning alarm fault";
const SUCCESS = 200;
/** The device's own code: not while an alarm holds the output. */
const HELD = 100002;

/** A faulty reading is worth three sound ones: two within 15 s are believed, so that a loose contact is as well. */
const DOUBT = 3;
const BELIEVED = 4;
const MOST_DOUBT = 6;
/** So many in a row, 30 s, end it. */
const SOUND_READINGS = 6;

export function createApp(
  sensor: Sensor,
  rules: Rules,
  alarm: AlarmState,
  isExpired: () => boolean,
  cloud: Cloud,
  outbox: Outbox,
  switchOutput: Output,
  /** What an alarm does with the output: 1 or 0, or undefined for nothing. */
  powerOnAlarm: 0 | 1 | undefined,
  power: 0 | 1,
  panel: Panel,
  service: (name: ServiceName, ppm: number) => Outcome,
  /** Keeps those settings that the cloud may set, all or none; 200, or why not. */
  configure: (values: Settings) => number,
  log: Log,
): App {
  const status: AppStatus = {
    gas: alarm.gas,
    last: { tag: "warming" },
    power,
    refusedDownlinks: 0,
    standing: [],
    sensorFault: 0,
  };
  let wasOver = false;
  let isAtRest = false;
  let doubt = 0;
  let soundReadings = 0;
  let seenCode = 0;

  function turn(on: 0 | 1): boolean {
    status.power = on;
    return switchOutput(!!on);
  }

  /** The output is the alarm's while one stands. */
  function isHeld(): boolean {
    return powerOnAlarm !== undefined && status.gas === ALARM;
  }

  /** An alarm begins or ends: this, and nothing else, is what the device is for. */
  function decide(gas: GasState, ppm: number | undefined): void {
    // Tenths.
    outbox.post(ALARM_KIND + gas, ppm === undefined ? NO_VALUE : Math.min(Math.round(ppm * 10), NO_VALUE - 1));
  }

  function fault(code: number, isRaised: boolean): void {
    const at = status.standing.indexOf(code);
    if (isRaised === at >= 0) return;
    if (isRaised) status.standing.push(code);
    else status.standing.splice(at, 1);
    log("fault " + code + (isRaised ? "" : " is over"), isRaised);
    outbox.post(FAULT_KIND, code + (isRaised ? 256 : 0));
  }

  function endFault(): void {
    fault(status.sensorFault, false);
    status.sensorFault = 0;
  }

  function watchSensor(tag: string): void {
    const code = SENSOR_FAULTS.indexOf(tag) + 1;
    const isSame = code === seenCode;
    seenCode = code;
    soundReadings = code ? 0 : soundReadings + 1;
    doubt = code ? Math.min(doubt + DOUBT, MOST_DOUBT) : Math.max(0, doubt - 1);
    if (status.sensorFault && soundReadings >= SOUND_READINGS) endFault();
    // Of two that come by turns the first stands.
    if (!code || code === status.sensorFault || doubt < BELIEVED || (status.sensorFault && !isSame)) return;
    if (status.sensorFault) endFault();
    fault(code, true);
    status.sensorFault = code;
  }

  /** What follows from a reading for the gas. */
  function judge(reading: Reading): void {
    const was = status.gas;
    const isOver = !!reading.isOver;
    const ppm = isOver ? undefined : reading.ppm;
    const before = alarm;
    alarm = nextState(alarm, reading, rules);
    if (isAgain(before, alarm) && (isOver || ppm !== undefined)) panel.loud();
    // A fault stands until it has been sound for a while.
    status.gas = status.sensorFault && alarm.gas !== ALARM ? FAULT : alarm.gas;
    if (was !== status.gas) {
      log("gas " + was + " -> " + status.gas);
      if (status.gas === ALARM || was === ALARM) decide(status.gas, ppm);
      if (isHeld()) turn(powerOnAlarm as 0 | 1);
      show();
    }
    // What can't be measured is told at once, the alarm follows when it lasts.
    if (isOver && !wasOver && status.gas !== ALARM) decide(WARNING, undefined);
    // Once for all of a time with gas.
    wasOver = isOver || (wasOver && !isCalm(alarm));
  }

  function show(): void {
    panel.show(status.gas, status.standing.length > 0);
  }

  /** What may be told of a reading. */
  function toldOf(reading: Reading): Reading {
    if (isExpired()) return { "tag": "expired" };
    return status.sensorFault && reading.tag === "ok"
      ? { "tag": SENSOR_FAULTS[status.sensorFault - 1] as Tag }
      : reading;
  }

  function set(downlink: Extract<Downlink, { kind: "set" }>): number {
    const on = downlink.values["PowerSwitch"];
    if (on !== undefined && isHeld() && on !== powerOnAlarm) return HELD;
    const code = HAS_PLATFORM && downlink.code === SUCCESS ? configure(downlink.values) : downlink.code;
    if (on !== undefined && code === SUCCESS) turn(on);
    return code;
  }

  function refuse(code: number, bytes: number): void {
    status.refusedDownlinks++;
    log("refused " + bytes + " bytes: code " + code, true);
  }

  function follow(reading: Reading): void {
    watchSensor(reading.tag);
    judge(reading);
    status.last = toldOf(reading);
    // A fault is told, and over, after some readings; and what is near a set point must not be late.
    isAtRest =
      !doubt &&
      !status.sensorFault &&
      isCalm(alarm) &&
      !alarm.dose &&
      (reading.ppm as number) < DEAD_BAND * rules.warningPpm;
  }

  /** Short, for each second of a quiet year: what else there is stands in functions of its own. */
  function sense(): boolean {
    if (status.gas === ALARM) panel.sound();
    const reading = sensor.sample(isAtRest);
    if (reading) follow(reading);
    return !!reading;
  }

  if (isHeld()) turn(powerOnAlarm as 0 | 1);
  return {
    status,
    sense,
    show,
    fault,
    drive: () => turn(status.power),
    refuse,
    acknowledge() {
      if (status.gas === ALARM) alarm = acknowledged(alarm);
    },
    details: () => ({
      "state": STATES.split(" ")[status.gas],
      "reading": status.last,
      "latched": isLatched(alarm),
      "acknowledged": alarm.isAcknowledged,
      "silentS": panel.silentS(),
      "warningPpm": rules.warningPpm,
      "alarmPpm": rules.alarmPpm,
      "clearPpm": rules.clearPpm,
      "dose": alarm.dose,
    }),
    message(topic, body, bytes, isAnswered) {
      const downlink = cloud.receive(topic, body, bytes);
      if (HAS_ALIYUN && downlink.kind === "reply") {
        // Not +id: Espruino takes digits behind a leading zero for octal ones.
        outbox.replied(
          parseInt(downlink.id, 10),
          downlink.code,
          downlink.canRetry,
          HAS_PLATFORM && downlink.isThrottled,
        );
        return undefined;
      }
      let code = downlink.code;
      let values: Members = {};
      if (downlink.kind === "set") {
        code = set(downlink);
        if (!HAS_PLATFORM || !isAnswered) outbox.answer(cloud.setReply(downlink.id, code));
      } else if (downlink.kind === "service") {
        const outcome = code === SUCCESS ? service(downlink.name as ServiceName, downlink.ppm) : { code, values: {} };
        code = outcome.code;
        if (HAS_PLATFORM && isAnswered) values = outcome.values;
        else outbox.answer(cloud.serviceReply(downlink.name, downlink.id, code, outcome.values));
      }
      if (code !== SUCCESS) refuse(code, bytes);
      return HAS_PLATFORM ? { code, values } : undefined;
    },
  };
}
