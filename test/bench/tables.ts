/** What the pages of figures are made with. */

export const whole = (n: number): string => Math.round(n).toLocaleString("en");
export const held = (is: boolean): string => (is ? "yes" : "**no**");

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, column) => (column === 0 ? "---" : "---:"))), ...rows.map(line)].join("\n");
}
