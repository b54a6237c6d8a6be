/** One `canary cloud` from the first line to the last: broker and file server, what happens there, what is typed. */
import { isIPv4 } from "node:net";
import { networkInterfaces } from "node:os";
import { createInterface } from "node:readline";
import { AuthService } from "../../sim/cloud/auth-service.ts";
import { startBroker } from "../../sim/cloud/broker.ts";
import { DeskPlatform } from "../../sim/cloud/desk-platform.ts";
import { originOf } from "../../sim/cloud/http-answers.ts";
import { startHttp } from "../../sim/cloud/http-server.ts";
import type { Device } from "../../sim/cloud/login.ts";
import { Platform } from "../../sim/cloud/platform.ts";
import { CloudSource } from "../../sim/web/cloud-source.ts";
import { EXIT, Fault } from "../fault.ts";
import { Mask } from "../mask.ts";
import { Prompt } from "../monitor/prompt.ts";
import { type OpenPage, playShown, withPageIfAsked } from "../web/open-page.ts";
import { type CloudDesk, COMMAND_NAMES, runCommand } from "./commands.ts";
import { CloudPrinter } from "./printer.ts";

export interface CloudOptions {
  readonly host: string;
  readonly port: number;
  readonly filePort: number;
  /** Under which devices reach this machine; undefined: made from `host`. */
  readonly address: string | undefined;
  /** None: any device is let in. */
  readonly devices: readonly Device[];
  readonly trace: boolean;
  /** Of the page; true: any port, false: none. */
  readonly web: number | boolean;
  readonly json: boolean;
  readonly color: boolean;
  /** A person sits at a terminal. */
  readonly interactive: boolean;
}

const ALL_ADDRESSES = ["0.0.0.0", "::"];
const FROM_OUTSIDE =
  "A modem comes by way of the mobile network: both ports must be reached from there, under the name that --address says.";
const HOW_IT_ENDS = "help lists the commands, Ctrl-C ends it.";

export async function runCloud(options: CloudOptions): Promise<number> {
  const mask = new Mask();
  for (const { deviceSecret } of options.devices) mask.learn(deviceSecret);
  return withPageIfAsked(options, mask, (page) => serve(options, mask, page));
}

async function serve(options: CloudOptions, mask: Mask, page: OpenPage | undefined): Promise<number> {
  const { devices, host, port, filePort } = options;
  const platform = devices.length > 0 ? new Platform({ devices }) : new DeskPlatform();
  const auth = new AuthService({ platform, anyHost: true });
  const broker = await orNoPort(startBroker({ platform, host, port }));
  const closes: (() => Promise<void>)[] = [() => broker.close()];
  try {
    const { files } = platform.ota;
    const origin = originOf(auth, files);
    const http = await orNoPort(startHttp({ origin, host, port: filePort, base: () => files.base }));
    closes.unshift(() => http.close());
    const address = options.address ?? addressesOf(host)[0] ?? host;
    files.base = `http://${inUrl(address)}:${http.port}`;
    auth.mqtt = () => ({ host: address, port: broker.port });
    const where = `mqtt://${inUrl(address)}:${broker.port}`;
    const session = new Session(options, platform, mask);
    const banner = bannerOf(options, address, broker.port, files.base, page?.url);
    return await playShown(
      page,
      () => new CloudSource({ platform, where }),
      () => session.play(banner),
    );
  } finally {
    for (const close of closes) await close();
  }
}

async function orNoPort<T>(starting: Promise<T>): Promise<T> {
  try {
    return await starting;
  } catch (error) {
    throw new Fault(EXIT.noPort, (error as Error).message);
  }
}

