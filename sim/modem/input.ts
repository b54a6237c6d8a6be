/** Bytes from the host: autobaud training, echo, command lines, and data behind a prompt by exact count (2, 6.6). */
import type { Timer } from "../clock.ts";
import type { Inside } from "./inside.ts";

export interface DataRequest {
  /** Exact count; undefined: until 0x1A or silence. */
  readonly bytes: number | undefined;
  /** From the prompt to the last byte; undefined: a silence between two bytes ends it. */
  readonly withinMs?: number | undefined;
  /** Data, or undefined when silence cut a counted one short. */
  readonly done: (data: string | undefined) => void;
}

const CR = "\r";
const END_OF_DATA = "\x1a";

export class Input {
  /** A fault's: the UART's receiver hears nothing. */
  deaf = false;
  /** A fault's: what becomes of bytes on their way here. */
  spoil: ((bytes: string) => string) | undefined;
  #in: Inside;
  #line = "";
  #overlong = false;
  #training = false;
  #lostAts = 0;
  #data: DataRequest | undefined;
  #dataBytes = "";
  #silence: Timer | undefined;
  /** An LF that came between a data command's CR and its prompt: it is taken as the first payload byte (2.2). */
  #earlyLf = false;

  constructor(inside: Inside) {
    this.#in = inside;
  }

  /** At each boot. */
  restart(): void {
    this.#line = "";
    this.#overlong = false;
    this.#endData();
    this.#training = this.#in.profile.iprBaud === 0;
    this.#lostAts = this.#in.family.autobaudLostAts;
    if (this.#training) this.#in.out.hold();
  }

  receive(bytes: string): void {
    if (this.deaf || !this.#in.power.answers) return;
    const arrived = this.spoil ? this.spoil(bytes) : bytes;
    let rest = this.#training ? this.#train(arrived) : arrived;
    while (rest.length > 0) {
      if (this.#data) rest = this.#takeData(rest);
      else if (this.#in.executor.opensData) rest = this.#takeEarly(rest);
      else rest = this.#takeLine(rest);
    }
  }

  /** Data mode, from the prompt on. */
  expectData(request: DataRequest): void {
    this.#data = request;
    this.#dataBytes = this.#earlyLf ? "\n" : "";
    this.#earlyLf = false;
    this.#restartSilence();
  }

  /** Only upper-case AT trains; what stood before it is lost (2.1). */
  #train(bytes: string): string {
    const seen = this.#line + bytes;
    const at = seen.indexOf("AT");
    this.#line = at < 0 ? seen.slice(-1) : "";
    if (at < 0) return "";
    if (this.#lostAts-- > 0) return this.#train(seen.slice(at + 2));
    this.#training = false;
    this.#in.out.release();
    return seen.slice(at);
  }

  #takeLine(bytes: string): string {
    const end = bytes.indexOf(CR);
    const piece = end < 0 ? bytes : bytes.slice(0, end);
    const room = this.#in.family.maxLineBytes - this.#line.length;
    this.#line += piece.slice(0, room);
    this.#overlong ||= piece.length > room;
    if (this.#in.family.echoStyle === "bytes") this.#echo(end < 0 ? piece : piece + CR);
    if (end < 0) return "";
    const line = this.#line.replace(/^\n+/, "");
    const overlong = this.#overlong;
    this.#line = "";
    this.#overlong = false;
    if (line !== "") this.#endLine(line, overlong);
    return bytes.slice(end + 1);
  }

  #endLine(line: string, overlong: boolean): void {
    const inside = this.#in;
    if (inside.executor.busy) {
      inside.executor.refuseBusy(line);
      return;
    }
    if (inside.executor.swallows()) return;
    if (inside.family.echoStyle === "line") this.#echo(line + CR);
    if (overlong) {
      inside.violation("line too long");
      inside.executor.reject();
      return;
    }
    this.#submit(line);
  }

  /** Bytes in front of AT (2.1); a line without any AT is no command at all. */
  #submit(line: string): void {
    const inside = this.#in;
    const at = line.search(/AT/i);
    if (at === 0) {
      inside.executor.run(line);
      return;
    }
    if (at < 0) return;
    if (inside.family.noiseBeforeAt === "tolerated") {
      inside.executor.run(line.slice(at));
      return;
    }
    if (inside.family.noiseBeforeAt === "ERROR") inside.executor.reject();
  }

  /** Between a data command and its prompt: glued data is not taken (6.6: "wait for `>`"). */
  #takeEarly(bytes: string): string {
    if (bytes[0] === "\n") this.#earlyLf = true;
    this.#in.violation("bytes before the prompt");
    return "";
  }

  #takeData(bytes: string): string {
    const data = this.#data as DataRequest;
    const end = data.bytes === undefined ? bytes.indexOf(END_OF_DATA) : data.bytes - this.#dataBytes.length;
    const isLast = end >= 0 && (data.bytes === undefined || end <= bytes.length);
    const piece = isLast ? bytes.slice(0, end) : bytes;
    this.#dataBytes += piece;
    if (this.#in.family.echoesPayload) this.#in.out.echo(piece);
    if (!isLast) {
      this.#restartSilence();
      return "";
    }
    this.#finishData(this.#dataBytes);
    return bytes.slice(data.bytes === undefined ? end + 1 : end);
  }

  #restartSilence(): void {
    const withinMs = this.#data?.withinMs;
    if (withinMs !== undefined && this.#silence && !this.#silence.cancelled) return;
    this.#in.clock.cancel(this.#silence);
    this.#silence = this.#in.later(withinMs ?? this.#in.family.dataSilenceMs, () => {
      if (this.#data?.bytes !== undefined) this.#in.violation("data mode ended by silence");
      this.#finishData(this.#data?.bytes === undefined ? this.#dataBytes : undefined);
    });
  }

  #finishData(bytes: string | undefined): void {
    const data = this.#data;
    this.#endData();
    data?.done(bytes);
  }

  #endData(): void {
    this.#in.clock.cancel(this.#silence);
    this.#data = undefined;
    this.#dataBytes = "";
    this.#earlyLf = false;
  }

  #echo(text: string): void {
    if (this.#in.profile.echo && text !== "") this.#in.out.echo(text);
  }
}
