/** Luat's unsolicited lines, by what stands before their colon, and what each means (facts: modem section 10). */

import { NO_URC, URC, URC_ENDS_ALL, URC_ENDS_SESSION, URC_TELLS, type UrcScope } from "../../at/command";
/** What each bears on is numbered as `at/chat` numbers it. */
import { HAS_PLATFORM } from "../../system/features";

const SIM_STATE = 5;
const BEARER_EVENT = 6;

/** Quoted: they are looked up by the text of a line. A prefix that ends at the colon has none here. */
const MEANING: { readonly [name: string]: number } = {
  "CLOSED": URC_ENDS_SESSION,
  "TCP ERROR": URC_ENDS_SESSION,
  "+PDP DEACT": URC_ENDS_SESSION,
  "+PDP": URC_ENDS_SESSION,
  "+SAPBR 1": URC_ENDS_SESSION,
  "RDY": URC_ENDS_ALL,
  "NORMAL POWER DOWN": URC_ENDS_ALL,
  "+CPIN": SIM_STATE,
  "+CGEV": BEARER_EVENT,
  "+CREG": URC,
  "+NITZ": URC,
  "SMS READY": URC,
  "^CINIT": URC,
  "+CMTI": URC,
  "+UPGRADEIND": URC,
  "^MODE": URC,
  "+E_UTRAN Service": URC,
  "+NO Service": URC,
};

/** What an unsolicited line bears on; NO_URC for a line that is none. */
export function scopeOf(line: string): UrcScope {
  const scope = MEANING[line.split(":")[0] as string];
  if (scope === URC) return URC;
  if (HAS_PLATFORM && scope === undefined && line.indexOf("+HTTPACTION:") === 0) return URC_TELLS;
  // A chip that prints its ROM's start text has lost its supply, whatever stands behind.
  if (scope === undefined) return line.length > 8 && line.indexOf("^boot") === 0 ? URC_ENDS_ALL : NO_URC;
  return rarerScope(line, scope);
}

function rarerScope(line: string, scope: number): UrcScope {
  if (scope === SIM_STATE) return line.indexOf("READY") > 0 ? URC : URC_ENDS_ALL;
  if (scope === BEARER_EVENT) return line.indexOf("DEACT") > 0 || line.indexOf("DETACH") > 0 ? URC_ENDS_SESSION : URC;
  // On Espruino every object has functions under some names.
  return typeof scope === "number" ? (scope as UrcScope) : NO_URC;
}
