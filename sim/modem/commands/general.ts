/** Identity, line settings, resets, time (2.1, 3, 4, 16, 17). */
import { whole } from "../arguments.ts";
import { type Answer, type CommandRow, type Handler, MALFORMED, OK } from "../executor.ts";
import type { Inside, Profile } from "../inside.ts";
import { BOOT_CAUSES } from "../power.ts";
import { clockText } from "../time-text.ts";

const BAUDS = new Set([
  0, 600, 1200, 2400, 4800, 9600, 14400, 19200, 28800, 38400, 57600, 115200, 230400, 460800, 921600,
]);

export const accepts: Handler = () => OK;

function shows(text: (inside: Inside) => string): Handler {
  return (inside) => ({ lines: [text(inside)] });
}

/** A number within bounds, kept in the profile. */
export function keeps(field: keyof Profile, high: number): Handler {
  return (inside, args) => {
    const value = args.length === 1 ? whole(args[0], 0, high) : undefined;
    if (value === undefined) return MALFORMED;
    const isFlag = typeof inside.profile[field] === "boolean";
    Object.assign(inside.profile, { [field]: isFlag ? value === 1 : value });
    return OK;
  };
}

function echo(on: boolean): Handler {
  return (inside) => {
    inside.profile.echo = on;
    return OK;
  };
}

/** The new rate is in force behind the OK. */
const setBaud: Handler = (inside, args) => {
  const baud = whole(args[0], 0, 921600);
  if (args.length !== 1 || baud === undefined || !BAUDS.has(baud)) return MALFORMED;
  inside.profile.iprBaud = baud;
  return { next: () => inside.baudChanged(baud) };
};

/** AT+UPGRADE="AUTO",0 (1.10). */
const setUpgrade: Handler = (inside, args) => {
  const value = whole(args[1], 0, 1);
  if (args[0]?.text.toUpperCase() !== "AUTO" || value === undefined) return MALFORMED;
  inside.profile.upgradeAuto = value === 1;
  return OK;
};

const powerDown: Handler = (inside, args) => {
  const mode = whole(args[0], 0, 1);
  if (mode === undefined) return MALFORMED;
  return { final: null, next: () => inside.power.off(mode === 1) };
};

/** Factory defaults leave IPR alone before V1155 (2.1). */
const restoreAndReset: Handler = (inside) => {
  inside.stored.echo = true;
  return { next: () => inside.power.softReset() };
};

function simText(text: (inside: Inside) => string): Handler {
  return (inside): Answer => {
    if (inside.radio.sim === "ready") return { lines: [text(inside)] };
    return inside.radio.sim === "busy" ? { error: 14 } : { error: 10 };
  };
}

export const GENERAL_COMMANDS: Readonly<Record<string, CommandRow>> = {
  "": { run: accepts },
  E: { run: echo(false) },
  E0: { run: echo(false) },
  E1: { run: echo(true) },
  "&W": {
    run: (inside) => {
      Object.assign(inside.stored, { echo: inside.profile.echo, iprBaud: inside.profile.iprBaud });
      return OK;
    },
  },
  "&F": { run: echo(true) },
  I: { run: shows((inside) => inside.family.identity.ati) },
  VER: { run: shows((inside) => inside.family.identity.ati) },
  CGMI: { run: shows((inside) => inside.family.identity.cgmi) },
  CGMM: { run: shows((inside) => inside.family.identity.cgmm) },
  CGMR: { run: shows((inside) => inside.family.identity.cgmr) },
  CGSN: { run: shows((inside) => inside.imei) },
  CIMI: { run: simText((inside) => inside.simCard.imsi) },
  CCID: { run: simText((inside) => inside.simCard.iccid) },
  ICCID: { run: simText((inside) => `+ICCID: ${inside.simCard.iccid}`) },
  CMEE: { read: shows((inside) => `+CMEE: ${inside.profile.cmee}`), set: keeps("cmee", 2) },
  IPR: { read: shows((inside) => `+IPR: ${inside.profile.iprBaud}`), set: setBaud },
  IFC: { set: (_, args) => (args.length <= 2 && args.every((arg) => whole(arg, 0, 2) !== undefined) ? OK : MALFORMED) },
  CBC: { run: shows((inside) => `+CBC: ${inside.family.batteryMv}`) },
  CCLK: { read: shows((inside) => `+CCLK: "${clockText(inside)}"`) },
  UPGRADE: { set: setUpgrade },
  RESET: { run: (inside) => ({ next: () => inside.power.softReset() }) },
  RSTSET: { run: restoreAndReset },
  CPOWD: { set: powerDown },
  EXINFO: { read: shows((inside) => `*EXINFO: ${BOOT_CAUSES[inside.power.cause]}`) },
  CNMI: { set: (_, args) => (args.length <= 5 ? OK : MALFORMED) },
  CSCLK: { set: (_, args) => (whole(args[0], 0, 3) === undefined ? MALFORMED : OK) },
  CSDT: { set: keeps("hotPlug", 1) },
};
