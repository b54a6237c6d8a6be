/** What can be named in a scenario's `fault`: for people, or one JSON object a line. */
import { ALL_FAULTS } from "../../sim/faults.ts";

const NAME_COLUMNS = 22;
const GROUP_COLUMNS = 7;
const LASTS_COLUMNS = 6;

export function faultList(json: boolean): string {
  const lines = Object.entries(ALL_FAULTS).map(([name, { group, lasts, what, variants }]) => {
    const kinds = Object.keys(variants ?? {});
    if (json) return JSON.stringify({ name, group, lasts, what, kinds });
    const begin = name.padEnd(NAME_COLUMNS) + group.padEnd(GROUP_COLUMNS) + lasts.padEnd(LASTS_COLUMNS);
    return `${begin}${what}${kinds.length > 0 ? ` (${kinds.join(" ")})` : ""}`;
  });
  return `${lines.join("\n")}\n`;
}
