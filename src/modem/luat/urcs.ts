/** Luat's unsolicited lines, by what stands before their colon, and what each means (facts: modem section 10). */

export const KNOWN = 1;
export const SESSION_LOST = 2;
export const BEARER_LOST = 3;
export const REBOOTED = 4;
export const SIM_STATE = 5;
export const BEARER_EVENT = 6;

/** What a line means; 0 for one that is no URC. */
export function meaningOf(line: string): number {
  // As one text, because one native search in it costs less memory and time than an object of as many names.
  const meanings =
    ";CLOSED=2;TCP ERROR=2;+PDP DEACT=3;+PDP=3;+SAPBR 1=3;RDY=4;NORMAL POWER DOWN=4;^boot.rom=4;+CPIN=5;+CGEV=6" +
    ";+CREG=1;+CGREG=1;+CEREG=1;+NITZ=1;SMS READY=1;^CINIT=1;^MODE=1;+E_UTRAN Service=1;+NO Service=1;+CMTI=1" +
    ";+UPGRADEIND=1;+UPGRADEDL=1;+UPGRADEVER=1;";
  const name = ";" + line.split(":")[0] + "=";
  const at = meanings.indexOf(name);
  const meaning = at < 0 ? 0 : parseInt(meanings.charAt(at + name.length), 10);
  if (meaning === SIM_STATE) return line.indexOf("READY") > 0 ? KNOWN : REBOOTED;
  if (meaning === BEARER_EVENT) return line.indexOf("DEACT") > 0 || line.indexOf("DETACH") > 0 ? BEARER_LOST : KNOWN;
  // A chip that prints its ROM's start text has lost its supply, whatever stands behind.
  return !meaning && line.indexOf("^boot") === 0 ? REBOOTED : meaning;
}
