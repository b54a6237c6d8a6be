/** Names, values and times as the panels of the cloud show them. */
import type { DataSpec } from "../../../../cloud/thing-model.ts";
import { spanText, UNKNOWN } from "../../format.ts";
import { language, translator } from "../../i18n.ts";
import { meaningOf, type Problem, valueText } from "./fields.ts";
import { nowMs } from "./state.ts";

const t = translator({
  missing: ["a value is missing", "缺少数值"],
  number: ["must be a number", "必须是数字"],
  integer: ["must be a whole number", "必须是整数"],
  low: ["must be {} or more", "不得小于 {}"],
  high: ["must be {} or less", "不得大于 {}"],
  long: ["at most {} characters", "最多 {} 个字符"],
  choice: ["must be one of those there are", "必须是可选值之一"],
  ago: ["{} ago", "{} 前"],
});

/** Meanings of the model, which has them in English. */
const MEANINGS: Readonly<Record<string, string>> = {
  open: "断开",
  closed: "闭合",
  warming: "预热",
  normal: "正常",
  warning: "预警",
  alarm: "报警",
  fault: "故障",
  cleared: "消失",
  raised: "出现",
};

const inLanguage = (meaning: string): string => (language.value === "zh" ? (MEANINGS[meaning] ?? meaning) : meaning);

export const problemText = ({ what, limit }: Problem): string => t(what, limit ?? "");

/** `PowerSwitch`, in Chinese with the model's own name behind it. */
export function Name({ name, spec }: { readonly name: string; readonly spec: DataSpec | undefined }) {
  const title = language.value === "zh" ? spec?.title : undefined;
  return (
    <span class="cloud-name" title={spec?.what}>
      {name}
      {title !== undefined && <small> {title}</small>}
    </span>
  );
}

export function Value({ spec, value }: { readonly spec: DataSpec | undefined; readonly value: unknown }) {
  const meaning = meaningOf(spec, value);
  return (
    <span class="cloud-value">
      {valueText(spec, value)}
      {spec?.unit !== undefined && <>&nbsp;{spec.unit}</>}
      {meaning !== undefined && <> {inLanguage(meaning)}</>}
    </span>
  );
}

/** The choices of a bool or an enum: number and meaning. */
export const choicesOf = ({ values = { 0: "0", 1: "1" } }: DataSpec): readonly (readonly [string, string])[] =>
  Object.entries(values).map(([number, meaning]) => [number, inLanguage(meaning)]);

const two = (part: number): string => String(part).padStart(2, "0");

/** The viewer's time of day, with the date where it is not the platform's today. */
function timeText(ms: number): string {
  const at = new Date(ms);
  const clock = [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(":");
  const isToday = at.toDateString() === new Date(nowMs.value ?? ms).toDateString();
  return isToday ? clock : `${two(at.getMonth() + 1)}-${two(at.getDate())} ${clock}`;
}

export function Time({ ms }: { readonly ms: number | null | undefined }) {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return <>{UNKNOWN}</>;
  const iso = Math.abs(ms) < 8.64e15 ? new Date(ms).toISOString() : String(ms);
  return (
    <time dateTime={iso} title={iso}>
      {timeText(ms)}
    </time>
  );
}

export function Age({ ms }: { readonly ms: number }) {
  const now = nowMs.value;
  return <>{now === null || now === undefined ? UNKNOWN : t("ago", spanText(Math.max(0, now - ms)))}</>;
}

/** Members of an object, each with its unit and meaning. */
export function Values({
  specs = {},
  values,
}: {
  readonly specs: Readonly<Record<string, DataSpec>> | undefined;
  readonly values: Readonly<Record<string, unknown>>;
}) {
  return (
    <span class="cloud-values">
      {Object.entries(values).map(([name, value]) => (
        <span key={name} title={specs[name]?.what}>
          <span class="quiet-text">{name}</span> <Value spec={specs[name]} value={value} />
        </span>
      ))}
    </span>
  );
}
