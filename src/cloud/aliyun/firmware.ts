/**
 * The platform's words for firmware (facts: cloud sections 3, 3.1): the version, once a start; what is offered; how far it is;
 * and a bundle in pieces over MQTT. A board without room for a second bundle refuses. @singleton
 */
import type { Clock } from "../../hal";
import type { Piece, Report, Updater } from "../../ota/updater";
import type { Log } from "../../system/log";
import type { Extra, Uplink } from "../cloud";
import { SUCCESS } from "./codes";
import { crc16 } from "./crc16";
import { parse, plainText, requestText } from "./envelope";

/** What was offered while the device was away has been said again by then, if the platform does so. */
const ASK_MS = 60000;
const ASK_AGAIN_MS = 3600000;
const NO_ROOM = "ota: false, flash by cable";
const REFUSED = -1;

const HAS_OTA = !(typeof __HAS_OTA__ === "boolean" && !__HAS_OTA__);

export interface Firmware extends Extra {
  status(): unknown;
}

/** `device`: product key and device name, as they stand in topics. `updater`: undefined on a board without room. */
export function createFirmware(
  device: string,
  clock: Clock,
  nextId: () => number,
  version: string,
  updater: Updater | undefined,
  log: Log,
): Firmware {
  const upgradeTopic = "/ota/device/upgrade/" + device;
  const thing = "/sys/" + device + "/thing/";
  let isInformed = false;
  /** Nothing has been sent since. */
  let isInforming = false;
  let askAtMs = 0;
  /** Over this session. */
  let hasAsked = false;
  let refused = 0;
  let refusal: Report | undefined;

  function numbered(topic: string, params: string): Uplink {
    return {
      topic: "/ota/device/" + topic + "/" + device,
      payload: '{"id":"' + nextId() + '","params":{' + params + "}}",
    };
  }

  function progress(step: number, desc: string): Uplink {
    return numbered("progress", '"step":"' + step + '","desc":"' + desc + '"');
  }

  function pieceWanted(piece: Piece): Uplink {
    const file = '"fileInfo":{"streamId":' + piece.streamId + ',"fileId":' + piece.fileId + "}";
    const block = '"fileBlock":{"size":' + piece.bytes + ',"offset":' + piece.at + "}";
    const params = '{"fileToken":"' + piece.key + '",' + file + "," + block + "}";
    return { topic: thing + "file/download", payload: requestText("thing.file.download", nextId(), params) };
  }

  function offer(data: unknown): void {
    if (HAS_OTA && updater) updater.offer(data);
    else {
      refused++;
      refusal = { step: REFUSED, desc: NO_ROOM };
      log("OTA: " + NO_ROOM, true);
    }
  }

  /** Two bytes of the JSON's length, high one first; the JSON; the data; their CRC, low byte first. */
  function takePiece(body: string, bytes: number, take: Updater["take"]): void {
    const jsonBytes = body.charCodeAt(0) * 256 + body.charCodeAt(1);
    const head = bytes > body.length ? undefined : parse(body.substr(2, jsonBytes));
    const data = head && (head.data as { [name: string]: unknown } | undefined);
    if (!head || !data || typeof data !== "object" || head.code !== SUCCESS) return;
    const text = body.substr(2 + jsonBytes, body.length - jsonBytes - 4);
    const crc = body.charCodeAt(body.length - 2) + 256 * body.charCodeAt(body.length - 1);
    const isSound = data["bSize"] === text.length && crc16(text) === crc;
    if (isSound)
      take(parseFloat(plainText(data["fileToken"])), data["bOffset"] as number, data["fileLength"] as number, text);
  }

  function ask(nowMs: number): Uplink {
    hasAsked = true;
    askAtMs = nowMs + ASK_AGAIN_MS;
    return { topic: thing + "ota/firmware/get", payload: requestText("thing.ota.firmware.get", nextId(), "{}") };
  }

  return {
    topics: [upgradeTopic, thing + "ota/firmware/get_reply"].concat(
      HAS_OTA && updater ? [thing + "file/download_reply"] : [],
    ),
    online() {
      if (isInforming) isInformed = false;
      askAtMs = clock.nowMs() + ASK_MS;
      hasAsked = false;
      if (HAS_OTA && updater) updater.online();
    },
    next(nowMs) {
      isInforming = false;
      if (!isInformed && !(HAS_OTA && updater && updater.isOnTrial())) {
        isInformed = isInforming = true;
        return numbered("inform", '"version":"' + version + '"');
      }
      const report = HAS_OTA && updater ? updater.report(nowMs) : refusal;
      refusal = undefined;
      if (report) return progress(report.step, report.desc);
      const isWanting = !hasAsked || (HAS_OTA && updater && updater.isWanting());
      if (nowMs >= askAtMs && isWanting) return ask(nowMs);
      const piece = HAS_OTA && updater ? updater.next(nowMs) : undefined;
      return piece && pieceWanted(piece);
    },
    receive(topic, body, bytes) {
      if (HAS_OTA && updater && topic === thing + "file/download_reply") takePiece(body, bytes, updater.take);
      else if (topic === upgradeTopic) {
        const message = bytes > body.length ? undefined : parse(body);
        offer(message && message.data);
      } else if (topic === thing + "ota/firmware/get_reply") {
        const message = bytes > body.length ? undefined : parse(body);
        const data = message && message.data;
        // Without anything in it there is nothing to do.
        if (data && typeof data === "object" && Object.keys(data).length) offer(data);
      } else return false;
      return true;
    },
    status: () => (HAS_OTA && updater ? updater.status() : { "stage": "ota: false", "refused": refused }),
  };
}
