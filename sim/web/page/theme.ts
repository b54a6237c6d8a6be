/** Light, dark, or as the system has it. The style sheet knows the one that is in force, by the document's `data-theme`. */
import { computed, effect, signal } from "@preact/signals";

export type Theme = "system" | "light" | "dark";

const KEY = "gas-canary.theme";
const kept = localStorage.getItem(KEY);
const systemDark = matchMedia("(prefers-color-scheme: dark)");
const isSystemDark = signal(systemDark.matches);
systemDark.addEventListener("change", ({ matches }) => {
  isSystemDark.value = matches;
});

export const theme = signal<Theme>(kept === "light" || kept === "dark" ? kept : "system");
export const themeInForce = computed(() =>
  theme.value === "system" ? (isSystemDark.value ? "dark" : "light") : theme.value,
);

effect(() => localStorage.setItem(KEY, theme.value));
// Here and not later: whoever draws with the sheet's colours is told after this.
effect(() => {
  document.documentElement.dataset["theme"] = themeInForce.value;
});
