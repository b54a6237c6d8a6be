/**
 * Runs the cloud's further services beside the session: subscribes for them one topic at a time, lets each have its say when
 * nothing else is to be sent, and gives each message to the one it is for. @singleton
 */
import type { Extra, Uplink } from "./cloud";

export interface Extras {
  online(): void;
  next(nowMs: number): Uplink | undefined;
  receive(topic: string, body: string, bytes: number): boolean;
}

/** A topic that was refused so often in a row, or cost the session, is left for this run: some brokers hang up on what they refuse. */
const MAX_FAILURES = 3;

export function createExtras(
  list: readonly Extra[],
  /** Subscribes beside the session; `done("")` when the broker has granted it. */
  subscribe: (topic: string, done: (error: string) => void) => void,
  /** By the cloud: only what is vital goes on. */
  isDisabled: () => boolean,
  /** Sends what is most urgent. */
  pump: () => void,
): Extras {
  let topics: string[] = [];
  let isSubscribing = false;
  /** In a row, by topic. */
  const failures: { [topic: string]: number } = {};

  function subscribed(error: string): void {
    isSubscribing = false;
    if (error === "busy") return;
    // Refused or lost, it is left for this session: the platform sends most of these without being asked.
    const topic = topics.splice(0, 1)[0] as string;
    if (error || failures[topic]) failures[topic] = error ? (failures[topic] || 0) + 1 : 0;
    // Unless something more urgent has come meanwhile, on to the next.
    if (!error) pump();
  }

  return {
    online() {
      isSubscribing = false;
      topics = [];
      list.forEach((extra) => {
        topics = topics.concat(extra.topics.filter((topic) => !((failures[topic] as number) >= MAX_FAILURES)));
        extra.online();
      });
    },
    next(nowMs) {
      if (isSubscribing) return undefined;
      if (topics[0]) {
        isSubscribing = true;
        subscribe(topics[0], subscribed);
        return undefined;
      }
      for (let i = 0; i < list.length; i++) {
        const extra = list[i] as Extra;
        const uplink = extra.isVital || !isDisabled() ? extra.next(nowMs) : undefined;
        if (uplink) return uplink;
      }
      return undefined;
    },
    receive(topic, body, bytes) {
      return list.some((extra) => extra.receive(topic, body, bytes));
    },
  };
}
