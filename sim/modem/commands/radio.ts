/** SIM, signal, registration, attach, CFUN (4). */
import { whole } from "../arguments.ts";
import { type Answer, type CommandRow, type Handler, MALFORMED, OK } from "../executor.ts";
import type { Inside, RegistrationCommand } from "../inside.ts";

/** 0/4 of AT+CFUN: commands that need the air (4). */
export const OFF_AIR: Answer = { error: 797 };
const UNKNOWN_RSSI = 99;

/** "Not yet": from here on the modem is waited for. */
function pinState(inside: Inside): Answer {
  const { family, radio, waits } = inside;
  const states: Readonly<Record<typeof radio.sim, string | number>> = {
    ready: "READY",
    pin: "SIM PIN",
    puk: "SIM PUK",
    busy: 14,
    absent: family.cpinAbsent,
    removed: family.cpinRemoved,
  };
  const state = states[radio.sim];
  if (radio.sim === "busy") waits.begin("sim");
  return typeof state === "number" ? { error: state } : { lines: [`+CPIN: ${state}`] };
}

const enterPin: Handler = (inside, args) => {
  if (args.length !== 1 || !/^\d{4,8}$/.test(args[0]?.text ?? "")) return MALFORMED;
  if (inside.radio.unlock(args[0]?.text ?? "")) return OK;
  return { error: inside.radio.sim === "puk" ? 12 : inside.radio.sim === "pin" ? 16 : 3 };
};

const signal: Handler = (inside) => {
  if (inside.radio.signalKnown) return { lines: [`+CSQ: ${inside.family.rssi},0`] };
  if (inside.radio.onAir) inside.waits.begin("signal");
  return { lines: [`+CSQ: ${UNKNOWN_RSSI},${UNKNOWN_RSSI}`] };
};

/** 3GPP's six fields; RSRP index -140 dBm + n. */
const extendedSignal: Handler = (inside) => ({
  lines: [inside.radio.signalKnown ? "+CESQ: 99,99,255,255,22,48" : "+CESQ: 99,99,255,255,255,255"],
});

function registration(name: RegistrationCommand): CommandRow {
  return {
    read: (inside) => {
      const { radio, waits, profile } = inside;
      if (radio.onAir && radio.registration !== 1 && radio.registration !== 5) waits.begin("registered");
      const mode = profile.registrationUrc[name];
      return { lines: [`+${name}: ${mode},${radio.registration}${radio.cell(mode)}`] };
    },
    set: (inside, args) => {
      const mode = args.length === 1 ? whole(args[0], 0, 2) : undefined;
      if (mode === undefined) return MALFORMED;
      inside.profile.registrationUrc[name] = mode;
      return OK;
    },
  };
}

const setAttach: Handler = (inside, args) => {
  const value = args.length === 1 ? whole(args[0], 0, 1) : undefined;
  if (value === undefined) return MALFORMED;
  const { radio } = inside;
  if (!radio.onAir) return OFF_AIR;
  if (value === 1 && radio.registration !== 1 && radio.registration !== 5) return { error: 30 };
  radio.setAttached(value === 1);
  return OK;
};

/** AT+CFUN=1,1 restarts the modem (3). */
const setFunctionality: Handler = (inside, args) => {
  const value = whole(args[0], 0, 4);
  const restart = args.length > 1 ? whole(args[1], 0, 1) : 0;
  if (args.length > 2 || value === undefined || restart === undefined || ![0, 1, 4].includes(value)) return MALFORMED;
  if (restart === 1) return { next: () => inside.power.softReset() };
  return { next: () => inside.radio.setFunctionality(value) };
};

const showOperator: Handler = ({ radio, family }) => {
  const isRegistered = radio.registration === 1 || radio.registration === 5;
  return { lines: [isRegistered ? `+COPS: ${family.operator}` : "+COPS: 0"] };
};

export const RADIO_COMMANDS: Readonly<Record<string, CommandRow>> = {
  CPIN: { read: pinState, set: enterPin },
  CSQ: { run: signal },
  CESQ: { run: extendedSignal },
  COPS: { read: showOperator },
  CREG: registration("CREG"),
  CGREG: registration("CGREG"),
  CEREG: registration("CEREG"),
  CGATT: {
    read: (inside) => {
      if (inside.radio.onAir && !inside.radio.attached) inside.waits.begin("attached");
      return { lines: [`+CGATT: ${inside.radio.attached ? 1 : 0}`] };
    },
    set: setAttach,
  },
  CFUN: { read: (inside) => ({ lines: [`+CFUN: ${inside.radio.functionality}`] }), set: setFunctionality },
};
