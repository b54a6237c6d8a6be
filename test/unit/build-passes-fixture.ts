/** What the rows of the tests of the passes look like, and the part that many of them use. */

/** A flat part as `singleton.ts` makes it. */
export const PART = `var out; var seen; var n;
function put(x) { n += x; out(seen + n); }
function get() { return n; }
function make(out_1, seen_1) { out = out_1; seen = seen_1; n = 0; return { put: put, get: get, n: n }; }
var tag = "tag"; var say = function (x) { print(x); };
`;

export interface Row {
  readonly name: string;
  readonly code: string;
  /** Of the text after this pass. */
  readonly pass?:
    | "foldChoices"
    | "foldObjects"
    | "releaseAfterStart"
    | "dropAliases"
    | "callDirectly"
    | "inlineOnce"
    | "keepHot"
    | "prefix";
  readonly has?: RegExp;
  readonly lacks?: RegExp;
}
