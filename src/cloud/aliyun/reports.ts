/**
 * What the platform has of a device beside its alarms and properties: tags, log, network figures, the readings of an outage,
 * and settings that it sends back (facts: cloud sections 2.2, 4). @singleton
 */
import type { Clock } from "../../hal";
import type { Extra, Uplink } from "../cloud";
import type { ModelEvents } from "../model";
import { type Ask, createAsks } from "./asks";
import type { DeviceLog } from "./device-log";
import { answerText, parse } from "./envelope";
import type { History } from "./history";
import { type Configured, FETCH_FAILED, type RemoteConfig, type Verdicts } from "./remote-config";

/** One after the other, behind the first report of a session. */
const START_MS = 2000;
const HISTORY_MS = 3000;
const LOG_SWITCH_MS = 5000;
const INFO_MS = 10000;
const CONFIG_MS = 15000;
/** What could not be fetched. */
const CONFIG_AGAIN_MS = 3600000;
const FIGURES_MS = 60000;
const FIGURES_AGAIN_MS = 1800000;

export interface Reports extends Extra {
  /** There are log lines to send. */
  logDue(): void;
  /** A connection is being opened. */
  connecting(): void;
}

export function createReports(
  /** `/sys/<product key>/<device name>/`. */
  prefix: string,
  clock: Clock,
  nextId: () => number,
  /** Of now; 0 while it is not known. */
  epochMs: () => number,
  deviceLog: DeviceLog,
  history: History,
  remoteConfig: RemoteConfig,
  /** What is told of the start, in one event. */
  started: () => ModelEvents["PowerOn_Event"],
  /** `params` of the tags. */
  info: () => string,
  /** Signal at the modem; undefined while it is not known. */
  dbm: () => number | undefined,
  answer: (uplink: Uplink) => void,
  /** Settings have been offered: what came of it, and of each. */
  configured: Configured,
): Reports {
  let roundTripMs = 0;
  let connectMs = 0;
  let connectingAtMs = clock.nowMs();

  const logAsk: Ask = {
    what: "thing/log/post",
    params: deviceLog.params,
    answered: deviceLog.posted,
    dueMs: Infinity,
  };
  const configAsk: Ask = {
    what: "thing/config/get",
    params: () => '{"configScope":"product","getType":"file"}',
    // A refusal says that there is none.
    answered: (data) => data && remoteConfig.offer(data, pulled, true),
    dueMs: Infinity,
    sessionMs: CONFIG_MS,
    isOnce: true,
  };
  const asks = createAsks(
    prefix,
    clock,
    nextId,
    [
      {
        what: "thing/event/PowerOn_Event/post",
        params: () => {
          const nowMs = epochMs();
          return '{"value":' + JSON.stringify(started()) + (nowMs ? ',"time":' + nowMs : "") + "}";
        },
        answered: () => undefined,
        dueMs: Infinity,
        sessionMs: START_MS,
        isOnce: true,
        isHeard: true,
      },
      {
        what: "thing/event/property/batch/post",
        params: history.params,
        answered: history.posted,
        dueMs: Infinity,
        sessionMs: HISTORY_MS,
      },
      {
        what: "thing/config/log/get",
        params: () => '{"configScope":"device","getType":"content"}',
        answered: (data) => deviceLog.switchBy(JSON.stringify(data || {})),
        dueMs: Infinity,
        sessionMs: LOG_SWITCH_MS,
      },
      {
        what: "thing/deviceinfo/update",
        params: info,
        answered: () => undefined,
        dueMs: Infinity,
        sessionMs: INFO_MS,
        isOnce: true,
      },
      configAsk,
      {
        what: "_thing/diag/post",
        params: figures,
        answered: () => undefined,
        dueMs: Infinity,
        sessionMs: FIGURES_MS,
        everyMs: FIGURES_AGAIN_MS,
      },
      logAsk,
    ],
    (ms) => {
      roundTripMs = Math.round(ms);
    },
  );

  function pulled(code: number, verdicts: Verdicts, isChanged: boolean): void {
    if (code === FETCH_FAILED) configAsk.dueMs = clock.nowMs() + CONFIG_AGAIN_MS;
    configured(code, verdicts, isChanged);
  }

  /** The log has them under the names that the platform draws; how it takes a cellular device's diagnosis is not told. */
  function figures(): string {
    deviceLog.measure("net_conn", "^conn_type=MQTT^conn_cost=" + connectMs + "^conn_ret=0");
    deviceLog.measure("net_rt", "^rtt=" + roundTripMs);
    const nowMs = epochMs();
    const rssi = dbm();
    if (!nowMs || rssi === undefined) return "";
    return (
      '{"p":{"cellular":{"rssi":' + rssi + '},"_time":' + nowMs + '},"model":"format=simple|quantity=single|time=now"}'
    );
  }

  return {
    topics: asks.topics.concat(prefix + "thing/config/push", prefix + "thing/config/log/push"),
    logDue() {
      if (logAsk.dueMs === Infinity) logAsk.dueMs = clock.nowMs();
    },
    connecting() {
      connectingAtMs = clock.nowMs();
    },
    online() {
      connectMs = Math.round(clock.nowMs() - connectingAtMs);
      asks.online();
    },
    next: asks.next,
    receive(topic, body, bytes) {
      if (topic === prefix + "thing/config/log/push") {
        deviceLog.switchBy(body);
        return true;
      }
      if (topic !== prefix + "thing/config/push") return asks.receive(topic, body, bytes);
      const message = parse(body);
      remoteConfig.offer(message && message.params, (code, verdicts, isChanged) => {
        const id = message ? message.id : "0";
        answer({ topic: topic + "_reply", payload: answerText(id, code, JSON.stringify(verdicts)) });
        configured(code, verdicts, isChanged);
      });
      return true;
    },
  };
}
