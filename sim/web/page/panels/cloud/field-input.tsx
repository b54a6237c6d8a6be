/** One value of the thing model to be typed or chosen, with its unit and range. */
import type { DataSpec } from "../../../../cloud/thing-model.ts";
import { type Problem, valueText } from "./fields.ts";
import { choicesOf, Name, problemText } from "./words.tsx";

export interface FieldInputProps {
  readonly id: string;
  readonly name: string;
  readonly spec: DataSpec;
  readonly text: { value: string };
  readonly problem: Problem | undefined;
}

export function FieldInput({ id, name, spec, text, problem }: FieldInputProps) {
  const about = {
    id,
    "aria-invalid": problem !== undefined,
    "aria-describedby": `${id}-range${problem ? ` ${id}-problem` : ""}`,
  };
  return (
    <span class="cloud-input">
      <label for={id}>
        <Name name={name} spec={spec} />
      </label>
      {spec.type === "bool" || spec.type === "enum" ? (
        <select {...about} value={text.value} onChange={({ currentTarget }) => (text.value = currentTarget.value)}>
          <option value="" />
          {choicesOf(spec).map(([number, meaning]) => (
            <option key={number} value={number}>
              {number} {meaning}
            </option>
          ))}
        </select>
      ) : (
        <input
          {...about}
          type="text"
          inputMode={spec.type === "text" ? "text" : spec.type === "int" ? "numeric" : "decimal"}
          size={spec.type === "text" ? 20 : 8}
          autoComplete="off"
          value={text.value}
          onInput={({ currentTarget }) => (text.value = currentTarget.value)}
        />
      )}
      <small id={`${id}-range`}>{rangeText(spec)}</small>
      {problem && (
        <small id={`${id}-problem`} class="cloud-problem" role="alert">
          {problemText(problem)}
        </small>
      )}
    </span>
  );
}

function rangeText(spec: DataSpec): string {
  const { min, max, unit = "" } = spec;
  const bounds = min === undefined || max === undefined ? "" : [min, max].map((one) => valueText(spec, one)).join("…");
  return [bounds, unit].filter(Boolean).join(" ");
}
