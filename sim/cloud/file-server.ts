/**
 * The store behind the platform's signed links, for OTA images and remote configurations (facts 3, 4): plain HTTP as an
 * object store speaks it, without a socket of its own. A link is good for one path until it expires.
 */
import { createHash, createHmac } from "node:crypto";
import { FaultPlan } from "./fault-plan.ts";
import { brokenAnswer, type FileFault } from "./file-faults.ts";
import { headerOf, textResponse } from "./http-answers.ts";
import type { HttpOrigin, HttpRequest, HttpResponse } from "./http-origin.ts";
import { keepBounded } from "./records.ts";

export interface FileSettings {
  /** How long a link is good; unverified (facts 10). */
  linkMs: number;
  /** Replacing https by http has worked (fact 3); that it always does is unverified. */
  takesPlainHttp: boolean;
  /** A range that begins within the file and ends behind it: cut to the file (RFC 9110), or the whole file. Unverified. */
  rangePastEnd: "clip" | "whole";
  delayMs: number;
}

export interface ServedRequest {
  readonly url: string;
  /** The Range header as it came. */
  readonly range?: string;
  /** 0: never answered. */
  readonly status: number;
  readonly fault?: FileFault;
}

export interface Range {
  readonly from: number;
  /** Inclusive. */
  readonly to: number;
}

const DEFAULT_SETTINGS: FileSettings = {
  linkMs: 24 * 3600 * 1000,
  takesPlainHttp: true,
  rangePastEnd: "clip",
  delayMs: 0,
};
const DEFAULT_BASE = "https://iotx-ota.oss-cn-shanghai.aliyuncs.com";
/** Of the stand-in's own links; nobody's secret. */
const KEY_ID = "STAND-IN";
const SIGNING_KEY = "links of the stand-in";
const REQUESTS_KEPT = 10_000;
const FILES_KEPT = 1000;

export class FileServer implements HttpOrigin {
  /** Scheme, host and perhaps port: what links begin with, and what is answered for. */
  base = DEFAULT_BASE;
  /** Read at each use. */
  readonly settings: FileSettings;
  readonly faults = new FaultPlan<FileFault>();
  readonly requests: ServedRequest[] = [];
  readonly #clock: { readonly nowMs: number };
  readonly #files = new Map<string, Uint8Array>();

  /** `clock`: wall time, UTC ms. */
  constructor(clock: { readonly nowMs: number }, settings: Partial<FileSettings> = {}) {
    this.#clock = clock;
    this.settings = { ...DEFAULT_SETTINGS, ...settings };
  }

