/** Luat's unsolicited lines, by what stands before their colon, and what each means (facts: modem section 10). */

export const KNOWN = 1;
export const SESSION_LOST = 2;
export const BEARER_LOST = 3;
export const REBOOTED = 4;
export const SIM_STATE = 5;
export const BEARER_EVENT = 6;

/** Quoted: they are looked up by the text of a line. A prefix that ends at the colon has none here. */
const MEANING: { readonly [name: string]: number } = {
  "CLOSED": SESSION_LOST,
  "TCP ERROR": SESSION_LOST,
  "+PDP DEACT": BEARER_LOST,
  "+PDP": BEARER_LOST,
  "+SAPBR 1": BEARER_LOST,
  "RDY": REBOOTED,
  "NORMAL POWER DOWN": REBOOTED,
  "^boot.rom": REBOOTED,
  "+CPIN": SIM_STATE,
  "+CGEV": BEARER_EVENT,
  "+CREG": KNOWN,
  "+CGREG": KNOWN,
  "+CEREG": KNOWN,
  "+NITZ": KNOWN,
  "SMS READY": KNOWN,
  "^CINIT": KNOWN,
  "^MODE": KNOWN,
  "+E_UTRAN Service": KNOWN,
  "+NO Service": KNOWN,
};

/** What a line means; 0 for one that is no URC. */
export function meaningOf(line: string): number {
  const meaning = MEANING[line.split(":")[0] as string];
  if (meaning === SIM_STATE) return line.indexOf("READY") > 0 ? KNOWN : REBOOTED;
  if (meaning === BEARER_EVENT) return line.indexOf("DEACT") > 0 || line.indexOf("DETACH") > 0 ? BEARER_LOST : KNOWN;
  // A number, since every object has functions under some names. A chip that prints its ROM's start text has lost its
  // supply, whatever stands behind.
  return typeof meaning === "number" ? meaning : line.indexOf("^boot") ? 0 : REBOOTED;
}
