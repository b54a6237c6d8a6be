/** Holds the final text to what Espruino's parser and library really do; every finding points at the source. */
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import { type AnyNode, type Options, type Program, parse, type Token } from "acorn";
import type { Finding } from "./errors.ts";
import { checkLibrary } from "./subset-library.ts";
import { checkNames } from "./subset-names.ts";
import { checkSyntax } from "./subset-syntax.ts";

/** A finding while it still is a position in the final text. */
export interface Spot {
  readonly at: number;
  readonly what: string;
  readonly remedy: string;
}

/** `{name}` in a text becomes the name the identifier there has in the source. */
export type Report = (at: number, what: string, remedy: string) => void;

export function checkSubset(text: string, map: string): Finding[] {
  const spots: Spot[] = [];
  const report: Report = (at, what, remedy) => void spots.push({ at, what, remedy });
  checkText(text, report);
  const tokens: Token[] = [];
  const tree = parseEs5(text, tokens, report);
  if (tree) {
    checkSyntax(text, tree, tokens, report);
    checkNames(tree, report);
    checkLibrary(tree as AnyNode, report);
  }
  return mapBack(text, map, spots);
}

function checkText(text: string, report: Report): void {
  const foreign = text.search(/[^\n -~]/);
  if (foreign >= 0) report(foreign, "a character outside ASCII", "write it as an escape");
}

function parseEs5(text: string, tokens: Token[], report: Report): Program | undefined {
  const options: Options = { ecmaVersion: 5, sourceType: "script", preserveParens: true, onToken: tokens };
  try {
    return parse(text, options);
  } catch (error) {
    const { pos, message } = error as SyntaxError & { pos?: number };
    report(pos ?? 0, `not ES5: ${message}`, "use what TypeScript can lower to ES5");
    return undefined;
  }
}

function mapBack(text: string, map: string, spots: readonly Spot[]): Finding[] {
  if (spots.length === 0) return [];
  const trace = new TraceMap(map);
  const lineStarts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lineStarts.push(at + 1);
  const findings = spots.map(({ at, what, remedy }) => {
    const row = lineStarts.findLastIndex((start) => start <= at);
    const origin = originalPositionFor(trace, { line: row + 1, column: at - (lineStarts[row] ?? 0) });
    const shown = /^[\w$]+/.exec(text.slice(at))?.[0] ?? "";
    const name = origin.name && /^[\w$]+$/.test(origin.name) ? origin.name : shown;
    return {
      file: origin.source ?? "firmware.js",
      line: origin.line ?? row + 1,
      what: what.replace("{name}", name),
      remedy,
    };
  });
  return distinct(findings);
}

function distinct(findings: readonly Finding[]): Finding[] {
  const seen = new Map(findings.map((finding) => [`${finding.file}:${finding.line}:${finding.what}`, finding]));
  return [...seen.values()].sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line);
}
