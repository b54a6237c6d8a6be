/** Where settings come from: flags, and files as long as nobody else can read their secrets. */
import { readFileSync } from "node:fs";
import { EXAMPLE_DEVICE } from "../../sim/profile.ts";
import { EXIT, Fault } from "../fault.ts";
import { gitStateOf } from "../git.ts";
import type { Mask } from "../mask.ts";
import { readSecret } from "../secret-input.ts";
import { DEVICE_NAME, DEVICE_SECRET, type Flat, flatten, isSecret, KEPT, PRODUCT_KEY, pathOf } from "./settings.ts";

export interface SettingFlags {
  readonly file?: string;
  readonly productKey?: string;
  readonly deviceName?: string;
  readonly region?: string;
  readonly apn?: string;
  /** `key=value` each. */
  readonly set?: readonly string[];
  readonly secretFile?: string;
}

/** What a flag or a table says is text; `typed` makes of it what its key has. */
export interface Given {
  readonly flat: Flat;
  readonly words: Readonly<Record<string, string>>;
}

/** A flag goes before the file, a secret's own source before that. Nothing is asked here. */
export async function readGiven(flags: SettingFlags): Promise<Given> {
  if (flags.file === "-" && flags.secretFile === "-")
    throw new Fault(
      EXIT.usage,
      "Standard input holds one thing: the settings (--file -) or the secret (--secret-file -).",
    );
  const filed = flags.file === undefined ? {} : readSettings(flags.file);
  const words: Record<string, string> = {};
  const named = { productKey: flags.productKey, deviceName: flags.deviceName, region: flags.region, apn: flags.apn };
  for (const [name, word] of Object.entries(named)) if (word !== undefined) words[pathOf(name)] = word;
  for (const pair of flags.set ?? []) {
    const [key = "", ...rest] = pair.split("=");
    const path = pathOf(key);
    if (isSecret(path))
      throw new Fault(
        EXIT.usage,
        `--set ${key}=... would leave a secret in the shell's history, where any process may read it. Put it in a file: --file, or --secret-file for the device secret.`,
      );
    if (rest.length === 0)
      throw new Fault(EXIT.usage, `--set ${pair} is none: it takes key=value, such as report.intervalS=60.`);
    words[path] = rest.join("=");
  }
  const secret = await givenSecret(flags, filed);
  return { flat: { ...filed, ...(secret !== undefined && { [DEVICE_SECRET]: secret }) }, words };
}

async function givenSecret({ secretFile }: SettingFlags, filed: Flat): Promise<string | undefined> {
  if (secretFile !== undefined)
    return readSecret({ what: "device secret", file: secretFile, variable: "CANARY_DEVICE_SECRET" });
  return filed[DEVICE_SECRET] === undefined ? process.env["CANARY_DEVICE_SECRET"] || undefined : undefined;
}

/** What no message may show from now on. */
export function learnSecrets(mask: Mask, { flat, words }: Given): void {
  for (const [path, value] of Object.entries({ ...flat, ...words })) if (isSecret(path)) mask.learn(value);
}

/** `-`: standard input. */
function readSettings(file: string): Flat {
  const text = readWhole(file, "settings");
  let tree: unknown;
  try {
    tree = JSON.parse(text);
  } catch {
    // The parser's own words quote what it has read.
  }
  if (!tree || typeof tree !== "object" || Array.isArray(tree))
    throw new Fault(
      EXIT.usage,
      `${file} is no canary.json: it must be one JSON object, such as {"cloud":{"productKey":...}}.`,
    );
  const flat = flatten(tree);
  refuseCommitted(file, [flat]);
  return flat;
}

export function readWhole(file: string, what: string): string {
  try {
    return readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (error) {
    const seen = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
    throw new Fault(EXIT.usage, `can't read the ${what} from ${file} (${seen}). Check the path.`);
  }
}

/** Whoever has the repository would have the secrets. The example's are nobody's. */
export function refuseCommitted(file: string, tables: readonly Flat[]): void {
  if (file === "-" || !tables.some(hasRealSecret) || gitStateOf(file) !== "tracked") return;
  throw new Fault(
    EXIT.usage,
    `${file} holds a secret and is tracked by git: everybody who has the repository has it. Take it out (git rm --cached ${file}), ignore it, let the platform make a new secret, and keep that in canary.local.json.`,
  );
}

function hasRealSecret(flat: Flat): boolean {
  const isExample = flat[PRODUCT_KEY] === EXAMPLE_DEVICE.productKey && flat[DEVICE_NAME] === EXAMPLE_DEVICE.deviceName;
  return !isExample && Object.entries(flat).some(([path, value]) => isSecret(path) && value !== "" && value !== KEPT);
}
