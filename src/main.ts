/** The composition root: builds the parts from board and configuration, joins them, starts them. Nothing is decided here. */
import { board } from "board";
import { createApp, propertiesOf } from "./app";
import { createAliyun } from "./cloud/aliyun/aliyun";
import type { AlarmEvent } from "./cloud/cloud";
import { type Hash, hexOf, md5, sha1, sha256 } from "./cloud/hash";
import { createOutbox } from "./cloud/outbox";
import { createReport } from "./cloud/report";
import {
  clock,
  exposeConsole,
  nativeHash,
  openAdc,
  openFlash,
  openOutput,
  openUart,
  openWatchdog,
  pinConsole,
} from "./espruino";
import { createSensor, type SensorType } from "./gas/sensor";
import { SENSORS } from "./gas/sensors";
import type { NativeHash, Output, PinName } from "./hal";
import { createLink } from "./link/machine";
import { createLuat } from "./modem/luat/luat";
import { createPower } from "./modem/power";
import { loadConfig, storeConfig } from "./store/config";
import { createJournal } from "./store/journal";
import { bundleHash } from "./system/bundle";
import { createWallClock } from "./system/clock";
import { createConsole } from "./system/console";
import { createLog } from "./system/log";
import { createWatchdogFeed, LINK_TASK, OUTBOX_TASK, SENSOR_TASK } from "./system/watchdog";

declare const __VERSION__: string;

const WATCHDOG_S = 30;
const SAMPLE_MS = 1000;
const LINK_CHECK_MS = 5000;
const SILENCE_MARGIN_MS = 60000;
const JOURNAL_RECORDS = 24;

function hasNative(name: NativeHash): boolean {
  return board.nativeHashes.indexOf(name) >= 0;
}

function hashOf(method: string): Hash {
  if (method === "hmacmd5") return md5;
  if (method === "hmacsha256") return hasNative("SHA256") ? nativeHash("SHA256") : sha256;
  return hasNative("SHA1") ? nativeHash("SHA1") : sha1;
}

function optionalOutput(pin: PinName | undefined, isActiveLow?: boolean): Output | undefined {
  return pin === undefined ? undefined : openOutput(pin, isActiveLow);
}

function start(): void {
  if (board.console) pinConsole(board.console.port);
  const flash = openFlash();
  const log = createLog(clock, print);
  const sensorNames = Object.keys(SENSORS);
  const { config, problems } = loadConfig(flash, sensorNames);
  const feed = createWatchdogFeed(openWatchdog(WATCHDOG_S));

  const wallClock = createWallClock(clock);
  const cloud = createAliyun(config.cloud, config.cloud, hashOf(config.cloud.signMethod), E.hwRand() >>> 0);
  const journal = createJournal<AlarmEvent>(JOURNAL_RECORDS);
  const report = createReport(config.report.intervalS * 1000);
  const outbox = createOutbox(
    clock,
    wallClock,
    cloud,
    journal,
    report,
    () => propertiesOf(app, modem.signalDbm()),
    log,
  );
  const adc = openAdc(board.gasAdc.pin);
  const sensor = createSensor(adc, board.gasAdc.referenceV, SENSORS[config.gas.sensor] as SensorType, config.gas);
  const app = createApp(
    clock,
    sensor,
    config.gas,
    cloud,
    journal,
    outbox,
    openOutput(board.powerSwitch.pin, board.powerSwitch.activeLow),
    board.alarmLed && openOutput(board.alarmLed.pin, board.alarmLed.activeLow),
    log,
  );

  const uart = openUart(board, config.modem.baud, config.modem.path);
  const modem = createLuat(uart, clock, config.modem.apn, {
    lost: (rung, line) => link.lost(rung, line),
    message: (topic, body, bytes) => {
      link.heard();
      app.message(topic, body, bytes);
    },
    time: wallClock.learn,
  });
  const power = createPower(optionalOutput(board.modemPowerKey), optionalOutput(board.modemReset), clock);
  const link = createLink(modem, cloud, power, clock, config.report.intervalS * 1000 + SILENCE_MARGIN_MS, Math.random, {
    state: (state, why) => (why ? log.trouble(why) : log.info(state)),
    online: outbox.online,
    isUrgent: outbox.isUrgent,
    // Alarms in RAM would die with it; until they are out the modem's own reset has to do.
    reboot: () => {
      if (!journal.depth()) E.reboot();
    },
  });
  outbox.bind(link);

  setInterval(() => {
    app.sense();
    feed(SENSOR_TASK);
    if (outbox.isAlive()) feed(OUTBOX_TASK);
  }, SAMPLE_MS);
  setInterval(() => {
    if (link.isAlive()) feed(LINK_TASK);
  }, LINK_CHECK_MS);
  setInterval(() => {
    if (link.isOnline()) modem.measureSignal();
  }, config.report.intervalS * 1000);

  const sha256Hex = (text: string): string => hexOf(nativeHash("SHA256")(text));
  const hash = bundleHash(flash, hasNative("SHA256") ? sha256Hex : undefined, E.CRC32);
  const status = (): { [name: string]: unknown } => ({
    "name": "gas-canary",
    "version": __VERSION__,
    "board": board.id,
    "bundle": hash,
    "link": link.state(),
    "modem": modem.identity(),
    "signalDbm": modem.signalDbm(),
    "gasState": app.gasState(),
    "reading": app.reading(),
    "powerSwitch": app.powerSwitch(),
    "waiting": journal.depth(),
    "dropped": journal.counters.dropped,
    "refused": journal.counters.refused + app.counters.refusedDownlinks,
    "failures": link.counters.failures,
    "jsVars": process.memory().usage,
    "errorFlags": E.getErrorFlags(),
    "troubles": log.troubles,
  });
  exposeConsole(
    createConsole({
      print,
      status,
      command: modem.command,
      configure: (given) => storeConfig(flash, JSON.stringify(given), sensorNames),
      reboot: E.reboot,
    }),
  );

  print(`gas-canary ${__VERSION__} ${board.id} ${hash}`);
  problems.forEach(log.trouble);
  if (config.cloud.productKey && config.cloud.deviceName && config.cloud.deviceSecret) link.start();
  else
    log.trouble("no link: canary.configure({cloud: {productKey, deviceName, deviceSecret}, ...}) and canary.reboot()");
}

start();
