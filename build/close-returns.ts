/**
 * Espruino parses the value of a `return` unless a semicolon follows: `if(a)return}` is a syntax error in the moment
 * that branch runs. Every minifier prints it so; this last step puts the semicolon back.
 */
import { type Node, parse } from "acorn";
import { simple } from "acorn-walk";
import MagicString from "magic-string";
import { composed } from "./compose-maps.ts";

export interface Text {
  readonly text: string;
  readonly map: string;
}

export function closeReturns(input: Text): Text {
  const magic = new MagicString(input.text);
  for (const end of openReturns(input.text)) magic.appendLeft(end, ";");
  return { text: magic.toString(), map: composed(magic, input.map) };
}

/** Where an argumentless `return` ends right before a closing brace. */
export function openReturns(text: string): number[] {
  const ends: number[] = [];
  simple(parse(text, { ecmaVersion: 5, sourceType: "script", allowReturnOutsideFunction: true }), {
    ReturnStatement(node: Node & { argument?: Node | null }) {
      if (!node.argument && /^return\s*$/.test(text.slice(node.start, node.end)) && closesNext(text, node.end)) {
        ends.push(node.start + "return".length);
      }
    },
  });
  return ends;
}

function closesNext(text: string, from: number): boolean {
  return /^\s*(\}|$)/.test(text.slice(from));
}
