/**
 * Asks a real Espruino which standard names it has, and prints the body of es5.ts.
 *
 *   npx tsx sim/board/probe-es5.ts <path of the Espruino interpreter> > sim/board/es5.ts
 *
 * The names come from a fresh realm of the Node that runs this, so a newer Node asks for more.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import vm from "node:vm";

/** An instance of each class, as Espruino can write it; its methods are asked on the instance. */
const INSTANCES: Record<string, string> = {
  Object: "({})",
  Function: "(function(){})",
  Array: "[1]",
  String: "'a'",
  Number: "(1.5)",
  Boolean: "true",
  Date: "new Date(0)",
  RegExp: "/a/",
  Error: "new Error('x')",
  ArrayBuffer: "new ArrayBuffer(8)",
  DataView: "new DataView(new ArrayBuffer(8))",
};
const TYPED = ["Int8", "Uint8", "Uint8Clamped", "Int16", "Uint16", "Int32", "Uint32", "Float32", "Float64"];
for (const kind of TYPED) INSTANCES[`${kind}Array`] = `new ${kind}Array(2)`;

/** Names an object has but for which "does it exist" is no question of the language level. */
const SKIP = new Set(["constructor", "length", "name", "prototype", "arguments", "caller", "stackTraceLimit"]);

type Probe = {
  readonly owner: string;
  readonly kind: "global" | "static" | "method" | "reachable";
  readonly name: string;
};

function probes(): Probe[] {
  const realm = vm.createContext();
  const ask = (source: string): string[] => vm.runInContext(source, realm) as string[];
  const names = (source: string): string[] =>
    [...ask(`Object.getOwnPropertyNames(${source})`)].filter((n) => !SKIP.has(n));
  const list: Probe[] = names("globalThis").map((name) => ({ owner: "global", kind: "global", name }));
  for (const owner of ["Math", "JSON"]) for (const name of names(owner)) list.push({ owner, kind: "static", name });
  for (const owner of Object.keys(INSTANCES)) {
    for (const name of names(owner)) list.push({ owner, kind: "static", name });
    const own = names(`${owner}.prototype`);
    // Node keeps what all typed arrays share one step up.
    const shared =
      owner.endsWith("Array") && owner !== "Array" ? names(`Object.getPrototypeOf(${owner}.prototype)`) : [];
    for (const name of [...own, ...shared]) {
      if (name.startsWith("__")) continue;
      list.push({ owner, kind: "method", name }, { owner, kind: "reachable", name });
    }
  }
  return list;
}

function question({ owner, kind, name }: Probe): string {
  if (kind === "global") return `typeof ${name}!=="undefined"||["undefined","NaN"].indexOf("${name}")>=0`;
  const holder = kind === "static" ? owner : kind === "reachable" ? `${owner}.prototype` : INSTANCES[owner];
  return `${holder}[${JSON.stringify(name)}]!==undefined`;
}

/** Questions asked in one run: the whole list does not fit into a board's memory. */
const BATCH = 60;

function askEspruino(interpreter: string, list: readonly Probe[]): { has: boolean[]; version: string } {
  const folder = mkdtempSync(join(tmpdir(), "probe-es5-"));
  const answers = new Map<number, boolean>();
  let version = "unknown";
  try {
    for (let start = 0; start < list.length; start += BATCH) {
      const lines = list
        .slice(start, start + BATCH)
        .map((probe, i) => `try{r=${question(probe)};}catch(e){r=false;}print("@${start + i}="+(r?1:0));`);
      writeFileSync(join(folder, "probe.js"), `var r;\n${lines.join("\n")}\n`);
      const output = execFileSync(interpreter, ["probe.js"], { cwd: folder, encoding: "latin1", timeout: 60_000 });
      version = /\b2v\S+/.exec(output)?.[0] ?? version;
      for (const match of output.matchAll(/@(\d+)=([01])/g)) answers.set(Number(match[1]), match[2] === "1");
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  if (answers.size !== list.length) throw new Error(`${list.length} questions, ${answers.size} answers`);
  return { has: list.map((_, i) => answers.get(i) === true), version };
}

function table(list: readonly Probe[], has: readonly boolean[], kind: Probe["kind"], wanted: boolean): string {
  const rows = new Map<string, string[]>();
  list.forEach((probe, i) => {
    if (probe.kind === kind && has[i] === wanted) rows.set(probe.owner, [...(rows.get(probe.owner) ?? []), probe.name]);
  });
  const wrap = (words: readonly string[]): string =>
    words
      .join(" ")
      .replace(/(.{1,100})(?: |$)/g, "    $1\n")
      .trimEnd();
  return [...rows].map(([owner, words]) => `  ${owner}: words(\`\n${wrap(words.sort())}\`),`).join("\n");
}

function main(interpreter: string): void {
  const list = probes();
  const { has, version } = askEspruino(interpreter, list);
  console.log(`/**
 * Which standard names Espruino has. Made, not written:
 *
 *   npx tsx sim/board/probe-es5.ts <path of the Espruino interpreter> > sim/board/es5.ts
 *
 * Interpreter ${version}, names of Node ${process.version}. Promise is on the list of the real thing; the house leaves it out
 * (realm.ts).
 */
type Names = Readonly<Record<string, readonly string[]>>;

const words = (text: string): readonly string[] => text.trim().split(/\\s+/);

/** Global names that Espruino has, of those that a bare realm has. */
export const GLOBALS: Names = {\n${table(list, has, "global", true)}\n};

/** Static members that it has. */
export const STATICS: Names = {\n${table(list, has, "static", true)}\n};

/** Members that an instance has. */
export const METHODS: Names = {\n${table(list, has, "method", true)}\n};

/** Those of them that \`X.prototype.name\` finds too: Espruino's built-in methods are no properties of their prototype. */
export const REACHABLE: Names = {\n${table(list, has, "reachable", true)}\n};`);
}

main(process.argv[2] ?? "espruino");
