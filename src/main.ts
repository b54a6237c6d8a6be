/**
 * The composition root: builds the parts from board and configuration, joins them, starts them. Safe mode and the keeping of
 * a run's last words stand here as well: in files of their own they cost bytes and variables that the smallest boards lack.
 */
import { board } from "board";
import { createApp } from "./app";
import { traceLine } from "./at/trace";
import { createAliyun } from "./cloud/aliyun/aliyun";
import { createBootstrap } from "./cloud/aliyun/bootstrap";
import { createDesired } from "./cloud/aliyun/desired";
import { deviceInfo } from "./cloud/aliyun/device-info";
import { createDeviceLog } from "./cloud/aliyun/device-log";
import { createDuty } from "./cloud/aliyun/duty";
import { createFirmware } from "./cloud/aliyun/firmware";
import { createHistory } from "./cloud/aliyun/history";
import { createJobs } from "./cloud/aliyun/jobs";
import { createNetworkTime } from "./cloud/aliyun/network-time";
import { createNotices } from "./cloud/aliyun/notices";
import { createOrders } from "./cloud/aliyun/orders";
import { createPropertyGet } from "./cloud/aliyun/property-get";
import { createRegistration } from "./cloud/aliyun/registration";
import { createRemoteConfig, type Verdicts } from "./cloud/aliyun/remote-config";
import { createReports } from "./cloud/aliyun/reports";
import { createRrpc } from "./cloud/aliyun/rrpc";
import { createShadow } from "./cloud/aliyun/shadow";
import type { Properties } from "./cloud/cloud";
import { createExtras, type Extras } from "./cloud/extras";
import { type Hash, type HashName, hash } from "./cloud/hash";
import { hexOf } from "./cloud/hex";
import { SETTABLE } from "./cloud/model";
import { createAnnouncer } from "./cloud/mqtt/announcer";
import { createMqtt } from "./cloud/mqtt/mqtt";
import { createOutbox } from "./cloud/outbox";
import {
  clock,
  exposeConsole,
  isFree,
  lockConsole,
  nativeHash,
  openAdc,
  openBuzzer,
  openFlash,
  openHeater,
  openLamp,
  openOutput,
  openUart,
  pinConsole,
  readResetCause,
  watchButton,
} from "./espruino";
import { ALARM, firstState, rulesOf } from "./gas/alarm";
import { dosesOf } from "./gas/exposure";
import { createPanel } from "./gas/panel";
import { BLOCK_SAMPLES, createSensor } from "./gas/sensor";
import { sensorNamed, WINSEN } from "./gas/sensors";
import { openThermistor } from "./gas/thermistor";
import { createWinsen, WINSEN_BAUD } from "./gas/winsen";
import type { Flash } from "./hal";
import { createLink, KICKED } from "./link/machine";
import { createLuat } from "./modem/luat/luat";
import { SIM_REFUSED } from "./modem/modem";
import { createRooms } from "./ota/rooms";
import { createUpdater } from "./ota/updater";
import { createServices } from "./services";
import { abilitiesOf } from "./store/abilities";
import { createBank } from "./store/bank";
import { createCalibrations } from "./store/calibrations";
import { editSettings } from "./store/edit";
import { createJournal } from "./store/journal";
import { createRemote, type Pace } from "./store/remote";
import { CA_FILE, createSettings } from "./store/settings";
import { createShelf } from "./store/shelf";
import { showSettings } from "./store/show";
import { CONFIG_KIND, CRASH_KIND, epochSOf, MARK_DONE, MARK_GOOD } from "./store/slot";
import { bundleHash, bundleIn } from "./system/bundle";
import { epochOf, learnTime, type WallClock } from "./system/clock";
import { type ConsoleState, createConsole } from "./system/console";
import {
  LIFE_ENDS,
  LIFE_OVER,
  LOGIN_REFUSED,
  SETTINGS_BAD,
  SETTINGS_REVERTED,
  SIM_REFUSED as SIM_FAULT,
  UNCALIBRATED,
} from "./system/fault-codes";
import { createHealth, JOURNAL_TASK, LINK_TASK, SENSOR_TASK, TIMER_TASK } from "./system/health";
import { createLife } from "./system/life";
import { createLog } from "./system/log";

/**
 * Between the first ids of two starts, where the chip's random numbers are the same after each: a repeated id is a copy to the
 * cloud. By the golden ratio, so that the starts of years lie far apart.
 */