  /** Takes the place of a file of the same path, and when there are too many, that of the oldest. */
  put(path: string, bytes: Uint8Array): string {
    const { pathname } = new URL(path, this.base);
    this.#files.delete(pathname);
    this.#files.set(pathname, bytes);
    const [oldest = ""] = this.#files.keys();
    if (this.#files.size > FILES_KEPT) this.#files.delete(oldest);
    return pathname;
  }

  remove(pathname: string): void {
    this.#files.delete(pathname);
  }

  /** A link that expires, signed anew each time. */
  link(pathname: string): string {
    const expires = Math.floor((this.#clock.nowMs + this.settings.linkMs) / 1000);
    const query = { Expires: String(expires), OSSAccessKeyId: KEY_ID, Signature: signatureOf(pathname, expires) };
    return `${this.base}${pathname}?${new URLSearchParams(query)}`;
  }

  answer(request: HttpRequest): HttpResponse | undefined {
    const url = URL.canParse(request.url) ? new URL(request.url) : undefined;
    if (!url || !this.#isHere(url)) return undefined;
    const fault = this.faults.take();
    const response = this.#sound(request, url);
    const sent = fault
      ? brokenAnswer({ sound: response, whole: this.#whole(url) ?? response, elsewhere: movedTo(url) }, fault)
      : response;
    const range = headerOf(request, "range");
    this.requests.push({
      url: request.url,
      status: sent.status,
      ...(range !== undefined && { range }),
      ...(fault && { fault: fault.name }),
    });
    keepBounded(this.requests, REQUESTS_KEPT);
    return sent;
  }

  #isHere(url: URL): boolean {
    const base = new URL(this.base);
    if (url.hostname !== base.hostname) return false;
    if (url.protocol === base.protocol) return url.port === base.port;
    // The store has both; a port of its own belongs to one of them.
    return url.protocol === "http:" && url.port === "" && base.port === "" && this.settings.takesPlainHttp;
  }

  #sound(request: HttpRequest, url: URL): HttpResponse {
    if (request.method !== "GET") return this.#refusal(405, "MethodNotAllowed", `${request.method} of a file`);
    const wrong = this.#linkFault(url);
    if (wrong) return this.#refusal(403, wrong.code, wrong.why);
    const bytes = this.#files.get(url.pathname);
    if (!bytes) return this.#refusal(404, "NoSuchKey", "The specified key does not exist.");
    const range = rangeOf(headerOf(request, "range"), bytes.length, this.settings.rangePastEnd);
    if (range === "whole") return this.#file(200, bytes);
    if (range === "unsatisfiable")
      return { ...this.#file(416, new Uint8Array()), headers: { "Content-Range": `bytes */${bytes.length}` } };
    const { from, to } = range;
    const part = this.#file(206, bytes.subarray(from, to + 1), bytes);
    return { ...part, headers: { ...part.headers, "Content-Range": `bytes ${from}-${to}/${bytes.length}` } };
  }

  #whole(url: URL): HttpResponse | undefined {
    const bytes = this.#files.get(url.pathname);
    return bytes && this.#file(200, bytes);
  }

  #file(status: number, body: Uint8Array, whole = body): HttpResponse {
    const headers = {
      "Content-Type": "application/octet-stream",
      "Content-Length": String(body.length),
      "Accept-Ranges": "bytes",
      "ETag": `"${createHash("md5").update(whole).digest("hex").toUpperCase()}"`,
    };
    return { status, headers, body, delayMs: this.settings.delayMs };
  }

  #refusal(status: number, code: string, why: string): HttpResponse {
    const text = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${why}</Message></Error>\n`;
    return textResponse(status, "application/xml", text, this.settings.delayMs);
  }

  #linkFault({ pathname, searchParams }: URL): { code: string; why: string } | undefined {
    const expires = Number(searchParams.get("Expires") ?? Number.NaN);
    if (searchParams.get("Signature") !== signatureOf(pathname, expires))
      return { code: "SignatureDoesNotMatch", why: "The signature does not fit the link." };
    return this.#clock.nowMs >= expires * 1000 ? { code: "AccessDenied", why: "Request has expired." } : undefined;
  }
}

const signatureOf = (pathname: string, expires: number): string =>
  createHmac("sha1", SIGNING_KEY).update(`GET\n${expires}\n${pathname}`).digest("base64");

function movedTo(url: URL): string {
  const moved = new URL(url);
  moved.searchParams.set("moved", "1");
  return moved.href;
}

/** One range; a header that is no single range of bytes is as if it were not there (RFC 9110 section 14.2). */
export function rangeOf(
  header: string | undefined,
  length: number,
  pastEnd: FileSettings["rangePastEnd"],
): Range | "whole" | "unsatisfiable" {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.replace(/\s/g, "") ?? "");
  const [, first = "", last = ""] = match ?? [];
  if (first === "" && last === "") return "whole";
  if (first === "") {
    const from = Math.max(0, length - Number(last));
    return length === 0 || Number(last) === 0 ? "unsatisfiable" : { from, to: length - 1 };
  }
  const from = Number(first);
  const to = last === "" ? length - 1 : Number(last);
  if (last !== "" && to < from) return "whole";
  if (from >= length) return "unsatisfiable";
  if (to < length) return { from, to };
  return pastEnd === "whole" ? "whole" : { from, to: length - 1 };
}
