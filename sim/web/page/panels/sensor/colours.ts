/** The page's colours for a canvas, which knows no style sheet; other ones as soon as the theme is another. */
import { computed, signal } from "@preact/signals";
import { theme } from "../../theme.ts";

const DARK = matchMedia("(prefers-color-scheme: dark)");
const isSystemDark = signal(DARK.matches);
DARK.addEventListener("change", ({ matches }) => {
  isSystemDark.value = matches;
});

const NAMES = ["text", "quiet", "line", "part", "accent", "good", "warn", "bad"] as const;
export type Colours = Readonly<Record<(typeof NAMES)[number], string>>;

/** Of which theme they are; the sheet has it a moment later. */
export const themeInForce = computed(() => (theme.value === "system" ? String(isSystemDark.value) : theme.value));

export function colours(): Colours {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()])) as Colours;
}
