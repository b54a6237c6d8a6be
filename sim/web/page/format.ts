/** Numbers and times as text; what is unknown has a sign of its own. */
export const UNKNOWN = "–";

export function numberText(value: number | null | undefined, digits = 1, unit = ""): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return UNKNOWN;
  return `${value.toFixed(digits)}${unit === "" ? "" : `\u00a0${unit}`}`;
}

/** The node's clock: `1d 02:03:04.5`, without what is nought in front. */
export function clockText(ms: number | null | undefined, digits = 1): string {
  if (ms === null || ms === undefined) return UNKNOWN;
  const s = ms / 1000;
  const days = Math.floor(s / 86_400);
  const parts = [Math.floor(s / 3600) % 24, Math.floor(s / 60) % 60].map((part) => String(part).padStart(2, "0"));
  const seconds = (s % 60).toFixed(digits).padStart(digits === 0 ? 2 : digits + 3, "0");
  return `${days > 0 ? `${days}d ` : ""}${parts.join(":")}:${seconds}`;
}

/** How long: `850 ms`, `12.3 s`, `4 min 10 s`, `2 h 5 min`. */
export function spanText(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return UNKNOWN;
  if (ms < 1000) return `${Math.round(ms)}\u00a0ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)}\u00a0s`;
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 60) return `${minutes}\u00a0min ${Math.floor((ms % 60_000) / 1000)}\u00a0s`;
  return `${Math.floor(minutes / 60)}\u00a0h ${minutes % 60}\u00a0min`;
}
