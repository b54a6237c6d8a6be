/** Network time as the modem prints it (16). Both CCLK and NITZ show local time; for NITZ that is open. */
import type { Inside } from "./inside.ts";

const QUARTER_MS = 15 * 60_000;

function two(value: number): string {
  return String(value).padStart(2, "0");
}

function localText(localMs: number, yearDigits: 2 | 4): string {
  const at = new Date(localMs);
  const year = String(at.getUTCFullYear()).slice(-yearDigits);
  const date = `${year}/${two(at.getUTCMonth() + 1)}/${two(at.getUTCDate())}`;
  return `${date},${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`;
}

function zoneText(quarters: number, digits: number): string {
  return (quarters < 0 ? "-" : "+") + String(Math.abs(quarters)).padStart(digits, "0");
}

/** What the modem takes for the time, Unix ms. */
export function clockMs(inside: Inside): number {
  const { family, radio, power, clock } = inside;
  return radio.timeKnown ? inside.wallMs() : family.unsetClockMs + clock.nowMs - power.bootedAtMs;
}

/** `26/06/04,09:04:18+32`. */
export function clockText(inside: Inside): string {
  const { zoneQuarters } = inside.profile;
  if (!inside.radio.timeKnown) return `${localText(clockMs(inside), 2)}+00`;
  return localText(clockMs(inside) + zoneQuarters * QUARTER_MS, 2) + zoneText(zoneQuarters, 2);
}

/** `26/06/04,09:04:18+32,0` or `2024/10/11,07:38:35+0,0`. */
export function nitzText(inside: Inside): string {
  const { zoneQuarters, nitzForm } = inside.family;
  const text = localText(inside.wallMs() + zoneQuarters * QUARTER_MS, nitzForm === "yy/MM/dd" ? 2 : 4);
  return `${text}${zoneText(zoneQuarters, nitzForm === "yy/MM/dd" ? 2 : 1)},0`;
}
