/** What the tests of the modem's HTTP share: a web, a modem that has been taken so far, and its texts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { HttpOrigin, HttpRequest, HttpResponse } from "../../sim/cloud/http-origin.ts";
import type { FamilyName } from "../../sim/modem/family.ts";
import { Bench, type BenchOptions, line, OK } from "./sim-modem-bench.ts";

export const FILE = Buffer.from(Array.from({ length: 8000 }, (_, i) => (i * 7) & 0xff));
export const WHOLE_URL = "http://files.example/fw.bin";

/** Serves one file, whole or in ranges, and remembers who asked for what. */
export class Web implements HttpOrigin {
  readonly asked: HttpRequest[] = [];
  answers: Partial<HttpResponse> = {};

  answer(request: HttpRequest): HttpResponse | undefined {
    this.asked.push(request);
    if (request.url.includes("//nobody.")) return undefined;
    if (request.url.endsWith("/moved")) return reply(302, Buffer.alloc(0), { Location: "/fw.bin" });
    const [, from = "", to = ""] = /^bytes=(\d+)-(\d*)$/.exec(request.headers["Range"] ?? "") ?? [];
    const piece = from === "" ? FILE : FILE.subarray(Number(from), to === "" ? undefined : Number(to) + 1);
    return { ...reply(from === "" ? 200 : 206, piece), ...this.answers };
  }
}

function reply(status: number, body: Uint8Array, headers: Record<string, string> = {}): HttpResponse {
  return { status, headers, body, delayMs: 200 };
}

export const bytes = (from: number, count: number): string => FILE.subarray(from, from + count).toString("latin1");
export const read = (body: string): string => `\r\n+HTTPREAD:${body.length}\r\n${body}${OK}`;
export const action = (status: number, length: number): string => line(`+HTTPACTION: 0,${status},${length}`);

export const SAPBR = ['AT+SAPBR=3,1,"CONTYPE","GPRS"', 'AT+SAPBR=3,1,"APN",""', "AT+SAPBR=1,1"];
export const SESSION = [...SAPBR, "AT+HTTPINIT", 'AT+HTTPPARA="CID",1', `AT+HTTPPARA="URL","${WHOLE_URL}"`];

/** A modem after these commands, all of them well received. */
export function bench(commands: readonly string[], options: BenchOptions = {}, family: FamilyName = "air780e") {
  const web = new Web();
  const made = new Bench(family, "attached", { origin: web, ...options });
  for (const command of commands) assert.equal(made.say(command), OK, command);
  return { bench: made, web };
}

export type Row = readonly [command: string, reply: string];

export function table(name: string, before: readonly string[], rows: readonly Row[], options: BenchOptions = {}): void {
  test(name, () => {
    const { bench: made } = bench(before, options);
    for (const [command, wanted] of rows) assert.equal(made.say(command), wanted, command);
  });
}
