/** A tagged reading. Only `ok` has a number; a fault is never clean air (facts: gas section C.2). */

export type Tag =
  | "ok"
  | "warming"
  | "expired"
  | "fault:open"
  | "fault:saturated"
  | "fault:adc"
  | "fault:short"
  | "fault:heater"
  | "fault:supply"
  | "fault:stale"
  | "fault:frozen"
  | "fault:checksum"
  | "fault:range";

export interface Reading {
  readonly tag: Tag;
  /** Of `ok` only. */
  readonly ppm?: number;
  readonly lelPercent?: number;
  /** More than can be measured, with a number (the end of the range) or without one: it alarms. */
  readonly isOver?: boolean;
}