const ID_STRIDE = 2654435769;
const WATCHDOG_S = 30;
const SAMPLE_MS = 1000;
const BEAT_MS = 5000;
/** All else is looked at that is not told by itself. */
const LOOK_MS = 5000;
/** Between the answer to the order to restart and the restart. */
const ORDERED_RESTART_MS = 3000;
/** A start that lasts so long was a good one; after so many that did not, nothing is started but REPL and lamp. */
const GOOD_BOOT_MS = 60000;
const BAD_BOOTS = 5;
const SAFE_MODE_MS = 1800000;
const TRIAL_MS = 900000;
const WARM_MARGIN_S = 20;
const MAX_CRASH_CHARS = 112;
const SPREAD_MS = 10000;
/** To the session that a secret is asked for in nothing is sent at all. */
const NEVER_MS = Infinity;
/** So long an answer has to get out before the restart that it speaks of. */
const RESTART_MS = 10000;
/** With the longest deadline on top, 15 min. */
const UNHEARD_MS = 780000;
/** Where a restart costs the warm-up, or while an alarm stands, it is for bugs only. */
const UNHEARD_LONG_MS = 21600000;

function hashOf(method: string): Hash {
  if (__HAS_SHA1__ && method === "hmacsha1") return (bytes) => nativeHash("SHA1", bytes);
  if (__HAS_SHA256__ && method === "hmacsha256") return (bytes) => nativeHash("SHA256", bytes);
  return (bytes) => hash(method.substr(4) as HashName, bytes);
}

function crashes(): string[] {
  return shelf.slotsOf(CRASH_KIND).map(bank.text);
}

