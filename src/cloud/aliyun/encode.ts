/** Alink's way to write values (facts: cloud sections 0.3, 2.1). Pure. */
import type { Properties } from "../cloud";

/** `"name":value,...` of those that have a value. */
export function membersText(values: Properties): string {
  // The thing model's float properties and their decimals: without a decimal point the platform drops the value.
  const floatDecimals: { readonly [name: string]: number } = {
    "GasConcentration": 1,
    "GasLel": 2,
    "R0Drift": 1,
    "R0Ohm": 1,
  };
  let text = "";
  for (const name in values) {
    const value = values[name];
    const decimals = floatDecimals[name];
    // Texts are made of characters that need no escape.
    if (typeof value === "string") text += (text && ",") + '"' + name + '":"' + value + '"';
    else if (value !== undefined && isFinite(value)) {
      text += (text && ",") + '"' + name + '":' + (decimals ? value.toFixed(decimals) : Math.round(value));
    }
  }
  return text;
}
