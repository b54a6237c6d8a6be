/** A number with its unit, as a slider and as a field to type into; what is typed counts with Enter, or when one leaves it. */
import { useState } from "preact/hooks";
import { numberText } from "../../format.ts";
import { useLiveValue } from "./live-value.ts";

export interface NumberFieldProps {
  readonly id: string;
  readonly label: string;
  readonly unit: string;
  readonly value: number | null;
  readonly low: number;
  /** Of the slider. */
  readonly high: number;
  /** Of the field, where more may be typed than the slider offers. */
  readonly most?: number;
  readonly step: number;
  readonly order: (value: number) => Promise<unknown>;
  /** Beside it: the same in another unit. */
  readonly also?: (value: number) => string;
}

export function NumberField({ id, label, unit, value, low, high, most = high, step, order, also }: NumberFieldProps) {
  const [shown, wish] = useLiveValue(value, order);
  const [typed, setTyped] = useState<string | undefined>(undefined);
  const digits = step < 1 ? 1 : 0;
  const take = (): void => {
    if (typed === undefined) return;
    const number = Number(typed);
    if (typed.trim() !== "" && Number.isFinite(number)) wish(Math.min(most, Math.max(low, number)));
    setTyped(undefined);
  };
  return (
    <div class="number-field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="range"
        min={low}
        max={high}
        step={step}
        value={shown ?? low}
        aria-valuetext={numberText(shown, digits, unit)}
        onInput={({ currentTarget }) => wish(currentTarget.valueAsNumber)}
      />
      <span class="number-typed">
        <input
          type="number"
          inputMode="decimal"
          aria-label={`${label}, ${unit}`}
          min={low}
          max={most}
          step="any"
          value={typed ?? (shown === null ? "" : shown.toFixed(digits))}
          onInput={({ currentTarget }) => setTyped(currentTarget.value)}
          onBlur={take}
          onKeyDown={({ key }) => {
            if (key === "Enter") take();
            if (key === "Escape") setTyped(undefined);
          }}
        />
        <span class="number-unit">{unit}</span>
      </span>
      {also && <span class="quiet-text number-also">{shown === null ? "" : also(shown)}</span>}
    </div>
  );
}
