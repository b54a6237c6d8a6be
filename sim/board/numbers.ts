/** Numbers as Espruino writes them, about 12 significant digits; compared with 2v29 (test/unit/sim-board-text.test.ts). */

/** A fraction's digits stop when what is left is smaller than this; a number this close to an integer becomes it. */
const NEGLIGIBLE = 1e-7;
const MAX_FRACTION_DIGITS = 11;

/** Fraction digits of 0 <= rest < 1; all that matter, or exactly `count` of them (the last one rounded half up). */
function fractionDigits(rest: number, count: number | undefined): string {
  let digits = "";
  let left = rest * 10;
  const wanted = count ?? MAX_FRACTION_DIGITS;
  while (digits.length < wanted && (count !== undefined || left > NEGLIGIBLE)) {
    const isLast = count !== undefined && digits.length === wanted - 1;
    const digit = Math.floor(left + (isLast ? 0.5 : 1e-8));
    left = (left - digit) * 10;
    digits += String(Math.min(digit, 9));
  }
  return digits === "" ? "" : `.${digits}`;
}

function plainDigits(value: number, count: number | undefined): string {
  const floor = Math.floor(value);
  const snapped = value < 0x7fffffff && Math.floor(value + NEGLIGIBLE) === floor + 1 ? floor + 1 : value;
  const whole = Math.floor(snapped);
  return BigInt(whole).toString() + fractionDigits(snapped - whole, count);
}

/** Brings very large and very small numbers near 1..10 by the same steps as Espruino: 1e21 ends as 10 with +20. */
function splitExponent(value: number): [number, number] {
  let mantissa = value;
  let exponent = 0;
  if (value >= 1e21) {
    for (; mantissa > 1e5; exponent += 5) mantissa /= 1e5;
    for (; mantissa > 10; exponent++) mantissa /= 10;
  } else if (value > 0 && value < 1e-6) {
    for (; mantissa < 1e-5; exponent -= 5) mantissa *= 1e5;
    for (; mantissa < 1; exponent--) mantissa *= 10;
  }
  return [mantissa, exponent];
}

export function numberText(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Number.isInteger(value) && Math.abs(value) < 0x80000000) return String(value);
  const [mantissa, exponent] = splitExponent(Math.abs(value));
  const tail = exponent === 0 ? "" : `e${exponent > 0 ? "+" : ""}${exponent}`;
  return (value < 0 ? "-" : "") + plainDigits(mantissa, undefined) + tail;
}

/** `toFixed`: with 0 decimals Espruino cuts instead of rounding. */
export function fixedText(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return String(value);
  return (value < 0 ? "-" : "") + plainDigits(Math.abs(value), Math.min(20, Math.max(0, Math.trunc(decimals) || 0)));
}
