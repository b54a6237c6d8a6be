/** An event of the thing model's in one line, for the time line: name and outputs. */
export const eventText = (name: string, outputs: Readonly<Record<string, unknown>>): string =>
  [name, ...Object.entries(outputs).map(([key, value]) => `${key} ${JSON.stringify(value)}`)].join(" ");
