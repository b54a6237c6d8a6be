/**
 * The thing model as the firmware has it: from the platform's file, the types of what is told and taken, and the tables by
 * which the device writes and reads values. `npm run model` writes it; a build with a stale one fails.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { BuildError, type Finding } from "./errors.ts";
import { problemsOf } from "./thing-model-check.ts";
import { decimalsOf, tablesOf, told } from "./thing-model-tables.ts";

const SOURCE = "src/cloud/thing-model.json";
const MADE = "src/cloud/model.ts";
const COMMAND = "npm run model";

export interface Member {
  readonly identifier: string;
  readonly dataType: { readonly type: string; readonly specs: Readonly<Record<string, string>> };
}

/** What of the platform's file (TSL) counts here. */
export interface ThingModelFile {
  readonly properties: readonly (Member & { readonly accessMode: string })[];
  readonly events: readonly { readonly identifier: string; readonly outputData: readonly Member[] }[];
  readonly services: readonly {
    readonly identifier: string;
    readonly inputData: readonly Member[];
    readonly outputData: readonly Member[];
  }[];
}

const HEAD = `/**
 * The thing model, in types and tables. Made of thing-model.json by \`${COMMAND}\`; do not edit.
 * \`declare\`: its names are the platform's, and stay as they are.
 */
`;

/** The text of `model.ts` for the text of the platform's file. Throws a BuildError with what is wrong with that. */
export function modelText(source: string): string {
  const model = parsed(source);
  const names = (list: readonly { readonly identifier: string }[]) =>
    list.map(({ identifier }) => JSON.stringify(identifier)).join(" | ");
  const settable = model.properties.filter(({ accessMode }) => accessMode === "rw");
  return [
    HEAD,
    "/** Properties by their name. */",
    `export declare interface ModelProperties ${shapeOf(model.properties)}\n`,
    "/** Those that the cloud may set. */",
    `export type SettableName = ${names(settable)};\n`,
    "/** Each event's outputs. */",
    `export declare interface ModelEvents ${shapesOf(model.events, ({ outputData }) => outputData)}\n`,
    "/** Each service's inputs; the cloud may leave any out. */",
    `export declare interface ModelInputs ${shapesOf(model.services, ({ inputData }) => inputData)}\n`,
    "/** Each service's outputs. */",
    `export declare interface ModelOutputs ${shapesOf(model.services, ({ outputData }) => outputData)}\n`,
    tablesOf(model, settable),
  ].join("\n");
}

function parsed(source: string): ThingModelFile {
  let given: unknown;
  try {
    given = JSON.parse(source);
  } catch (error) {
    throw new BuildError([finding(`is no JSON: ${(error as Error).message}`)]);
  }
  const problems = problemsOf(given).map(({ path, what }) => finding(`${path}: ${what}`));
  const { properties = [], events = [], services = [] } = given as Partial<ThingModelFile>;
  const model = {
    properties,
    events: events.map((one) => ({ ...one, outputData: one.outputData ?? [] })),
    services: services.map((one) => ({
      ...one,
      inputData: one.inputData ?? [],
      outputData: one.outputData ?? [],
    })),
  };
  // Only a sound one can be looked into.
  const findings = problems.length > 0 ? problems : [...unknownTypes(model), ...clashes(model)];
  if (findings.length > 0) throw new BuildError(findings);
  return model;
}

function finding(what: string): Finding {
  return { file: SOURCE, line: 1, what, remedy: "mend it; `canary model --check` looks at a file of the console's" };
}

/** By the type of the platform: that of the firmware's language. */
const TYPES: Readonly<Record<string, (specs: Readonly<Record<string, string>>) => string>> = {
  int: () => "number",
  float: () => "number",
  bool: () => "0 | 1",
  enum: (specs) => Object.keys(specs).join(" | "),
  text: () => "string",
};

function unknownTypes(model: ThingModelFile): Finding[] {
  return [...told(model), ...model.services.flatMap(({ inputData }) => inputData)]
    .filter(({ dataType }) => !(dataType.type in TYPES))
    .map(({ identifier, dataType }) =>
      finding(`${identifier} is ${dataType.type}; the firmware writes and reads ${Object.keys(TYPES).join(", ")}`),
    );
}

/** The device writes a value by its name alone. */
function clashes(model: ThingModelFile): Finding[] {
  const kindOf = (one: Member) => `${one.dataType.type}${one.dataType.type === "float" ? `, ${decimalsOf(one)}` : ""}`;
  return told(model).flatMap((one, i, all) => {
    const first = all.findIndex(({ identifier }) => identifier === one.identifier);
    const other = all[first] as Member;
    if (first === i || kindOf(other) === kindOf(one)) return [];
    const what = `${one.identifier} is ${kindOf(other)} in one place and ${kindOf(one)} in another`;
    return [finding(`${what}; the firmware writes a value by its name alone`)];
  });
}

function shapeOf(members: readonly Member[], indent = ""): string {
  const lines = members.map(
    ({ identifier, dataType }) =>
      `${indent}  ${JSON.stringify(identifier)}: ${TYPES[dataType.type]?.(dataType.specs)};`,
  );
  return lines.length > 0 ? ["{", ...lines, `${indent}}`].join("\n") : "Record<string, never>";
}

function shapesOf<T extends { readonly identifier: string }>(
  list: readonly T[],
  membersOf: (one: T) => readonly Member[],
): string {
  const lines = list.map((one) => `  ${JSON.stringify(one.identifier)}: ${shapeOf(membersOf(one), "  ")};`);
  return ["{", ...lines, "}"].join("\n");
}

/** Says when the file that the firmware is built of is not what the platform's file makes it. */
export function checkModel(root: string): Finding[] {
  if (!existsSync(join(root, SOURCE))) return [];
  const made = existsSync(join(root, MADE)) ? readFileSync(join(root, MADE), "utf8") : "";
  if (made === modelText(readFileSync(join(root, SOURCE), "utf8"))) return [];
  return [{ file: MADE, line: 1, what: `is not what ${SOURCE} says`, remedy: `run \`${COMMAND}\` and commit it` }];
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    writeFileSync(MADE, modelText(readFileSync(SOURCE, "utf8")));
    console.log(`${MADE} written, of ${SOURCE}`);
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
