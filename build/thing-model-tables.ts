/**
 * The tables by which the device writes and reads values. Texts: an object would stand in its memory as long as it runs. What
 * only boards with room for the whole platform need is a constant of its own, so that the others leave it out.
 */
import type { Member, ThingModelFile } from "./thing-model.ts";

/** As the platform numbers what does not fit: 6306 and on (facts: cloud section 2.4). */
const TYPE_ORDER = ["int", "float", "bool", "enum", "text"];
const WIDTH = 120;

/** All that the device writes. */
export function told({ properties, events, services }: ThingModelFile): readonly Member[] {
  return [
    ...properties,
    ...events.flatMap(({ outputData }) => outputData),
    ...services.flatMap(({ outputData }) => outputData),
  ];
}

export function tablesOf(model: ThingModelFile, settable: readonly Member[]): string {
  const isSettable = ({ identifier }: Member) => settable.some((one) => one.identifier === identifier);
  const inputs = model.services.flatMap(({ identifier, inputData }) =>
    inputData.map((input) => ruleOf(input, `${identifier}.${input.identifier}`)),
  );
  return [
    "/** Floats that are told: ` name:decimals`. One that is written without a point is dropped by the platform. */",
    constant("FLOATS", floatsOf(told(model).filter((one) => !isSettable(one)))),
    "/** Of those that can be set. */",
    constant("SETTABLE_FLOATS", floatsOf(settable)),
    "/**",
    " * What can be set: `name|type|...`, with the type as the platform numbers it (0 int, 1 float, 2 bool, 3 enum, 4 text), and",
    " * behind it lowest and highest, the values that there are, or the most characters.",
    " */",
    constant("SETTABLE", settable.map((one) => ruleOf(one, one.identifier)).join(";")),
    "/** What services take, in the same way: `service.input|...`. */",
    constant("INPUTS", inputs.join(";")),
    "",
  ].join("\n");
}

function constant(name: string, value: string): string {
  const line = `export const ${name} = ${JSON.stringify(value)};`;
  return line.length <= WIDTH ? line : line.replace(" = ", " =\n  ");
}

function floatsOf(members: readonly Member[]): string {
  const floats = members.filter(({ dataType }) => dataType.type === "float");
  return [...new Set(floats.map((one) => ` ${one.identifier}:${decimalsOf(one)}`))].join("");
}

/** At least one: a float has a point. */
export function decimalsOf({ dataType }: Member): number {
  const [, behind = ""] = (dataType.specs["step"] ?? "").split(".");
  return Math.max(1, behind.length);
}

function ruleOf({ dataType: { type, specs } }: Member, name: string): string {
  const what =
    type === "int" || type === "float"
      ? [specs["min"], specs["max"]]
      : type === "text"
        ? [specs["length"]]
        : Object.keys(specs);
  return [name, TYPE_ORDER.indexOf(type), ...what].join("|");
}
