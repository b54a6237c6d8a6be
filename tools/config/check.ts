/** One device's configuration against the firmware's own schema, and what else may be wrong with such a file. */
import { DIALECTS } from "../../build/boards.ts";
import { EXAMPLE_DEVICE } from "../../sim/profile.ts";
import type { Abilities } from "../../src/store/abilities.ts";
import { MAX_CONFIG_CHARS } from "../../src/store/settings.ts";
import { gitStateOf } from "../git.ts";
import { type Root, rootWarnings, UNCHECKED, UNUSED } from "../provision/root.ts";
import {
  type Flat,
  FOR_LARGER,
  flatten,
  isSecret,
  KEPT,
  PRODUCT_KEY,
  pathIn,
  problemsIn,
} from "../provision/settings.ts";

export interface Finding {
  readonly kind: "problem" | "warning";
  /** `modem.apn.name`; "" for the file as a whole. */
  readonly path: string;
  readonly what: string;
}

const SHOWN_CHARS = 60;
/** No device's secret reads like this. */
const EXAMPLE = /secret|password|example|change.?me|your|^(.)\1*$|^(0123|1234|abcd)|[. ]{2}|^\S+ \S+ /i;

/** `root`: the certificate that the device shall have. */
export function findingsOf(file: string, text: string, can: Abilities, root?: Root): Finding[] {
  const flat = flatOf(text);
  if (!flat) return [problem("", `is no JSON object, such as {"cloud": {"productKey": ...}}${placeIn(text)}`)];
  return [
    ...problemsIn(text, can).map((said) => schemaProblem(said, flat)),
    ...lengthProblem(text),
    ...gitFindings(file, flat),
    ...Object.entries(flat).flatMap(([path, value]) => valueWarnings(path, value)),
    ...dialectWarnings(flat, can),
    ...tlsWarnings(flat, root, can),
  ];
}

/** undefined when it is no JSON object; the parser's own words would quote what it has read. */
export function flatOf(text: string): Flat | undefined {
  try {
    const tree = JSON.parse(text) as unknown;
    return tree && typeof tree === "object" && !Array.isArray(tree) ? flatten(tree) : undefined;
  } catch {
    return undefined;
  }
}

/** Where the parser gave up; its own words would quote what it has read. */
export function placeIn(text: string): string {
  try {
    JSON.parse(text);
    return "";
  } catch (error) {
    const [, position] = /position (\d+)/.exec((error as Error).message) ?? [];
    if (position === undefined) return "";
    const before = text.slice(0, Number(position)).split("\n");
    return `: it ends to be JSON at line ${before.length}, column ${(before.at(-1) ?? "").length + 1}`;
  }
}

function schemaProblem(said: string, flat: Flat): Finding {
  const path = pathIn(said);
  const what = path ? said.slice(path.length + 1) : said;
  if (!(path in flat) || what === "is no setting" || what === FOR_LARGER) return problem(path, what);
  const given = isSecret(path) ? `${String(flat[path]).length} characters, not shown` : JSON.stringify(flat[path]);
  return problem(path, `${what}; given: ${given.slice(0, SHOWN_CHARS)}`);
}

/** On the device it stands without spaces. */
function lengthProblem(text: string): Finding[] {
  const chars = JSON.stringify(JSON.parse(text)).length;
  if (chars <= MAX_CONFIG_CHARS) return [];
  return [
    problem(
      "",
      `has ${chars} characters without spaces; the device takes ${MAX_CONFIG_CHARS}: leave out what is the default`,
    ),
  ];
}

/** The committed example is fine, being nobody's. */
function gitFindings(file: string, flat: Flat): Finding[] {
  const real = Object.entries(flat).find(([path, value]) => isSecret(path) && isReal(value));
  if (!real) return [];
  const state = gitStateOf(file);
  if (state === "tracked")
    return [
      problem(
        real[0],
        `is a real one, and the file is tracked by git: everybody who has the repository has it. git rm --cached ${file}, ignore it, and let the platform make a new secret`,
      ),
    ];
  if (state !== "unignored") return [];
  return [
    warning(
      real[0],
      "is a real one, and git does not ignore the file: one git add away from everybody. canary.local.json is ignored",
    ),
  ];
}

const isReal = (value: unknown): boolean =>
  typeof value === "string" && value !== "" && value !== KEPT && !EXAMPLE.test(value);

function valueWarnings(path: string, value: unknown): Finding[] {
  if (isSecret(path) && value !== "" && !isReal(value)) {
    return [
      warning(
        path,
        value === KEPT ? "is masked: the device keeps the one it has" : "looks like an example's, not like a secret",
      ),
    ];
  }
  if (path === PRODUCT_KEY && value === EXAMPLE_DEVICE.productKey)
    return [warning(path, "is the example's: no such product exists")];
  return [];
}

/** What its bundle has by itself, where there is room for one dialect. */
function dialectWarnings(flat: Flat, can: Abilities): Finding[] {
  const [own, ...others] = DIALECTS;
  const dialect = others.find((other) => other === flat["cloud.dialect"]);
  if (can.platform || dialect === undefined) return [];
  const what = `is in a bundle of this board only where it is asked for, in place of ${own}: canary build and canary flash with --dialect ${dialect}`;
  return [warning("cloud.dialect", what)];
}

function tlsWarnings(flat: Flat, root: Root | undefined, can: Abilities): Finding[] {
  if (!can.platform) return [];
  const said = root ? rootWarnings(root, flat["cloud.port"] ?? 1883, Date.now()) : [];
  const isTls = flat["cloud.tls"] === true;
  if (!root && isTls) said.push(UNCHECKED);
  if (root && !isTls) said.push(UNUSED);
  return said.map((what) => warning("cloud.tls", what));
}

const problem = (path: string, what: string): Finding => ({ kind: "problem", path, what });
const warning = (path: string, what: string): Finding => ({ kind: "warning", path, what });
