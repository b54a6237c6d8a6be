/** The page's colours for a canvas, which knows no style sheet; other ones as soon as the theme is another. */
const NAMES = ["text", "quiet", "line", "part", "accent", "good", "warn", "bad"] as const;
export type Colours = Readonly<Record<(typeof NAMES)[number], string>>;

export function colours(): Colours {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()])) as Colours;
}
