/** What a cloud's dialect gives to the rest. `aliyun/` is one; the app and the link know only this. */
import type { JournalRecord } from "../store/journal";
import type { ModelEvents, ModelInputs, ModelOutputs, ModelProperties, SettableName } from "./model";

/** All that a connection to the cloud's broker takes. */
export interface Login {
  readonly host: string;
  readonly port: number;
  readonly clientId: string;
  readonly username: string;
  readonly password: string;
  readonly keepAliveS: number;
  readonly cleanSession: 0 | 1;
  readonly topics: readonly string[];
  /** By the modem's TLS. */
  readonly isTls: boolean;
  /** What the broker says, and keeps, when the session ends without a goodbye. */
  readonly will?: { readonly topic: string; readonly payload: string } | undefined;
}

export interface Uplink {
  readonly topic: string;
  readonly payload: string;
  /** Of an answer: nobody waits for it any more then. */
  readonly untilMs?: number | undefined;
  /** The broker keeps it for who comes later. */
  readonly isRetained?: boolean;
}

/** Of what the thing model names: what there is to tell, by its name. One that is undefined is not told. */
type Some<All> = { [Name in keyof All]?: All[Name] | undefined };

/** Property values by their name in the thing model. */
export type Properties = Some<ModelProperties>;
/** Of those that the cloud may set. */
export type Settings = Some<Pick<ModelProperties, SettableName>>;
export type EventName = keyof ModelEvents;
export type EventOutputs = { [Name in EventName]: ModelEvents[Name] }[EventName];
export type ServiceName = keyof ModelInputs;
export type Outputs<Name extends ServiceName> = Some<ModelOutputs[Name]>;
/** Named values of whatever message. */
export type Members = { readonly [name: string]: number | string | undefined };

export type Downlink =
  /** Change properties; `code` is not 200 when it was refused as a whole. */
  | { readonly kind: "set"; readonly id: string; readonly code: number; readonly values: Settings }
  /** Do something; `code` is not 200 when the order can't be read. */
  | {
      readonly kind: "service";
      readonly id: string;
      readonly code: number;
      readonly name: string;
      readonly ppm: number;
    }
  /** The cloud's word on what we sent; where `canRetry`, the same message may succeed later. */
  | {
      readonly kind: "reply";
      readonly id: string;
      readonly code: number;
      readonly canRetry: boolean;
      /** It was too much at once. */
      readonly isThrottled?: boolean;
    }
  /** Not for us, or our own words coming back. */
  | { readonly kind: "none"; readonly code: number };

/** What came of an order: 200, or why not; and the values that it asked for. */
export interface Result {
  readonly code: number;
  readonly values: Members;
}

/** What came of a service. */
export interface Outcome<Name extends ServiceName = ServiceName> {
  /** 200, or why not. */
  readonly code: number;
  readonly values: { [One in Name]: Outputs<One> }[Name];
}

export interface Cloud {
  /**
   * A broker and no more: PUBACK is all the proof that a record has arrived, and values are told all together, since each
   * message of theirs takes the last one's place.
   */
  readonly isPlain?: true;
  nextId(): number;
  login(): Login;
  /** All copies of a record that are sent are the same, so that a receiver can drop them. */
  event(record: JournalRecord): Uplink;
  properties(values: Properties): Uplink;
  setReply(id: string, code: number): Uplink;
  serviceReply(name: string, id: string, code: number, values: Members): Uplink;
  receive(topic: string, body: string, bytes: number): Downlink;
}

/**
 * A service of the cloud beside alarms, properties and orders: what the boards with room for it have (`featuresOf` in
 * `build/boards.ts`). None of them is ever before an alarm, or in its way.
 */
export interface Extra {
  /** To subscribe beside the dialect's own, once online. */
  readonly topics: readonly string[];
  /** It goes on while the cloud has disabled the device. */
  readonly isVital?: boolean;
  /** A new session: nothing that was sent over the old one is answered any more. */
  online(): void;
  /** The next message, when nothing else is to be sent; undefined for none. */
  next(nowMs: number): Uplink | undefined;
  /** A message of the cloud; true when it was for this. */
  receive(topic: string, body: string, bytes: number): boolean;
}
