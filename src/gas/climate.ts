/**
 * What warmth and damp do to a heated oxide: its resistance by that at 20 °C and 65 % RH, from the datasheets' figures (docs/gas.md).
 * @onDemand
 */

const COLDEST_C = -10;
const STEP_C = 10;
const STEPS = 6;
/** % RH. */
const DRY = 33;
const MIDDLE = 60;
const DAMP = 85;

/** Hundredths, three digits each, at -10, 0 ... 50 °C: dry, middle, damp. Of MQ-4 to MQ-7; MQ-2 and MQ-9; MQ-8; MQ-135. */
const TABLES = [
  "149129116110106101097" + "136119108102097093088" + "125110100094089085080",
  "162151136119109095083" + "140130117103094082071" + "122113102089082071062",
  "137119109103101101100" + "131117106100099099098" + "126114104098097096096",
  "180146120105101099096" + "171139114101096094091" + "162132109097092089086",
];

function between(low: number, high: number, part: number): number {
  return low + part * (high - low);
}

/** Beyond the table's ends as at them. */
export function climateFactor(table: number, celsius: number, humidityPercent: number): number {
  const digits = TABLES[table] as string;
  const place = Math.min(Math.max((celsius - COLDEST_C) / STEP_C, 0), STEPS);
  const column = Math.min(Math.floor(place), STEPS - 1);
  const isDamp = humidityPercent > MIDDLE;
  const row = isDamp ? 1 : 0;
  const damp = (humidityPercent - (isDamp ? MIDDLE : DRY)) / (isDamp ? DAMP - MIDDLE : MIDDLE - DRY);
  const [dry, wet] = [row, row + 1].map((line) => {
    const [cold, warm] = [column, column + 1].map((at) =>
      parseInt(digits.substr(3 * (line * (STEPS + 1) + at), 3), 10),
    ) as [number, number];
    return between(cold, warm, place - column);
  }) as [number, number];
  return between(dry, wet, Math.min(Math.max(damp, 0), 1)) / 100;
}
