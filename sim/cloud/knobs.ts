/** Settings that several faults may hold at once: the latest holder's value stands, and the first one after the last. */

interface Knob {
  readonly base: unknown;
  readonly values: { readonly value: unknown }[];
}

const KNOBS = new WeakMap<object, Map<string, Knob>>();
const HOLDERS = new WeakMap<object, number>();

/** Sets members of `target` until the returned function is called, once. */
export function holdKnobs<T extends object>(target: T, to: Partial<T>): () => void {
  const knobs = KNOBS.get(target) ?? new Map<string, Knob>();
  KNOBS.set(target, knobs);
  const releases = Object.entries(to).map(([key, value]) => {
    const knob = knobs.get(key) ?? { base: target[key as keyof T], values: [] };
    knobs.set(key, knob);
    const mine = { value };
    knob.values.push(mine);
    const settle = () => {
      const last = knob.values.at(-1);
      Object.assign(target, { [key]: last ? last.value : knob.base });
      if (!last) knobs.delete(key);
    };
    settle();
    return () => {
      const at = knob.values.indexOf(mine);
      if (at < 0) return;
      knob.values.splice(at, 1);
      settle();
    };
  });
  return () => {
    for (const release of releases) release();
  };
}

/** Calls `after` when the last of all holders of `target` has let go. */
export function holdTogether(target: object, after: () => void): () => void {
  HOLDERS.set(target, (HOLDERS.get(target) ?? 0) + 1);
  let isHeld = true;
  return () => {
    if (!isHeld) return;
    isHeld = false;
    const left = (HOLDERS.get(target) ?? 1) - 1;
    HOLDERS.set(target, left);
    if (left === 0) after();
  };
}
