/** Words in English and Chinese. Each panel brings its own; what is a name of the protocol (MIPSTART, GasState) has none. */
import { effect, signal } from "@preact/signals";

export type Language = "en" | "zh";
export type Words = Readonly<Record<string, readonly [en: string, zh: string]>>;

const KEY = "gas-canary.language";

function first(): Language {
  const kept = localStorage.getItem(KEY);
  if (kept === "en" || kept === "zh") return kept;
  return navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
}

export const language = signal<Language>(first());

effect(() => {
  localStorage.setItem(KEY, language.value);
  document.documentElement.lang = language.value === "zh" ? "zh-CN" : "en";
});

/** `const t = translator({ gas: ["gas", "气体"] })`, then `t("gas")`; `{}` in a text is replaced by the next argument. */
export function translator<W extends Words>(
  words: W,
): (key: keyof W, ...values: readonly (string | number)[]) => string {
  return (key, ...values) => {
    const [en, zh] = words[key] as readonly [string, string];
    let at = 0;
    return (language.value === "zh" ? zh : en).replace(/\{\}/g, () => String(values[at++] ?? ""));
  };
}
