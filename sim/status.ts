/** What the firmware says of itself when asked, and what of it tests and scenarios ask for most. */

/** `canary.status()`; only the firmware knows all of it. */
export type Status = Readonly<Record<string, unknown>>;

export interface Vitals {
  readonly state: string;
  readonly gasState: number | undefined;
  /** Events that the cloud has not confirmed, and those lost to newer ones. */
  readonly waiting: number | undefined;
  readonly dropped: number | undefined;
  readonly troubles: readonly string[];
}

/** The status' groups laid flat: which value stands in which group is the firmware's affair. */
export function vitalsOf(status: Status = {}): Vitals {
  const groups = Object.values(status).filter((value) => typeof value === "object" && !Array.isArray(value));
  const flat: Record<string, unknown> = Object.assign({}, ...groups, status);
  const number = (value: unknown) => (typeof value === "number" ? value : undefined);
  return {
    state: String(flat["state"] ?? flat["link"] ?? "none"),
    gasState: number(flat["gasState"]),
    waiting: number(flat["waiting"] ?? flat["depth"]),
    dropped: number(flat["dropped"]),
    troubles: Array.isArray(flat["troubles"]) ? flat["troubles"].map(String) : [],
  };
}
