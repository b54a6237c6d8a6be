/** The data bearer (5). */
import { type Argument, whole } from "../arguments.ts";
import { type Answer, type CommandRow, type Handler, MALFORMED, OK } from "../executor.ts";
import type { Inside } from "../inside.ts";
import { keeps } from "./general.ts";
import { OFF_AIR } from "./radio.ts";

const APN_BYTES = 128;
const LOGIN_BYTES = 32;
const NOT_ALLOWED: Answer = { error: 3 };

function defaultAddress({ bearer, family }: Inside): string {
  return bearer.pdnUp ? family.ipAddress : "0.0.0.0";
}

function fits(args: readonly Argument[], limits: readonly number[]): boolean {
  return args.length <= limits.length && args.every((arg, i) => arg.text.length <= (limits[i] as number));
}

/** Bare CSTT takes the network's own APN. */
const startTask: Handler = (inside, args) => {
  if (!fits(args, [APN_BYTES, LOGIN_BYTES, LOGIN_BYTES])) return MALFORMED;
  if (!inside.radio.onAir) return OFF_AIR;
  if (inside.bearer.state !== "IP INITIAL") return NOT_ALLOWED;
  inside.bearer.apn = args[0]?.text ?? "";
  inside.bearer.state = "IP START";
  return OK;
};

/** IP CONFIG is what CIPSTATUS would show while CIICR runs. */
const raise: Handler = (inside) => {
  const { bearer, radio, out } = inside;
  if (!radio.onAir) return OFF_AIR;
  if (bearer.state !== "IP CONFIG") return NOT_ALLOWED;
  const result = bearer.raise();
  if (result === "up") return OK;
  if (result === "refused") return MALFORMED;
  out.urc("+PDP: DEACT");
  return { error: 65535 };
};

const showAddress: Handler = (inside) => {
  const { bearer, family } = inside;
  if (bearer.state !== "IP GPRSACT" && bearer.state !== "IP STATUS") return MALFORMED;
  bearer.state = "IP STATUS";
  return { lines: [family.ipAddress], final: null };
};

const shut: Handler = (inside) => {
  inside.bearer.shut();
  return { final: inside.family.shutReply };
};

const setMultiplex: Handler = (inside, args) =>
  inside.bearer.state === "IP INITIAL" ? keeps("cipmux", 1)(inside, args) : NOT_ALLOWED;

const activate: Handler = (inside, args) => {
  const value = whole(args[0], 0, 1);
  if (value === undefined || args.length > 2) return MALFORMED;
  if (!inside.radio.onAir) return OFF_AIR;
  if (value === 0) {
    inside.bearer.lowerDefault();
    return OK;
  }
  return inside.bearer.raiseDefault() ? OK : { error: 148 };
};

const defineContext: Handler = (inside, args) => {
  const cid = whole(args[0], 1, 15);
  if (cid === undefined || args.length < 2) return MALFORMED;
  if (cid === 1) inside.bearer.defaultApn = args[2]?.text ?? "";
  return OK;
};

export const BEARER_COMMANDS: Readonly<Record<string, CommandRow>> = {
  CSTT: { run: startTask, set: startTask },
  CIICR: {
    starts: ({ bearer, radio }) => {
      if (bearer.state === "IP START" && radio.onAir) bearer.state = "IP CONFIG";
    },
    run: raise,
  },
  CIFSR: { run: showAddress },
  CIPSTATUS: { run: (inside) => ({ after: [`STATE: ${inside.bearer.stateText}`] }) },
  CIPSHUT: { run: shut },
  CIPMUX: { read: (inside) => ({ lines: [`+CIPMUX: ${inside.profile.cipmux}`] }), set: setMultiplex },
  CGACT: { read: (inside) => ({ lines: [`+CGACT: 1,${inside.bearer.pdnUp ? 1 : 0}`] }), set: activate },
  CGDCONT: {
    read: (inside) => ({
      lines: [`+CGDCONT: 1,"IP","${inside.bearer.defaultApn || "CMNET"}","${defaultAddress(inside)}",0,0`],
    }),
    set: defineContext,
  },
  CGPADDR: {
    run: (inside) => ({ lines: [`+CGPADDR: 1,"${defaultAddress(inside)}"`] }),
    set: (inside) => ({ lines: [`+CGPADDR: 1,"${defaultAddress(inside)}"`] }),
  },
  CDNSCFG: {
    set: (inside, args) => {
      if (args.length < 1 || args.length > 2) return MALFORMED;
      return inside.bearer.isUp ? OK : NOT_ALLOWED;
    },
  },
};
