/** HTTP (15): HTTPINIT, HTTPPARA, HTTPSSL, HTTPDATA, HTTPACTION, HTTPREAD, HTTPGETTOFS, HTTPTERM. */
import { type Argument, unescapeTriples, whole } from "../arguments.ts";
import { type Answer, type CommandRow, type Handler, MALFORMED, OK } from "../executor.ts";
import { NAME_BYTES } from "../files.ts";
import type { HttpResult, HttpSession } from "../http-client.ts";
import type { Inside } from "../inside.ts";
import { frame } from "../output.ts";
import { SAPBR_CONTEXTS } from "../sapbr.ts";

const URL_BYTES = 500;
const LONGEST_TIMEOUT_S = 1000;
const LAST_BYTE = 999_999_999;
const HEADERS = 16;
const UPLOAD_MS = { low: 1, high: 120_000 };
const DOWNLOAD_FOLDER = "/USER/HTTP/";

const NOT_ALLOWED: Answer = { error: 3 };
const NO_BEARER: Answer = { error: 901 };
const NETWORK_STATUS = 601;
const BUSY_STATUS = 604;

function forbidden(inside: Inside, what: string): Answer {
  inside.violation(what);
  return NOT_ALLOWED;
}

/** With a session, and no action under way. */
function inSession(
  name: string,
  act: (inside: Inside, session: HttpSession, args: readonly Argument[]) => Answer,
): Handler {
  return (inside, args) => {
    const { session, isBusy } = inside.http;
    if (!session) return forbidden(inside, `${name} without HTTPINIT`);
    if (isBusy) return forbidden(inside, `${name} while HTTPACTION is under way`);
    return act(inside, session, args);
  };
}

const begin: Handler = (inside) => {
  if (inside.http.session) return forbidden(inside, "second HTTP session");
  inside.http.begin();
  return OK;
};

const end: Handler = ({ http }) => {
  if (!http.session) return NOT_ALLOWED;
  http.restart();
  return OK;
};

/** False: the value is none. */
type SetTag = (session: HttpSession, value: Argument) => boolean;

function numberTag(field: "context" | "timeoutS" | "from" | "to", low: number, high: number): SetTag {
  return (session, value) => {
    const number = value.quoted ? undefined : whole(value, low, high);
    if (number !== undefined) session[field] = number;
    return number !== undefined;
  };
}

const setUrl: SetTag = (session, value) => {
  const url = value.quoted ? unescapeTriples(value.text) : undefined;
  if (url === undefined || !URL.canParse(url) || !/^https?:\/\/[^\s/]+/.test(url)) return false;
  session.url = url;
  return true;
};

/** One header a call. */
const setHeader: SetTag = (session, value) => {
  const match = value.quoted ? /^([\w-]+): ?([^\r\n]*)$/.exec(unescapeTriples(value.text) ?? "") : null;
  const [, name = "", text = ""] = match ?? [];
  const isFull = Object.keys(session.headers).length >= HEADERS && !Object.hasOwn(session.headers, name);
  if (name === "" || isFull) return false;
  session.headers[name] = text;
  return true;
};

const setRedirect: SetTag = (session, value) => {
  const number = whole(value, 0, 1);
  if (number !== undefined) session.follows = number === 1;
  return number !== undefined;
};

const TAGS: Readonly<Record<string, SetTag>> = {
  CID: numberTag("context", 1, SAPBR_CONTEXTS),
  URL: setUrl,
  REDIR: setRedirect,
  TIMEOUT: numberTag("timeoutS", 1, LONGEST_TIMEOUT_S),
  BREAK: numberTag("from", 0, LAST_BYTE),
  BREAKEND: numberTag("to", 0, LAST_BYTE),
  USER_DEFINED: setHeader,
};

const setParameter = inSession("HTTPPARA", (inside, session, [name, value, ...more]) => {
  const set = name?.quoted && inside.family.httpTags.includes(name.text) ? TAGS[name.text] : undefined;
  if (!set || !value || more.length > 0) return MALFORMED;
  if (name?.text === "URL" && value.text.length > URL_BYTES) {
    inside.violation(`URL of ${value.text.length} bytes, not up to ${URL_BYTES}`);
    return MALFORMED;
  }
  return set(session, value) ? OK : MALFORMED;
});

const setTls = inSession("HTTPSSL", (_, session, args) => {
  const value = whole(args[0], 0, 1);
  if (value === undefined || args.length !== 1) return MALFORMED;
  session.isTls = value === 1;
  return OK;
});

