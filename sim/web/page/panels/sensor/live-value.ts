/** A control of something that also changes by itself: the hand goes first, and the newest wish alone is sent. */
import { useEffect, useRef, useState } from "preact/hooks";

/** What is so comes with the next `live`, a moment after the answer. */
const SETTLE_MS = 150;

/** Returns what the control shows, and what it calls when a person moves it. */
export function useLiveValue(
  actual: number | null,
  order: (value: number) => Promise<unknown>,
): [shown: number | null, wish: (value: number) => void] {
  const [wished, setWished] = useState<number | undefined>(undefined);
  const state = useRef({ isBusy: false, next: undefined as number | undefined, timer: 0 });
  useEffect(() => () => clearTimeout(state.current.timer), []);
  const push = async (): Promise<void> => {
    const now = state.current;
    if (now.isBusy) return;
    now.isBusy = true;
    while (now.next !== undefined) {
      const value = now.next;
      now.next = undefined;
      await order(value);
    }
    now.isBusy = false;
    now.timer = window.setTimeout(() => setWished(undefined), SETTLE_MS);
  };
  const wish = (value: number): void => {
    clearTimeout(state.current.timer);
    setWished(value);
    state.current.next = value;
    void push();
  };
  return [wished ?? actual, wish];
}
