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

/**
 * A topic that was refused, or cost the session, so often in a row is left for a while: whether a broker hangs up on what it
 * does not permit is not known (facts: cloud section 10), and each new session would come to the same end.
 */
const MAX_FAILURES = 3;
const LEFT_MS = 21600000;

interface Failure {
  readonly times: number;
  readonly leftUntilMs: number;
}

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
  /** By topic: of those alone that have failed. */
  const failures: { [topic: string]: Failure } = {};
  /** Of the message that was handed out last; "" once it has come to its end and the session goes on. */
  let sentTopic = "";
  let lastMs = 0;

  function note(topic: string, isFailure: boolean): void {
    const known = failures[topic];
    const times = (known ? known.times : 0) + 1;
    if (isFailure) failures[topic] = { times, leftUntilMs: times < MAX_FAILURES ? 0 : lastMs + LEFT_MS };
    else if (known) delete failures[topic];
  }

  function isLeft(topic: string): boolean {
    const known = failures[topic];
    return known !== undefined && lastMs < known.leftUntilMs;
  }

  function subscribed(error: string): void {
    isSubscribing = false;
    if (error === "busy") return;
    // Refused or lost, it is left for this session: the platform sends most of these without being asked.
    note(topics.splice(0, 1)[0] as string, error !== "");
    // Unless something more urgent has come meanwhile, on to the next.
    if (!error) pump();
  }

  return {
    online() {
      if (sentTopic) note(sentTopic, true);
      sentTopic = "";
      isSubscribing = false;
      topics = [];
      list.forEach((extra) => {
        topics = topics.concat(extra.topics);
        extra.online();
      });
    },
    next(nowMs) {
      if (isSubscribing) return undefined;
      if (sentTopic) note(sentTopic, false);
      sentTopic = "";
      lastMs = nowMs;
      while (topics[0] && isLeft(topics[0])) topics.splice(0, 1);
      if (topics[0]) {
        isSubscribing = true;
        subscribe(topics[0], subscribed);
        return undefined;
      }
      for (let i = 0; i < list.length; i++) {
        const extra = list[i] as Extra;
        const uplink = extra.isVital || !isDisabled() ? extra.next(nowMs) : undefined;
        // To its extra, what is left was sent and is not answered.
        if (uplink && !isLeft(uplink.topic)) {
          sentTopic = uplink.topic;
          return uplink;
        }
      }
      return undefined;
    },
    receive(topic, body, bytes) {
      return list.some((extra) => extra.receive(topic, body, bytes));
    },
  };
}