/** <bytes>,<ms>: `DOWNLOAD`, then the bytes. */
const upload = inSession("HTTPDATA", ({ family }, session, args) => {
  const bytes = whole(args[0], 1, family.httpDataBytes);
  const withinMs = whole(args[1], UPLOAD_MS.low, UPLOAD_MS.high);
  if (bytes === undefined || withinMs === undefined || args.length !== 2) return MALFORMED;
  const take = (data: string): Answer => {
    session.upload = data;
    return OK;
  };
  return { data: { bytes, take, withinMs, prompt: "DOWNLOAD\r\n" } };
});

/** Why no request goes out; its failure is told by an error and by the URC (2.3). */
function refusal(inside: Inside, name: string, urc: (result: HttpResult) => void): Answer | undefined {
  const { session, isBusy } = inside.http;
  const refused = (answer: Answer, status: number): Answer => ({ ...answer, next: () => urc({ status, body: "" }) });
  if (!session) return forbidden(inside, `${name} without HTTPINIT`);
  if (isBusy) return refused(forbidden(inside, `${name} while HTTPACTION is under way`), BUSY_STATUS);
  if (session.context === undefined) return forbidden(inside, `${name} without HTTPPARA="CID"`);
  if (session.url === undefined) return forbidden(inside, `${name} without HTTPPARA="URL"`);
  return inside.sapbr.isOpen(session.context) ? undefined : refused(NO_BEARER, NETWORK_STATUS);
}

const act: Handler = (inside, args) => {
  const { http, family, out } = inside;
  const method = whole(args[0], 0, 1);
  if (method === undefined || args.length !== 1) return MALFORMED;
  const urc = ({ status, body }: HttpResult) => out.urc(`+HTTPACTION: ${method},${status},${body.length}`);
  const done = ({ status, body }: HttpResult) => {
    const kept = body.slice(0, family.httpWindowBytes);
    http.kept = kept;
    urc({ status, body: family.httpLength === "whole" ? body : kept });
  };
  const next = () => http.act(method === 0 ? "GET" : "POST", done);
  return refusal(inside, "HTTPACTION", urc) ?? { next };
};

function bodyAnswer(inside: Inside, bytes: string): Answer {
  const text = `+HTTPREAD:${bytes.length}\r\n${bytes}`;
  return { frames: [frame("line", text, { tail: inside.family.httpReadTail })] };
}

const readable = (act: (inside: Inside, kept: string, args: readonly Argument[]) => Answer): Handler =>
  inSession("HTTPREAD", (inside, _, args) => {
    const { kept } = inside.http;
    return kept === undefined ? forbidden(inside, "HTTPREAD before any +HTTPACTION") : act(inside, kept, args);
  });

/** <start>,<bytes>: fewer where the body ends. */
const readPiece = readable((inside, kept, args) => {
  const { httpWindowBytes } = inside.family;
  const start = whole(args[0], 0, httpWindowBytes);
  const bytes = whole(args[1], 1, httpWindowBytes);
  if (start === undefined || bytes === undefined || args.length !== 2 || start >= kept.length) return MALFORMED;
  return bodyAnswer(inside, kept.slice(start, start + bytes));
});

/** 0,"<name>": the body goes into a file. */
const download: Handler = (inside, args) => {
  const { http, files, out } = inside;
  const name = args[1]?.quoted ? DOWNLOAD_FOLDER + args[1].text : "";
  const isFine = args.length === 2 && whole(args[0], 0, 0) === 0 && /[^/]$/.test(name) && name.length <= NAME_BYTES;
  if (!isFine) return MALFORMED;
  const urc = ({ status, body }: HttpResult) => out.urc(`+HTTPGETTOFS: ${status},${body.length}`);
  const done = ({ status, body }: HttpResult) => {
    const isStored = status >= 600 || files.write(name, body);
    urc(isStored ? { status, body } : { status: 602, body: "" });
  };
  return refusal(inside, "HTTPGETTOFS", urc) ?? { next: () => http.act("GET", done) };
};

export const HTTP_COMMANDS: Readonly<Record<string, CommandRow>> = {
  HTTPINIT: { run: begin },
  HTTPPARA: { set: setParameter },
  HTTPSSL: { set: setTls },
  HTTPDATA: { set: upload, opensData: true },
  HTTPACTION: { set: act },
  HTTPREAD: { run: readable(bodyAnswer), set: readPiece },
  HTTPGETTOFS: { set: download },
  HTTPTERM: { run: end },
};
