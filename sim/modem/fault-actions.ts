/** How the faults of `faults.ts` do what they do; those of single bytes: `fault-bytes.ts`. */
import type { FaultOptions } from "./fault.ts";
import type { Inside } from "./inside.ts";
import { type Frame, frame } from "./output.ts";

export * from "./fault-bytes.ts";

type Stop = () => void;
type Start = (inside: Inside, options: FaultOptions) => Stop;

const DEFAULT_URC = "+CREG: 2";
/** A burst that never completes is let go. */
const GLUE_LIMIT_MS = 5000;
/** Longer than any family talks while it starts. */
const BOOT_TALK_MS = 15_000;
const PLUG_MS = 2000;

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

/** All of a reply, its final result included, and all of it again. */
export function doubleReply(inside: Inside): Stop {
  const seen: Frame[] = [];
  const stop = inside.out.addFilter((each) => {
    if (each.kind !== "line" && each.kind !== "final") return [each];
    seen.push(each);
    if (each.kind === "line") return [each];
    stop();
    return [each, ...seen];
  });
  return stop;
}

/** The next `times` commands are not done; each ends in this text. */
export function answerInstead(text: (inside: Inside, options: FaultOptions) => string): Start {
  return (inside, options) => {
    const { executor } = inside;
    let left = options.times ?? 1;
    const stop = () => {
      executor.answersInstead = undefined;
    };
    executor.answersInstead = () => {
      if (--left <= 0) stop();
      return text(inside, options);
    };
    return stop;
  };
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

/** What it would print of its own accord while it starts is not printed. */
export function silentReset(inside: Inside): undefined {
  const stop = inside.out.addFilter((each) => (each.kind === "urc" ? [] : [each]));
  inside.power.reboot("exception");
  inside.clock.after(BOOT_TALK_MS, stop);
}

/** The end: someone pulls the plug and puts it in again. */
export function hangToTheSupply(inside: Inside): Stop {
  const { power, clock } = inside;
  power.hang("supply");
  return () => {
    if (power.hung !== "supply") return;
    power.supply(false);
    clock.after(PLUG_MS, () => power.supply(true));
  };
}

export function jumpClock(inside: Inside, { delayMs = 0 }: FaultOptions): Stop {
  const jump = (byMs: number) => {
    inside.skewMs += byMs;
    inside.radio.tellTime();
  };
  jump(delayMs);
  return () => jump(-delayMs);
}

export function unsetClock(inside: Inside): Stop {
  inside.radio.forgetTime();
  return () => {
    inside.radio.tellsTime = true;
    inside.radio.tellTime();
  };
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
