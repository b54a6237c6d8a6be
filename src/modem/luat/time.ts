/** Years of a clock that was set; chips that were not start at 00, 70 or 80. */
const FIRST_YEAR = 24;
const LAST_YEAR = 60;

/**
 * `+CCLK: "yy/MM/dd,hh:mm:ss±zz"`, local time and quarter hours from UTC (facts: modem section 16) -> milliseconds since
 * 1970 UTC; undefined while the modem's clock is not set.
 */
export function epochMs(line: string): number | undefined {
  const at = line.indexOf('"') + 1;
  const field = (offset: number): number => parseInt(line.substr(at + offset, 2), 10);
  const year = field(0);
  if (!at || !(year >= FIRST_YEAR && year <= LAST_YEAR)) return undefined;
  const month = field(3);
  // Days by the civil calendar; counted from March, the leap day is the last of its year.
  const marchYear = month > 2 ? year : year - 1;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + field(6) - 1;
  const days = 11017 + 365 * marchYear + Math.floor(marchYear / 4) + dayOfYear;
  const quarters = parseInt(line.substr(at + 17, 3), 10) || 0;
  const minutes = (days * 24 + field(9)) * 60 + field(12) - 15 * quarters;
  return (minutes * 60 + field(15)) * 1000;
}
