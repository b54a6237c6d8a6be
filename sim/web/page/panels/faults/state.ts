/** What of the faults is so, cut down to what changes seldom: nothing is drawn anew for the clock alone. */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { FaultsLive } from "../../../live.ts";
import { live, send, stream } from "../../store.ts";

const text = computed(() => JSON.stringify(live.value?.faults ?? null));

/** The same object while it says the same. */
export const faultsLive: ReadonlySignal<FaultsLive | null> = computed(
  () => JSON.parse(text.value) as FaultsLive | null,
);

export const isOn = computed(() => live.value?.board.isOn ?? null);

/** When each fault was started last, by its whole name. */
export const startedMs = computed(() => {
  const last = new Map<string, number>();
  for (const { what, text, atMs } of stream("happenings").value.items) if (what === "fault") last.set(text, atMs);
  return last;
});

/** Seconds after which a held fault ends by itself; none: it stands until it is ended. */
export const forS = signal("");

export const step = (deed: Extract<Parameters<typeof send>[0], { do: "step" }>["step"]) =>
  send({ do: "step", step: deed });

/** Seconds as they were typed, which may be nonsense: the server says so. Undefined where nothing was. */
export const secondsIn = (typed: string): number | undefined => (typed.trim() === "" ? undefined : Number(typed));
