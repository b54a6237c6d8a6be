/**
 * Espruino parses the value of a `return` unless a semicolon follows: `if(a)return}` is a syntax error in the moment
 * that branch runs. Every minifier prints it so; this last step puts the semicolon back.
 */
import { type Node, parse } from "acorn";
import { simple } from "acorn-walk";
import MagicString from "magic-string";
import { changed, type Mapped } from "./compose-maps.ts";

export function closeReturns(input: Mapped): Mapped {
  const magic = new MagicString(input.code);
  for (const end of openReturns(input.code)) magic.appendLeft(end, ";");
  return changed(input, magic);
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
