/**
 * The modem's HTTP client, beside the session: one range of what a URL names at a time. Its commands go one by one through the
 * queue that the session's do, and nothing is in flight while the server is waited for, so that an alarm goes in between.
 * Messages stay pushed meanwhile: kept in the modem, as some do it, they would stay there when the board restarts.
 * @singleton
 */
import type { Chat } from "../../at/chat";
import type { CommandError } from "../../at/command";
import { escapeQuoted } from "../../at/escape";
import type { Clock } from "../../hal";
import type { Fetch } from "../modem";
import type { Apn, LuatCommand } from "./commands";
import { httpCommands } from "./http-commands";
import { FETCH_MS, HTTP_WINDOW_BYTES, MAX_RANGE_BYTES, MAX_URL_CHARS, READ_BYTES, UNLISTED_MS } from "./limits";

export interface Http {
  readonly fetch: Fetch;
  /** `+HTTPACTION: <method>,<status>,<length>` */
  answered(line: string): void;
  /** The session is lost, or, where it `isAll`, all that the modem had. */
  lost(why: string, isAll: boolean): void;
}

const WHOLE = 200;
const RANGE = 206;

export function createHttp(chat: Chat, clock: Clock, apn: () => Apn | undefined): Http {
  let rest: LuatCommand[] = [];
  let fetched: ((error: string, body: string) => void) | undefined;
  /** Until the modem has closed what it opened. */
  let isBusy = false;
  /** What it came to; undefined while it goes on. */
  let outcome: string | undefined;
  let isRequested = false;
  let answer = "";
  /** The modem has started anew, or is about to. */
  let isGone = false;
  /** A fetch of before may have been left open in the modem: by a restart of the board, or as HTTPTERM came to nothing. */
  let mayBeOpen = true;
  let boundTimer = 0;
  let firstByte = 0;
  let wanted = 0;
  let readAt = 0;
  let left = 0;
  let content = "";

  function problemOf(url: string, fromByte: number, bytes: number): string {
    const isUrl = url.indexOf("http://") === 0 || url.indexOf("https://") === 0;
    if (!isUrl || !/^[!-~]*$/.test(url) || escapeQuoted(url).length > MAX_URL_CHARS) return "url";
    const isRange = Math.floor(fromByte) === fromByte && fromByte >= 0 && Math.floor(bytes) === bytes && bytes > 0;
    return isRange && bytes <= MAX_RANGE_BYTES ? "" : "size";
  }

  function sendNext(): void {
    answer = "";
    chat.send(rest[0] as LuatCommand, took);
  }

  function took(error: CommandError, reply: string[]): void {
    const command = rest.splice(0, 1)[0] as LuatCommand;
    if (outcome !== undefined) close();
    else if (error && !command.isOptional) end(error);
    else if (command.isCounted) takePart(reply);
    else {
      // The end of a range alone would be another range; without one the whole comes.
      if (error && command.text.indexOf('BREAK"') > 0) rest.splice(0, 1);
      // `+SAPBR: <cid>,<state>,<address>`, 1: open.
      const isUp = command.reply !== undefined && ((reply[0] || "").split(",")[1] || "").trim() === "1";
      while (isUp && (rest[0] as LuatCommand).text !== "AT+HTTPINIT") rest.splice(0, 1);
      if (rest.length) sendNext();
      else if (answer) read();
      else isRequested = true;
    }
  }

  /** The server has answered: what of it is what was asked for. */
  function read(): void {
    const fields = answer.split(",");
    const status = parseInt((fields[1] || "").trim(), 10);
    const bytes = parseInt((fields[2] || "").trim(), 10);
    isRequested = false;
    // A server that knows no ranges gives the whole.
    readAt = status === WHOLE ? firstByte : 0;
    left = Math.min(wanted, bytes - readAt);
    if (status !== RANGE && status !== WHOLE) end("http " + status);
    // A length of the window or more may be that of what was kept: beyond it there is more, which nobody tells.
    else if (bytes >= HTTP_WINDOW_BYTES && readAt + wanted > HTTP_WINDOW_BYTES) end("no range");
    else if (!(left > 0)) end("short");
    else readPart();
  }

  function readPart(): void {
    const bytes = Math.min(left, READ_BYTES);
    rest = [
      { text: "AT+HTTPREAD=" + readAt + "," + bytes, reply: "+HTTPREAD:", isCounted: true, timeoutMs: UNLISTED_MS },
    ];
    sendNext();
  }

  function takePart(reply: string[]): void {
    const part = reply[0] as string;
    if (reply.length > 1 || part.length !== Math.min(left, READ_BYTES)) end("short");
    else {
      content += part;
      readAt += part.length;
      left -= part.length;
      if (left) readPart();
      else end("");
    }
  }

  function end(error: string): void {
    outcome = error;
    close();
  }

  function close(): void {
    rest = [];
    isRequested = false;
    if (isGone) closed("unsent");
    else chat.send({ text: "AT+HTTPTERM", timeoutMs: UNLISTED_MS }, closed);
  }

  function closed(error: CommandError): void {
    isBusy = false;
    mayBeOpen = error !== "";
    give();
  }

  /** Tells the outcome, once. */
  function give(): void {
    const tell = fetched;
    const body = outcome ? "" : content;
    fetched = undefined;
    content = "";
    clock.cancel(boundTimer);
    boundTimer = 0;
    if (tell) tell(outcome as string, body);
  }

  function stop(why: string): void {
    if (!isBusy || outcome !== undefined) return;
    outcome = why;
    // Else the command in flight comes to its end, and leads on.
    if (isRequested) close();
  }

  function outlast(): void {
    boundTimer = 0;
    stop("timeout");
    give();
  }

  return {
    fetch(url, fromByte, bytes, done) {
      const problem = isBusy ? "busy" : problemOf(url, fromByte, bytes);
      if (problem) done(problem, "");
      else {
        isBusy = true;
        isGone = false;
        outcome = undefined;
        fetched = done;
        firstByte = fromByte;
        wanted = bytes;
        boundTimer = clock.after(FETCH_MS, outlast);
        rest = httpCommands(url, fromByte, bytes, apn());
        if (mayBeOpen) rest.splice(0, 0, { text: "AT+HTTPTERM", timeoutMs: UNLISTED_MS, isOptional: true });
        sendNext();
      }
    },
    answered(line) {
      answer = line;
      if (isRequested) read();
    },
    lost(why, isAll) {
      if (isAll) isGone = true;
      stop(why);
    },
  };
}
