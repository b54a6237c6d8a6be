/** The composition root: builds the parts from board and configuration, joins them, starts them. Nothing is decided here. */
import { board } from "board";
import { createApp, type OkReading } from "./app";
import { createAliyun } from "./cloud/aliyun/aliyun";
import type { AlarmEvent } from "./cloud/cloud";
import { type Hash, hash } from "./cloud/hash";
import { hexOf } from "./cloud/hex";
import { createOutbox } from "./cloud/outbox";
import { clock, exposeConsole, nativeHash, openAdc, openOutput, openUart, pinConsole } from "./espruino";
import { createSensor } from "./gas/sensor";
import { SENSOR_NAMES, sensorNamed } from "./gas/sensors";
import type { Flash, Output, PinName } from "./hal";
import { createLink } from "./link/machine";
import { createLuat } from "./modem/luat/luat";
import { keep, takeKept } from "./store/carry-over";
import { createJournal } from "./store/journal";
import { loadConfig, storeConfig } from "./store/settings";
import { bundleHash } from "./system/bundle";
import { epochOf, type WallClock } from "./system/clock";
import { createConsole } from "./system/console";
import { createLog } from "./system/log";
import { createWatchdogFeed, LINK_TASK, OUTBOX_TASK, SENSOR_TASK } from "./system/watchdog";

declare const __VERSION__: string;

const WATCHDOG_S = 30;
const SAMPLE_MS = 1000;
const SILENCE_MARGIN_MS = 60000;
const JOURNAL_RECORDS = 24;

const boardId = board.id;
const hasSha1 = board.nativeHashes.indexOf("SHA1") >= 0;
const hasSha256 = board.nativeHashes.indexOf("SHA256") >= 0;

function hashOf(method: string): Hash {
  if (method === "hmacmd5") return (bytes) => hash("md5", bytes);
  if (method === "hmacsha256")
    return hasSha256 ? (bytes) => nativeHash("SHA256", bytes) : (bytes) => hash("sha256", bytes);
  return hasSha1 ? (bytes) => nativeHash("SHA1", bytes) : (bytes) => hash("sha1", bytes);
}

function optionalOutput(pin: PinName | undefined, isActiveLow?: boolean): Output | undefined {
  return pin === undefined ? undefined : openOutput(pin, isActiveLow);
}

/** An orderly restart: no alarm that waits is lost by it. */
function reboot(): void {
  // The time of those not sent yet is known now or never.
  journal.records.forEach((alarm) => {
    if (!alarm.epochMs) alarm.epochMs = epochOf(wallClock, alarm.decidedAtMs);
  });
  keep(flash, journal.records);
  E.reboot();
}

if (board.console) pinConsole(board.console.port);
const flash: Flash = require("Storage");
const troubles: string[] = [];
const log = createLog(clock, print, troubles);
const readConfig = () => loadConfig(flash, SENSOR_NAMES);
let boot = readConfig();

const wallClock: WallClock = { offsetMs: undefined };
const cloud = createAliyun(() => readConfig().config.cloud, hashOf, E.hwRand() >>> 0);
const journal = createJournal<AlarmEvent>(JOURNAL_RECORDS);
const outbox = createOutbox(
  clock,
  wallClock,
  cloud,
  journal,
  boot.config.report.intervalS * 1000,
  () => {
    const reading = app.status.last as unknown as OkReading;
    return {
      "PowerSwitch": app.status.power,
      "GasState": app.status.gas,
      "GasConcentration": reading.ppm,
      "GasLel": reading.lelPercent,
      "SignalStrength": modem.facts.dbm,
    };
  },
  () => link,
  log,
);
const sensor = createSensor(
  openAdc(board.gasAdc.pin),
  board.gasAdc.referenceV,
  sensorNamed(boot.config.gas.sensor),
  boot.config.gas,
);
const app = createApp(
  clock,
  sensor,
  // Two numbers of the many, under names that the minifier may shorten.
  { warning: boot.config.gas.warningLelPercent, alarm: boot.config.gas.alarmLelPercent },
  cloud,
  outbox,
  openOutput(board.powerSwitch.pin, board.powerSwitch.activeLow),
  board.alarmLed && openOutput(board.alarmLed.pin, board.alarmLed.activeLow),
  log,
);
const modem = createLuat(
  openUart(board.modemUart, boot.config.modem.baud, boot.config.modem.path),
  clock,
  () => readConfig().config.modem.apn,
  optionalOutput(board.modemPowerKey),
  optionalOutput(board.modemReset),
  {
    lost: (rung, line) => link.lost(rung, line),
    message: (topic, body, bytes) => {
      link.heard();
      app.message(topic, body, bytes);
      outbox.pump();
    },
    time: (epochMs) => {
      wallClock.offsetMs = epochMs - clock.nowMs();
    },
  },
);
const link = createLink(modem, cloud, clock, boot.config.report.intervalS * 1000 + SILENCE_MARGIN_MS, Math.random, {
  state: (state, why) => log(state + (why && " after " + why), !!why),
  online: () => {
    outbox.online();
    outbox.pump();
  },
  isUrgent: outbox.isUrgent,
  reboot,
});

takeKept(flash).forEach(outbox.post);

// Not kicked by the idle loop, which would go on turning with every task dead.
E.enableWatchdog(WATCHDOG_S, false);
const feed = createWatchdogFeed(E.kickWatchdog);
setInterval(() => {
  app.sense();
  feed(SENSOR_TASK);
  outbox.pump();
  if (outbox.isAlive()) feed(OUTBOX_TASK);
  if (link.isAlive()) feed(LINK_TASK);
}, SAMPLE_MS);

const sha256Hex = hasSha256 ? (text: string) => hexOf(nativeHash("SHA256", text)) : undefined;
const bundle = bundleHash(flash, sha256Hex, E.CRC32);
exposeConsole(
  createConsole(
    () => ({
      "version": __VERSION__,
      "board": boardId,
      "bundle": bundle,
      "link": link.status.state,
      "failures": link.status.failed,
      "modem": modem.facts.identity,
      "signalDbm": modem.facts.dbm,
      "gasState": app.status.gas,
      "reading": app.status.last,
      "powerSwitch": app.status.power,
      "waiting": journal.counters.depth,
      "dropped": journal.counters.lost,
      "refused": journal.counters.rejected + app.status.refusedDownlinks,
      "jsVars": process.memory().usage,
      "errorFlags": E.getErrorFlags(),
      "troubles": troubles,
    }),
    modem.command,
    (given) => storeConfig(flash, JSON.stringify(given), SENSOR_NAMES),
    reboot,
    print,
  ),
);

print("gas-canary " + __VERSION__ + " " + boardId + " " + bundle);
if (board.modemUart.isDeviceFile && !boot.config.modem.path) boot.problems.push("modem.path is missing");
boot.problems.forEach((problem) => {
  log(problem, true);
});
if (boot.config.cloud.productKey && boot.config.cloud.deviceName && boot.config.cloud.deviceSecret) link.start("OFF");
else log("no identity: canary.configure({cloud:{...}}), canary.reboot()", true);
// What of it is still needed has its place by now; the rest would only take memory, and holds the secrets.
boot = undefined as never;
