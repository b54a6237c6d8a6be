/** A finding for people: what was broken, by what bytes, and what plays it again. */
import type { DownlinkFinding } from "./downlink.ts";
import { OPEN } from "./open.ts";
import type { Finding } from "./uart.ts";

/** With the rows of `open.ts` that were asked for. */
function fuzz(): string {
  const also = Object.keys(OPEN).filter((row) => !OPEN[row as keyof typeof OPEN]);
  return `node --import tsx test/fuzz/fuzz.ts${also.length ? ` --also ${also.join(",")}` : ""}`;
}
const LONGEST_LINE = 400;

function cut(line: string): string {
  return line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}... (${line.length} characters)` : line;
}

export function uartReport({ index, message, choices, trace }: Finding, seed: number): string {
  return [
    `stream ${index} of seed ${seed}: ${message}`,
    ...trace.map((line) => `    ${cut(line)}`),
    `  as small as it gets:  ${fuzz()} --choices ${choices}`,
    `  as it was drawn:      ${fuzz()} --seed ${seed} --only ${index}`,
  ].join("\n");
}

export function downlinkReport({ message, downlink, path }: DownlinkFinding, seed: number): string {
  return [
    `message of seed ${seed}: ${message}`,
    `    topic ${cut(JSON.stringify(downlink.topic))}`,
    `    body  ${cut(JSON.stringify(downlink.body))}, in chunks of ${downlink.chunkBytes || "all"}`,
    `  again:  ${fuzz()} --downlink 1 --seed ${seed} --path ${path}`,
  ].join("\n");
}