/** Keeps the last words of a run: one line that needs no escape, wherever it is written; the modem's own may be in it. */
function keepCrash(text: string): void {
  const line = settings
    .masked(text)
    .split("\\")
    .join("/")
    .replace(/[^ !#-~]/g, " ")
    .substr(0, MAX_CRASH_CHARS);
  log(line, true);
  if (crashes().pop() !== line) shelf.keepText(CRASH_KIND, 0, line);
}

/** An orderly restart; why is told after it. */
function reboot(why: string): void {
  life.keep();
  keepCrash("reboot: " + why);
  E.reboot();
}

/** Settings on trial that have not come online are given up. */
function revertTrial(): boolean {
  if (!settings.isOnTrial()) return false;
  settings.revert();
  app.fault(SETTINGS_REVERTED, true);
  return true;
}

/** In safe mode nothing is checked: the password stands in the newest settings, or there is none. */
function lockSafeMode(): void {
  try {
    lockConsole(JSON.parse(bank.text(shelf.slotsOf(CONFIG_KIND).pop() as number)).console.password);
  } catch (_) {
    // No settings yet, or none of the console.
  }
}

/** Settings from the cloud: they take effect at the next start, which waits for a quiet moment. */
function configured(code: number, verdicts: Verdicts, isChanged: boolean): void {
  log("remote config: code " + code + " " + JSON.stringify(verdicts), code !== 200);
  if (isChanged) restartAtMs = clock.nowMs() + RESTART_MS;
}

/** Keeps settings for the next start, which waits for a quiet moment; false where they can't be kept. */
function keepNext(changes: { [key: string]: unknown }): boolean {
  const text = Object.keys(changes).reduce((known, key) => editSettings(known, key, changes[key]), settings.text());
  const problems = settings.isGivenUp(text as string) ? ["taken back before"] : settings.change(text as string);
  if (problems.length) log("not kept: " + problems[0], true);
  else restartAtMs = clock.nowMs() + RESTART_MS;
  return !problems.length;
}

/** At once, before anything logs in with them: the platform takes that for the device's last registration. */
function keepRegistered(secrets: { [key: string]: string }): void {
  if (keepNext(secrets)) reboot("registered");
}

/** After a power cut a whole street comes online at once, and the instance takes five messages a second (facts: cloud 1.2). */
function spreadMs(): number {
  if (registration) return NEVER_MS;
  return resetCause === "software" || resetCause === "watchdog" ? 0 : Math.random() * SPREAD_MS;
}

/** A time that was told, as of now; one that does not fit the time so far is asked for again. */
function heardTime(epochMs: number): void {
  if (!learnTime(wallClock, epochMs - clock.nowMs())) clock.after(SAMPLE_MS, () => link.measureSignal());
  outbox.timeKnown();
}

function leaveSafeMode(): void {
  shelf.beginBoot();
  shelf.markBoot(MARK_GOOD);
  E.reboot();
}

function bundleText(): string {
  return __HAS_OTA__ ? rooms.bundle() : bundleIn(flash);
}

if (board.console) pinConsole(board.console.port);
const flash: Flash = require("Storage");
const areas = __HAS_CONTESTED_AREA__ ? board.logFlash.filter(isFree) : board.logFlash;
const bank = createBank(openFlash(), areas, E.CRC32);
const shelf = createShelf(bank, E.CRC32);
const rooms = __HAS_OTA__
  ? createRooms(
      flash,
      openFlash(),
      E.CRC32,
      __FILES_START__,
      __FILES_PAGE_BYTES__,
      __FILES_END__,
      __MOST_BUNDLE_BYTES__,
    )
  : (undefined as never);
// The starts before were another bundle's; those of one on trial the boot code counts, and what ends it is that one's way out.
if (__HAS_OTA__ && (rooms.isBackAnew() || rooms.isOnTrial())) shelf.starts.bad = 0;
if (shelf.starts.bad >= BAD_BOOTS) {
  const lamp = openLamp(board.alarmLed);
  let isLit = false;
  setInterval(() => {
    E.kickWatchdog();
    isLit = !isLit;
    if (lamp) lamp(isLit);
  }, SAMPLE_MS);
  setTimeout(leaveSafeMode, SAFE_MODE_MS);
  exposeConsole(() => ({
    "status": () => ({ "safeMode": true, "boots": shelf.starts.count, "badBoots": shelf.starts.bad }),
    "crash": crashes,
    "reboot": leaveSafeMode,
  }));
  lockSafeMode();
  // Nothing below is run.
  throw "SAFE MODE after " + shelf.starts.bad + " bad starts: canary.crash(), canary.reboot()";
}
shelf.beginBoot();
// First of all, for whatever below it throws; and not kicked by the idle loop, which would go on turning with every task dead.
E.enableWatchdog(WATCHDOG_S, false);

const journal = createJournal(bank, shelf, E.CRC32);
const troubles: string[] = [];
const log = createLog(
  clock,
  print,
  troubles,
  // The first line comes when all is there.
  __HAS_SERVICES__ ? (text, isTrouble) => deviceLog.take(text, isTrouble) : undefined,
);
const resetCause = readResetCause(board.resetRegister);
const knowsCause = resetCause !== "unknown";
const settings = createSettings(
  bank,
  shelf,
  flash,
  E.CRC32,
  abilitiesOf(
    board.gasUart,
    board.heaterPwm,
    board.supplyAdc,
    board.heaterAdc,
    board.ntcAdc,
    board.gasAdc.referenceV,
    __HAS_PLATFORM__,
  ),
);
const isReverted = settings.isTried();
if (isReverted) settings.revert();
let boot = settings.load();
lockConsole(boot.config.console.password);

const wallClock: WallClock = { offsetMs: undefined, heardMs: 0 };
let gas = boot.config.gas;
const sensorType = sensorNamed(gas.sensor);
const isPlain = __HAS_MQTT__ && boot.config.cloud.dialect === "mqtt";
/** Where there is no secret to log in with yet. */
const registration =
  __HAS_SERVICES__ &&
  !isPlain &&
  boot.config.cloud.productSecret &&
  !boot.config.cloud.deviceSecret &&
  !boot.config.cloud.deviceToken
    ? createRegistration(
        boot.config.cloud,
        hashOf(boot.config.cloud.signMethod),
        clock,
        Math.random,
        keepRegistered,
        (why) => link.lost("session", why),
      )
    : undefined;
const firstId = (E.hwRand() + shelf.starts.count * ID_STRIDE) >>> 0;
const cloud =
  __HAS_MQTT__ && (!__HAS_ALIYUN__ || isPlain)
    ? createMqtt(boot.config.cloud, boot.config.mqtt, firstId, sensorType.lelPpm, sensorType.maxPpm)
    : createAliyun(
        boot.config.cloud,
        hashOf,
        firstId,
        sensorType.lelPpm,
        sensorType.maxPpm,
        __HAS_SERVICES__ && registration ? registration.login : undefined,
      );

function currentValues(): Properties {
  const reading = app.status.last;
  return {
    "PowerSwitch": app.status.power,
    "GasState": app.status.gas,
    "GasConcentration": reading.ppm,
    "GasLel": reading.lelPercent,
  };
}

function reportValues(isFirst: boolean): Properties {
  const values = currentValues();
  values["SignalStrength"] = modem.facts.dbm;
  values["SensorFault"] = app.status.sensorFault;
  values["RunHours"] = life.hours();
  services.report(values);
  values["RecordsWaiting"] = shelf.counters.depth;
  values["RecordsDropped"] = shelf.counters.lost;
  values["RecordsRefused"] = shelf.counters.rejected;
  if (isFirst) {
    values["LelPpm"] = sensorType.lelPpm;
    values["BootCount"] = shelf.starts.count;
    values["ResetCause"] = resetCause;
    values["LastCrash"] = crashes().pop();
    if (__HAS_PLATFORM__) remote.tell(values);
  }
  return values;
}

const pace: Pace = { reportMs: boot.config.report.intervalS * 1000 };
const outbox = createOutbox(
  clock,
  wallClock,
  cloud,
  journal,
  pace,
  __HAS_PLATFORM__ ? () => remote.tell(currentValues()) : currentValues,
  reportValues,
  () => link,
  __HAS_SERVICES__ || __HAS_MQTT__ ? (nowMs) => extras.next(nowMs) : undefined,
  __HAS_SERVICES__ ? spreadMs() : 0,
  __HAS_SERVICES__ ? () => duty.isDisabled() : undefined,
  log,
);
const calibrations = createCalibrations(
  bank,
  shelf,
  E.CRC32(JSON.stringify([gas.sensor, gas.loadOhm, gas.r0Ohm, gas.supplyV, gas.dividerRatio])) >>> 0,
  () => Math.round(epochOf(wallClock, clock.nowMs()) / 1000),
);
// Until somebody has said what it is, the middle of what the makers let it be.
const calibrated = calibrations.current(gas.r0Ohm || Math.sqrt(sensorType.lowestR0Ohm * sensorType.highestR0Ohm));
const isCalibrated = sensorType.head > 0 || gas.r0Ohm > 0 || calibrations.list().length > 0;
const port = sensorType.head === WINSEN ? board.gasUart : undefined;
if (port && port.console) pinConsole(port.console);
const winsen =
  __HAS_GAS_UART__ && port
    ? createWinsen(openUart(port.port, WINSEN_BAUD, "", port.tx, port.rx), clock, sensorType.factor, sensorType.maxPpm)
    : undefined;
const sensor = createSensor(
  winsen ? winsen.take : openAdc(board.gasAdc.pin),
  {
    supply: gas.supplySense ? openAdc(board.supplyAdc as string) : undefined,
    heater: gas.heaterSense ? openAdc(board.heaterAdc as string) : undefined,
    heat: board.heaterPwm === undefined || sensorType.head ? undefined : openHeater(board.heaterPwm),
    climate: gas.ntcOhm ? openThermistor(openAdc(board.ntcAdc as string), sensorType.climate, gas) : undefined,
    silence: winsen && winsen.silence,
  },
  board.gasAdc.referenceV,
  sensorType,
  gas,
  calibrated,
  // The heater has its own supply: over a restart of the chip alone it stays warm.
  shelf.starts.lastMark === MARK_DONE && (resetCause === "software" || resetCause === "watchdog")
    ? BLOCK_SAMPLES
    : sensorType.warmUpS,
);
const panel = createPanel(
  clock,
  openLamp(board.alarmLed),
  openLamp(board.faultLed),
  openLamp(board.normalLed),
  openBuzzer(board.buzzer),
);
const life = createLife(
  clock,
  shelf.hours(),
  shelf.keepHours,
  (isOver) => app.fault(isOver ? LIFE_OVER : LIFE_ENDS, true),
  () => services.selfTest(),
);
const onAlarm = boot.config.output.onAlarm;
const power = boot.config.output.atStart === "closed" ? 1 : 0;
const rules = rulesOf(sensorType, gas.warningLelPercent, gas.alarmLelPercent, gas.latch, dosesOf(gas.doseProfile));
const app = createApp(
  sensor,
  rules,
  firstState(shelf.alarmSlot() > 0),
  life.isExpired,
  cloud,
  outbox,
  openOutput(board.powerSwitch.pin, board.powerSwitch.activeLow, !!power),
  onAlarm === "nothing" ? undefined : onAlarm === "close" ? 1 : 0,
  power,
  panel,
  (name, ppm) => services.call(name, ppm),
  (values) => remote.configure(values),
  log,
);
const remote = __HAS_PLATFORM__
  ? createRemote(settings, boot.config, sensorType, rules, pace, () => app.status.gas === ALARM)
  : (undefined as never);
const services = createServices(
  app,
  sensor,
  sensorType,
  calibrated,
  calibrations,
  panel,
  life,
  outbox,
  () => link.status.state === "ONLINE",
  () => {
    clock.after(ORDERED_RESTART_MS, () => {
      if (app.status.gas !== ALARM) reboot("ordered");
    });
  },
  () => ({
    "Version": __VERSION__,
    "Link": link.status.state,
    "Failures": link.status.failed,
    "SignalStrength": modem.facts.dbm,
    "Waiting": shelf.counters.depth,
    "Dropped": shelf.counters.lost,
    "Refused": shelf.counters.rejected + app.status.refusedDownlinks,
    "Resends": outbox.counters.repeats,
    "BootCount": shelf.starts.count,
    "ResetCause": resetCause,
    "JsVars": process.memory().usage,
  }),
  log,
);
if (board.button) watchButton(board.button, services.pressed);
const modemUart = openUart(
  board.modemUart.port,
  boot.config.modem.baud,
  board.modemUart.isDeviceFile ? boot.config.modem.path : "",
  board.modemUart.tx,
  board.modemUart.rx,
);
const modem = createLuat(
  modemUart,
  clock,
  boot.config.modem.apn,
  board.modemPowerKey === undefined ? undefined : openOutput(board.modemPowerKey),
  board.modemReset === undefined ? undefined : openOutput(board.modemReset),
  {
    lost: (rung, line) => link.lost(rung, line),
    message: (topic, body, bytes) => {
      link.heard();
      if (!__HAS_SERVICES__ || !extras.receive(topic, body, bytes)) app.message(topic, body, bytes);
      outbox.pump();
    },
    time: heardTime,
  },
  __HAS_PLATFORM__ ? () => flash.read(CA_FILE) : undefined,
  __HAS_PLATFORM__ ? E.CRC32 : undefined,
);
const link = createLink(
  modem,
  cloud,
  clock,
  pace,
  () => (knowsCause && app.status.gas !== ALARM ? UNHEARD_MS : UNHEARD_LONG_MS),
  Math.random,
  {
    state: (state, why) => {
      if (__HAS_SERVICES__ && state === "MIPSTART") reports.connecting();
      log(state + (why && " after " + why), !!why);
    },
    online: () => {
      // The way to a secret proves nothing of it.
      if (!__HAS_SERVICES__ || !registration) settings.confirm();
      app.fault(LOGIN_REFUSED, false);
      app.fault(SIM_FAULT, false);
      outbox.online();
      if (__HAS_SERVICES__ || __HAS_MQTT__) extras.online();
      outbox.pump();
    },
    urgency: outbox.urgency,
    refused: (why) => app.fault(why === SIM_REFUSED ? SIM_FAULT : LOGIN_REFUSED, true),
    reboot: (why) => {
      revertTrial();
      reboot(why);
    },
  },
);

/** The build's sha256 where the board can compute it, else its CRC-32. */
const bundle = bundleHash(bundleText(), (text) =>
  __HAS_SHA256__ ? hexOf(nativeHash("SHA256", text)) : `crc32:${(E.CRC32(text) >>> 0).toString(16)}`,
);
const device = __HAS_SERVICES__ ? boot.config.cloud.productKey + "/" + boot.config.cloud.deviceName : "";
/** As the cloud knows this very bundle. */
const release = __HAS_SERVICES__
  ? __VERSION__ + "-" + ("0000000" + (E.CRC32(bundleText()) >>> 0).toString(16)).slice(-8)
  : "";
const updater = __HAS_OTA__
  ? createUpdater(
      rooms,
      clock,
      release,
      __BOARD__,
      E.CRC32,
      __HAS_SHA256__ ? (text) => nativeHash("SHA256", text) : undefined,
      modem.fetch,
      () => !journal.hasAlarm(),
      () =>
        [journal.hasAlarm(), app.status.gas === ALARM, shelf.alarmSlot() > 0, settings.isOnTrial()].indexOf(true) < 0,
      () => [link.status.state === "ONLINE", app.status.gas > 0, !app.status.sensorFault].indexOf(false) < 0,
      reboot,
      log,
    )
  : (undefined as never);
const firmware = __HAS_SERVICES__
  ? createFirmware(device, clock, cloud.nextId, release, updater, log)
  : (undefined as never);
const thing = __HAS_SERVICES__ ? "/sys/" + device + "/thing/" : "";
const settable = __HAS_SERVICES__ ? SETTABLE.split(";").map((rule) => rule.split("|")[0] as string) : [];
const bootstrap = __HAS_SERVICES__
  ? createBootstrap(
      boot.config.cloud.region,
      () => cloud.login().host,
      boot.config.cloud.port,
      modem.fetch,
      (host, port) => keepNext({ "cloud.host": host, "cloud.port": port }),
      log,
    )
  : (undefined as never);
const orders = __HAS_SERVICES__
  ? createOrders(thing, cloud.receive, app.message, app.refuse, () => reportValues(true), outbox.answer)
  : (undefined as never);
const duty = __HAS_SERVICES__ ? createDuty(device, orders, clock, pace, log) : (undefined as never);
const history = __HAS_SERVICES__
  ? createHistory(clock.nowMs, (atMs) => epochOf(wallClock, atMs))
  : (undefined as never);
const deviceLog = __HAS_SERVICES__
  ? createDeviceLog(
      () => epochOf(wallClock, clock.nowMs()),
      boot.config.report.logLevel === "info",
      () => reports.logDue(),
    )
  : (undefined as never);
const remoteConfig = __HAS_SERVICES__
  ? createRemoteConfig(
      modem.fetch,
      (name, bytes) => hashOf("hmac" + name)(bytes),
      editSettings,
      settings.text,
      (text, isCheck, isPulled) =>
        isPulled && settings.isGivenUp(text) ? ["taken back before"] : settings.change(text, isCheck),
    )
  : (undefined as never);
const reports = __HAS_SERVICES__
  ? createReports(
      "/sys/" + device + "/",
      clock,
      cloud.nextId,
      () => epochOf(wallClock, clock.nowMs()),
      deviceLog,
      history,
      remoteConfig,
      () => ({ "BootCount": shelf.starts.count, "ResetCause": resetCause, "Version": release }),
      () => deviceInfo(__BOARD__, __VERSION__, bundle, modem.facts.identity),
      () => modem.facts.dbm,
      outbox.answer,
      configured,
    )
  : (undefined as never);
const extras: Extras =
  __HAS_MQTT__ && (!__HAS_ALIYUN__ || isPlain)
    ? createAnnouncer(boot.config.cloud.deviceName, boot.config.mqtt, __BOARD__)
    : __HAS_SERVICES__
      ? createExtras(
          registration
            ? [registration]
            : [
                duty,
                firmware,
                reports,
                createNetworkTime(device, clock, () => epochOf(wallClock, 0) > 0, heardTime),
                createRrpc(device, orders, clock),
                createPropertyGet(thing, orders),
                createDesired(thing, settable, orders, cloud.nextId, clock, journal.hasAlarm, log),
                createShadow(device, settable, orders, log),
                createNotices(
                  device.split("/")[0] as string,
                  device,
                  orders,
                  () => link.lost("session", KICKED),
                  bootstrap,
                  log,
                ),
                createJobs(thing, orders, cloud.nextId, clock, log),
              ],
          (topic, done) => link.subscribe(topic, done),
          duty.isDisabled,
          outbox.pump,
        )
      : (undefined as never);

let restartAtMs = Infinity;
function isQuiet(): boolean {
  return app.status.gas !== ALARM && !journal.hasAlarm() && clock.nowMs() >= restartAtMs;
}

const health = createHealth(clock, E.kickWatchdog, keepCrash);
process.on("uncaughtException", health.crashed);
function beat(): void {
  health.report(TIMER_TASK);
  clock.after(BEAT_MS, beat);
}
beat();
let samples = 0;
setInterval(() => {
  samples++;
  if (!app.sense()) return;
  const { ppm } = app.status.last;
  if (__HAS_SERVICES__ && ppm !== undefined && link.status.state !== "ONLINE") history.take(ppm);
  outbox.pump();
}, SAMPLE_MS);
setInterval(() => {
  if (samples) health.report(SENSOR_TASK);
  samples = 0;
  app.show();
  if (health.flagged(E.getErrorFlags())) modem.doubt();
  outbox.pump();
  if (__HAS_SERVICES__ && isQuiet()) reboot("settings from the cloud");
  if (outbox.isAlive()) health.report(JOURNAL_TASK);
  if (link.isAlive()) health.report(LINK_TASK);
}, LOOK_MS);
setTimeout(() => shelf.markBoot(MARK_GOOD), GOOD_BOOT_MS);
setTimeout(() => shelf.markBoot(MARK_DONE), (sensorType.warmUpS + WARM_MARGIN_S) * 1000);
setTimeout(() => {
  if (revertTrial()) reboot("settings reverted");
}, TRIAL_MS);

const consoleState: ConsoleState = { isAsking: false, unwatch: undefined };
function showAnswer(lines: string[]): void {
  consoleState.isAsking = false;
  print(lines.join("\n"));
}
exposeConsole(() =>
  createConsole(
    consoleState,
    () => ({
      "version": __VERSION__,
      "espruinoVersion": process.version,
      "board": __BOARD__,
      "bundle": bundle,
      "link": link.status.state,
      "linkEndsS": (link.status.endsAtMs - clock.nowMs()) / 1000,
      "rung": link.status.rung,
      "rungTimes": link.status.times,
      "failures": link.status.failed,
      "causes": link.status.reasons,
      "modem": modem.facts.identity,
      "signalDbm": modem.facts.dbm,
      "gasState": app.status.gas,
      "reading": app.status.last,
      "faults": app.status.standing,
      "powerSwitch": app.status.power,
      "waiting": shelf.counters.depth,
      "dropped": shelf.counters.lost,
      "refused": shelf.counters.rejected + app.status.refusedDownlinks,
      "refusedIds": journal.rejectedIds,
      "unsound": shelf.counters.torn,
      "resends": outbox.counters.repeats,
      "boots": shelf.starts.count,
      "resetCause": resetCause,
      "jsVars": process.memory().usage,
      "errorFlags": health.errors,
      "troubles": troubles,
      "ota": __HAS_SERVICES__ ? firmware.status() : undefined,
    }),
    (text) => modem.command(text, showAnswer),
    () => traceLine(modemUart, clock, print),
    (key) => showSettings(settings.load().config, key),
    (key, value, isCheck) => settings.change(editSettings(settings.text(), key, value), isCheck),
    () => {
      const slot = shelf.alarmSlot();
      const details = app.details();
      details["sinceS"] = slot && epochSOf(bank.read(slot));
      details["waiting"] = shelf.counters.depth;
      return details;
    },
    journal.list,
    crashes,
    () => reboot("by hand"),
    // A board that is a process takes more from its machine when it has none left, and not before.
    () => (board.modemUart.isDeviceFile ? Infinity : process.memory().free),
    services.call,
    services.details,
    print,
  ),
);

print("gas-canary " + __VERSION__ + " " + __BOARD__ + " " + bundle);
if (board.modemUart.isDeviceFile && !boot.config.modem.path) boot.problems.push("modem.path is missing");
if (boot.problems.length) app.fault(SETTINGS_BAD, true);
if (!isCalibrated) app.fault(UNCALIBRATED, true);
if (__HAS_PLATFORM__ && boot.config.cloud.tls && !flash.read(CA_FILE))
  boot.problems.push("TLS without canary.ca: the server is not checked");
if (!bank.size) boot.problems.push("no flash for the journal");
boot.problems.forEach((problem) => {
  log(problem, true);
});
if (isReverted) app.fault(SETTINGS_REVERTED, true);
if (
  __HAS_MQTT__ && (!__HAS_ALIYUN__ || isPlain)
    ? boot.config.cloud.host && boot.config.cloud.deviceName
    : boot.config.cloud.productKey &&
      boot.config.cloud.deviceName &&
      (boot.config.cloud.deviceSecret || (__HAS_SERVICES__ && (registration || boot.config.cloud.deviceToken)))
)
  link.start("OFF", settings.isProven());
else log("no identity: canary.configure({...})", true);
// What of it is still needed has its place by now; the rest would only take memory.
boot = gas = undefined as never;
