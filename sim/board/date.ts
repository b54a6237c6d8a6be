/** Espruino's Date: the members it has, on the board's own clock and time zone. An invalid text is the year 1970. */
const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const READ = ["Date", "Day", "FullYear", "Hours", "Milliseconds", "Minutes", "Month", "Seconds"] as const;
const SET = ["Date", "FullYear", "Hours", "Milliseconds", "Minutes", "Month", "Seconds"] as const;
const MINUTE_MS = 60_000;

export interface WallClock {
  nowMs(): number;
  zoneMinutes(): number;
}

interface Instant {
  ms: number;
}

const two = (n: number): string => String(n).padStart(2, "0");
const zoneText = (minutes: number): string =>
  `${minutes < 0 ? "-" : "+"}${two(Math.trunc(Math.abs(minutes) / 60))}${two(Math.abs(minutes) % 60)}`;

function dateText(ms: number, zoneMinutes: number): string {
  const d = new Date(ms + zoneMinutes * MINUTE_MS);
  const time = [d.getUTCHours(), d.getUTCMinutes(), d.getUTCSeconds()].map(two).join(":");
  return `${DAYS[d.getUTCDay()]} ${MONTHS[d.getUTCMonth()]} ${d.getUTCDate()} ${d.getUTCFullYear()} ${time} GMT${zoneText(zoneMinutes)}`;
}

function utcText(ms: number): string {
  const d = new Date(ms);
  const time = [d.getUTCHours(), d.getUTCMinutes(), d.getUTCSeconds()].map(two).join(":");
  return `${DAYS[d.getUTCDay()]}, ${d.getUTCDate()} ${MONTHS[d.getUTCMonth()]} ${d.getUTCFullYear()} ${time} GMT`;
}

/** A text without a zone is local time, also a bare date. */
function parse(text: string, zoneMinutes: number): number {
  const hasZone = /(?:Z|GMT|UTC|[T ].*[+-]\d\d:?\d\d)$/i.test(text);
  if (hasZone) return Date.parse(text) || 0;
  const ms = Date.parse(/^\d{4}-\d\d-\d\d$/.test(text) ? text : `${text}${text.includes("T") ? "Z" : " GMT"}`);
  return Number.isNaN(ms) ? 0 : ms - zoneMinutes * MINUTE_MS;
}

function instant(args: readonly unknown[], wall: WallClock): number {
  const [first] = args;
  if (args.length === 0) return wall.nowMs();
  if (args.length > 1) {
    const [year, month, day, hours, minutes, seconds, ms] = args.map((n) => Math.trunc(Number(n)) || 0);
    const utc = Date.UTC(year ?? 0, month, args.length > 2 ? day : 1, hours ?? 0, minutes ?? 0, seconds ?? 0, ms ?? 0);
    return utc - wall.zoneMinutes() * MINUTE_MS;
  }
  return typeof first === "string" ? parse(first, wall.zoneMinutes()) : Number(first);
}

type Method = (this: Instant, ...args: number[]) => unknown;

function methods(wall: WallClock): Record<string, Method> {
  const local = (ms: number): Date => new Date(ms + wall.zoneMinutes() * MINUTE_MS);
  const table: Record<string, Method> = {
    getTime() {
      return this.ms;
    },
    valueOf() {
      return this.ms;
    },
    setTime(ms) {
      this.ms = Number(ms);
      return this.ms;
    },
    getTimezoneOffset() {
      return -wall.zoneMinutes();
    },
    toString(this: Instant) {
      return dateText(this.ms, wall.zoneMinutes());
    },
    toUTCString() {
      return utcText(this.ms);
    },
    toISOString() {
      return new Date(this.ms || 0).toISOString();
    },
    toJSON() {
      return new Date(this.ms || 0).toISOString();
    },
    toLocalISOString() {
      return local(this.ms).toISOString().replace("Z", zoneText(wall.zoneMinutes()));
    },
  };
  for (const part of READ) {
    table[`get${part}`] = function () {
      return local(this.ms)[`getUTC${part}`]();
    };
    table[`getUTC${part}`] = function () {
      return new Date(this.ms)[`getUTC${part}`]();
    };
  }
  for (const part of SET) {
    table[`set${part}`] = function (...values) {
      const shifted = local(this.ms);
      (shifted[`setUTC${part}`] as (...numbers: number[]) => number).apply(shifted, values);
      this.ms = shifted.getTime() - wall.zoneMinutes() * MINUTE_MS;
      return this.ms;
    };
  }
  return table;
}

export function createDate(wall: WallClock): object {
  const DeviceDate = function (this: Instant | undefined, ...args: unknown[]): unknown {
    if (!new.target) return dateText(wall.nowMs(), wall.zoneMinutes());
    Object.defineProperty(this, "ms", { value: instant(args, wall), writable: true });
    return undefined;
  };
  Object.defineProperty(DeviceDate, "name", { value: "Date" });
  for (const [name, value] of Object.entries(methods(wall))) {
    Object.defineProperty(DeviceDate.prototype, name, { value, writable: true, configurable: true });
  }
  return Object.assign(DeviceDate, {
    now: () => wall.nowMs(),
    parse: (text: unknown) => parse(String(text), wall.zoneMinutes()),
  });
}
