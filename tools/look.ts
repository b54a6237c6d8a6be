/** How a line looks to a person, by what it is: its mark and its colour. `canary run` and `canary monitor` show the same. */
import type pico from "picocolors";

export type Colors = ReturnType<typeof pico.createColors>;

/** `link` to `console` are what a device prints; `answer` and `input` are what a person asks of it. */
export type Kind =
  | "at"
  | "state"
  | "link"
  | "gas"
  | "cloud"
  | "console"
  | "answer"
  | "input"
  | "event"
  | "note"
  | "error"
  | "status"
  | "result";

/** To the modem or the cloud, or from there. */
export type Direction = ">" | "<";

export interface Look {
  readonly mark: string;
  readonly paint: (text: string) => string;
}

const plain = (text: string) => text;

export function lookOf(colors: Colors, kind: Kind, direction?: Direction): Look {
  const { green, yellow, red, cyan, magenta, bold, dim } = colors;
  if (kind === "at") return { mark: direction ?? "", paint: direction === ">" ? cyan : green };
  const state: Look = { mark: "=", paint: (text) => bold(yellow(text)) };
  const looks: Readonly<Record<Exclude<Kind, "at">, Look>> = {
    state,
    link: state,
    gas: { mark: "gas", paint: yellow },
    cloud: { mark: direction === undefined ? "cloud" : `cloud ${direction}`, paint: magenta },
    console: { mark: "#", paint: dim },
    answer: { mark: "", paint: plain },
    input: { mark: ">>", paint: bold },
    event: { mark: "EVENT", paint: (text) => bold(red(text)) },
    note: { mark: "--", paint: bold },
    error: { mark: "!!", paint: (text) => bold(red(text)) },
    status: { mark: "status", paint: plain },
    result: { mark: "==", paint: bold },
  };
  return looks[kind];
}
