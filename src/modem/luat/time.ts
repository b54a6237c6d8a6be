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
  // Days by the civil calendar; counted from March, the leap day is the last of its year. 10894: from 1970 to there.
  const month = field(3);
  const isLate = month > 2;
  const marchDays =
    Math.floor(365.25 * (isLate ? year : year - 1)) + Math.floor(30.6 * (isLate ? month + 1 : month + 13));
  const days = marchDays + field(6) + 10894;
  const quarters = parseInt(line.substr(at + 17, 3), 10) || 0;
  const minutes = (days * 24 + field(9)) * 60 + field(12) - 15 * quarters;
  return (minutes * 60 + field(15)) * 1000;
}
