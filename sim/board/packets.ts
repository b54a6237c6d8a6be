/**
 * Packets in the REPL's stream: DLE SOH, two bytes of type and length, the data. Answered by ACK or NAK, and by packets.
 * Files of a packet go to Storage; there is no file system, and no packed data. While a packet arrives it has the place of
 * the line being typed, which then returns.
 */
import type { Timer } from "../clock.ts";
import type { InputLine } from "./input-line.ts";

export interface PacketHost {
  /** Bytes out of the console's port. */
  send(bytes: string): void;
  later(delayMs: number, fn: () => void): Timer;
  cancel(timer: Timer | undefined): void;
  /** The value as `E.toJS` writes it, or what to do once the NAK is out. */
  value(source: string): { readonly text: string } | { readonly report: () => void };
  /** Of JSON with or without quotes around its keys; undefined for anything but an object. */
  parse(text: string): Readonly<Record<string, unknown>> | undefined;
  /** An event of `E`; false when no one listens. */
  emit(event: string, value: object): boolean;
  readFile(name: string): string | undefined;
  /** Reports by itself what goes wrong. */
  writeFile(name: string, data: string, offset: number, size: number): void;
}

const ACK = "\x06";
const NAK = "\x15";
const HEADER = "\x10\x01";
const TYPE_MASK = 0xe000;
const LENGTH_MASK = 0x1fff;
const RESPONSE = 0x0000;
const EVAL = 0x2000;
const EVENT = 0x4000;
const FILE_SEND = 0x6000;
const DATA = 0x8000;
const FILE_RECV = 0xa000;

const PACKET_TIMEOUT_MS = 5000;
const FILE_TIMEOUT_MS = 10_000;
const DATA_BYTES = 1024;

interface Upload {
  readonly name: string;
  readonly size: number;
  offset: number;
}

export class Packets {
  isOpen = false;
  readonly #host: PacketHost;
  readonly #line: InputLine;
  #typed = "";
  #header: number[] = [];
  #timer: Timer | undefined;
  #upload: Upload | undefined;
  #uploadTimer: Timer | undefined;

  constructor(host: PacketHost, line: InputLine) {
    this.#host = host;
    this.#line = line;
  }

  begin(): void {
    this.isOpen = true;
    this.#header = [];
    this.#typed = this.#line.text;
    this.#line.text = "";
    this.#timer = this.#host.later(PACKET_TIMEOUT_MS, () => {
      this.#host.send(NAK);
      this.#end();
    });
  }

  take(ch: string): void {
    if (this.#header.length < 2) this.#header.push(ch.charCodeAt(0));
    else this.#line.text += ch;
    const [high = 0, low = 0] = this.#header;
    const head = (high << 8) | low;
    if (this.#header.length < 2 || this.#line.text.length < (head & LENGTH_MASK)) return;
    this.#process(head & TYPE_MASK, this.#line.text);
    this.#end();
  }

  #end(): void {
    this.#host.cancel(this.#timer);
    this.isOpen = false;
    this.#line.text = this.#typed;
  }

  #process(type: number, data: string): void {
    if (type === EVAL) this.#evaluate(data);
    else if (type === EVENT) this.#acknowledge(this.#event(data));
    else if (type === FILE_SEND) this.#acknowledge(this.#beginUpload(data));
    else if (type === DATA) this.#acknowledge(this.#store(data));
    else if (type === FILE_RECV) this.#sendFile(data);
    else this.#acknowledge(false);
  }

  #acknowledge(ok: boolean): void {
    this.#host.send(ok ? ACK : NAK);
  }

  #reply(type: number, data: string): void {
    const head = type | (data.length & LENGTH_MASK);
    this.#host.send(HEADER + String.fromCharCode(head >> 8, head & 0xff) + data);
  }

  #evaluate(source: string): void {
    const value = this.#host.value(source);
    this.#acknowledge("text" in value);
    if ("text" in value) this.#reply(RESPONSE, value.text);
    else value.report();
  }

  #event(data: string): boolean {
    const value = this.#host.parse(data);
    return value !== undefined && this.#host.emit("packet", value);
  }

  #beginUpload(data: string): boolean {
    this.#endUpload();
    const { fn, s, fs, c } = this.#host.parse(data) ?? {};
    const size = Math.trunc(Number(s)) || 0;
    if (typeof fn !== "string" || size === 0 || fs || c) return false;
    this.#upload = { name: fn, size, offset: 0 };
    this.#awaitData();
    return true;
  }

  #store(data: string): boolean {
    const upload = this.#upload;
    if (!upload) return false;
    const { name, size } = upload;
    this.#host.writeFile(name, data, upload.offset, size);
    upload.offset += data.length;
    if (upload.offset >= size) this.#endUpload();
    else this.#awaitData();
    this.#host.emit("packetUpload", { l: data.length, o: upload.offset, s: size, fn: name });
    return true;
  }

  #awaitData(): void {
    this.#host.cancel(this.#uploadTimer);
    this.#uploadTimer = this.#host.later(FILE_TIMEOUT_MS, () => this.#endUpload());
  }

  #endUpload(): void {
    this.#host.cancel(this.#uploadTimer);
    this.#upload = undefined;
  }

  #sendFile(data: string): void {
    const { fn, fs } = this.#host.parse(data) ?? {};
    const file = typeof fn === "string" && !fs ? this.#host.readFile(fn) : undefined;
    this.#acknowledge(file !== undefined);
    if (file === undefined) return;
    for (let at = 0; at < file.length; at += DATA_BYTES) this.#reply(DATA, file.slice(at, at + DATA_BYTES));
    this.#reply(DATA, "");
  }
}