class Session {
  readonly #options: CloudOptions;
  readonly #platform: Platform;
  readonly #printer: CloudPrinter;
  readonly #desk: CloudDesk;
  #prompt: Prompt | undefined;
  #finish: () => void = () => {};
  readonly #ended = new Promise<void>((done) => {
    this.#finish = done;
  });

  constructor(options: CloudOptions, platform: Platform, mask: Mask) {
    const { json, color, trace } = options;
    this.#options = options;
    this.#platform = platform;
    this.#printer = new CloudPrinter({
      json,
      color,
      trace,
      mask,
      write: (line) => (this.#prompt ? this.#prompt.print(line) : void process.stdout.write(`${line}\n`)),
    });
    this.#desk = {
      platform,
      note: (text) => this.#printer.line({ kind: "note", text }),
      quit: () => this.#finish(),
      chosen: undefined,
    };
  }

  async play(banner: Banner): Promise<number> {
    const undo = [this.#printer.follow(this.#platform), this.#catchSignals(), this.#takeLines()];
    try {
      this.#printer.line({ kind: "note", text: banner.lines.join("\n"), fields: banner.fields });
      await this.#ended;
      return EXIT.ok;
    } finally {
      for (const each of undo) each();
      this.#prompt = undefined;
    }
  }

  #catchSignals(): () => void {
    const names = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
    const quit = () => this.#finish();
    for (const name of names) process.on(name, quit);
    // Whoever reads us has gone.
    process.stdout.on("error", quit);
    return () => names.forEach((name) => void process.off(name, quit));
  }

  /** The end of the input is no end of the cloud: it may have none, as a service. */
  #takeLines(): () => void {
    if (this.#options.interactive) {
      const prompt = new Prompt({
        history: [],
        complete: async (line) => [COMMAND_NAMES.filter((name) => name.startsWith(line)), line],
        entered: (line) => this.#entered(line),
        cleared: () => this.#finish(),
        quit: () => this.#finish(),
      });
      this.#prompt = prompt;
      return () => prompt.close();
    }
    const lines = createInterface({ input: process.stdin, terminal: false });
    lines.on("line", (line) => this.#entered(line));
    return () => lines.close();
  }

  #entered(line: string): void {
    try {
      runCommand(this.#desk, line);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      this.#printer.line({ kind: "error", text: error.message });
    }
  }
}

interface Banner {
  readonly lines: readonly string[];
  readonly fields: Readonly<Record<string, unknown>>;
}

function bannerOf(
  { host, devices, interactive }: CloudOptions,
  address: string,
  port: number,
  files: string,
  page: string | undefined,
): Banner {
  const others = addressesOf(host).filter((one) => one !== address);
  const reach = isLoopback(address)
    ? "Only this machine reaches it; hardware needs --host 0.0.0.0, which everybody in the network then reaches, without TLS."
    : `Everybody in the network reaches it, without TLS${others.length > 0 ? `; also as ${others.join(", ")}` : ""}. ${FROM_OUTSIDE}`;
  const who =
    devices.length === 0
      ? "Any device is let in, and its signature is not checked: --config, --devices or --product-key name those that are known."
      : `Known: ${devices.map(({ deviceName, productKey }) => `${deviceName} of ${productKey}`).join(", ")}.`;
  const shownAt = page === undefined ? [] : [`page: ${page}`];
  const lines = [
    `mqtt://${inUrl(address)}:${port}, files and bootstrap at ${files}`,
    reach,
    who,
    `A device gets here with canary provision --set cloud.host=${address} --set cloud.port=${port}`,
    ...shownAt,
    interactive ? HOW_IT_ENDS : HOW_IT_ENDS.replace("help", "help, typed,"),
  ];
  const fields = { kind: "ready", broker: `mqtt://${inUrl(address)}:${port}`, host: address, port, files };
  return { lines, fields: page === undefined ? fields : { ...fields, page } };
}

/** Under which a server on `host` is reached; those of the network first. */
function addressesOf(host: string): string[] {
  if (!ALL_ADDRESSES.includes(host)) return [host];
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const own = all.filter(({ address, internal }) => !internal && isIPv4(address)).map(({ address }) => address);
  return own.length > 0 ? own : ["127.0.0.1"];
}

const isLoopback = (address: string): boolean => /^(127\.|::1$|localhost$)/.test(address);
const inUrl = (address: string): string => (address.includes(":") ? `[${address}]` : address);
