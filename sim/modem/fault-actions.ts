/** How the faults of `faults.ts` do what they do. */
import type { FaultOptions } from "./faults.ts";
import type { Inside } from "./inside.ts";
import { type Frame, frame } from "./output.ts";

type Stop = () => void;
type Start = (inside: Inside, options: FaultOptions) => Stop;

const DEFAULT_URC = "+CREG: 2";
/** A burst that never completes is let go. */
const GLUE_LIMIT_MS = 5000;

/** A fault that is over once it has been started. */
export function done(act: () => void): undefined {
  act();
}

/** "unasked" is a URC or a second line; else a kind, or a whole text. */
function matches(each: Frame, what: string): boolean {
  if (what === "unasked") return each.kind === "urc" || each.kind === "result";
  return each.kind === what || each.text === what;
}

/** Replaces the next `times` frames that match. */
export function onFrame(
  inside: Inside,
  times: number | undefined,
  what: string,
  replace: (frame: Frame) => readonly Frame[],
): Stop {
  let left = times ?? 1;
  const stop = inside.out.addFilter((each) => {
    if (left <= 0 || !matches(each, what)) return [each];
    if (--left === 0) stop();
    return replace(each);
  });
  return stop;
}

export function swallow(text: string): Start {
  return (inside, { times }) => onFrame(inside, times, text, () => []);
}

export function late(text: string, typicalMs: number): Start {
  return (inside, { times, delayMs = typicalMs }) =>
    onFrame(inside, times, text, (each) => {
      inside.later(delayMs, () => inside.out.write([each]));
      return [];
    });
}

export function again(inside: Inside, each: Frame, afterMs: number): readonly Frame[] {
  inside.later(afterMs, () => inside.out.write([each]));
  return [each];
}

export function inject(what: Frame["kind"], side: "before" | "after"): Start {
  return (inside, { times, line = DEFAULT_URC }) =>
    onFrame(inside, times, what, (each) => {
      const urc = frame("urc", line);
      return side === "before" ? [urc, each] : [each, urc];
    });
}

/** Only with the echo on. */
export function splitEcho(inside: Inside, { times, line = DEFAULT_URC }: FaultOptions): Stop {
  return onFrame(inside, times, "echo", (each) => {
    const half = each.text.length >> 1;
    return [{ ...each, text: each.text.slice(0, half) }, frame("urc", line), { ...each, text: each.text.slice(half) }];
  });
}

/** Holds the frames back until there is one for each pattern, then prints them in this order as one burst. */
export function glue(patterns: readonly RegExp[]): Start {
  return (inside) => {
    const kept: (Frame | undefined)[] = patterns.map(() => undefined);
    const release = () => {
      stop();
      inside.out.write(kept.filter((each) => each !== undefined));
      kept.fill(undefined);
    };
    const stop = inside.out.addFilter((each) => {
      const place = patterns.findIndex((pattern, i) => !kept[i] && pattern.test(each.text));
      if (place < 0) return [each];
      if (kept.every((other) => !other)) inside.clock.after(GLUE_LIMIT_MS, () => kept.some(Boolean) && release());
      kept[place] = each;
      if (kept.every(Boolean)) release();
      return [];
    });
    return () => (kept.some(Boolean) ? release() : stop());
  };
}

export function clientPrefix(inside: Inside): Stop {
  const words = /^(CONNECT OK|CONNECT FAIL|CONNACK OK|ALREADY CONNECT|SUBACK|UNSUBACK|PUBACK|CLOSED)$/;
  return inside.out.addFilter((each) => [words.test(each.text) ? { ...each, text: `7,${each.text}` } : each]);
}

/** `+CSQ: 1` <-> `+CSQ:1`; by the seed, so that both are met in one run. */
export function flipColon(inside: Inside): Stop {
  return inside.out.addFilter((each) => {
    if (each.kind === "echo" || inside.random.next() < 0.5) return [each];
    const text = each.text.replace(/^(\+[A-Z]+ ?):( ?)/, (_, name: string, blank: string) => {
      return `${name}:${blank ? "" : " "}`;
    });
    return [{ ...each, text }];
  });
}

export function ceregAsCgreg(inside: Inside): Stop {
  return inside.out.addFilter((each) => [
    each.kind === "line" ? { ...each, text: each.text.replace(/^\+CEREG:/, "+CGREG:") } : each,
  ]);
}

export function mute(inside: Inside): Stop {
  inside.input.deaf = true;
  const speak = inside.out.silence();
  return () => {
    inside.input.deaf = false;
    speak();
  };
}

export function garbage(inside: Inside, bytes: number): void {
  const text = Array.from({ length: bytes }, () => String.fromCharCode(inside.random.between(0, 255))).join("");
  inside.out.write([frame("raw", text, { head: "", tail: "" })]);
}

export function outage(kind: "lost" | "denied"): Start {
  return (inside) => {
    inside.radio.startOutage(kind);
    return () => inside.radio.endOutage();
  };
}

/** Links that lived through it are dead afterwards: the carrier has forgotten them. */
export function vanish(inside: Inside): Stop {
  inside.mqtt.link.vanishes = true;
  return () => {
    inside.mqtt.link.dies();
    inside.mqtt.link.vanishes = false;
  };
}

export function brownOut(inside: Inside, everyMs: number): Stop {
  let stopped = false;
  const dip = () => {
    if (stopped || inside.power.state === "no supply") return;
    inside.power.reboot("exception");
    inside.out.write([frame("raw", "^boot.rom'v\\xff!\\x00\r\n", { head: "", tail: "" })]);
    inside.clock.after(everyMs, dip);
  };
  dip();
  return () => {
    stopped = true;
  };
}

const UPGRADE_PERCENTS = [0, 20, 40, 60, 80, 100];

export function selfUpgrade(inside: Inside): Stop {
  let isCalledOff = !inside.profile.upgradeAuto;
  const step = (afterMs: number, fn: () => void) =>
    inside.clock.after(afterMs, () => {
      if (!isCalledOff) fn();
    });
  for (const [i, percent] of UPGRADE_PERCENTS.entries()) {
    step(i * 1000, () => inside.out.urc(`+UPGRADEIND: ${percent}`));
  }
  step(7000, () => inside.power.reboot("software"));
  step(16_000, () => inside.out.urc("+UPGRADEDL: 100"));
  step(17_000, () => inside.power.reboot("software"));
  step(26_000, () => inside.out.urc("+UPGRADEVER: V1170"));
  return () => {
    isCalledOff = true;
  };
}
