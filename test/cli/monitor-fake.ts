/** A device that speaks Espruino's REPL over TCP, as much of it as a monitor meets, with a `canary` object of its own. */
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { createContext, runInContext } from "node:vm";

const FIRMWARE = `
var traced = [];
var canary = {
  status: function () { return { version: "0.1.0", board: "pico", bundle: "00ff" }; },
  trace: function (on) { traced.push(on); return on ? "on" : "off"; },
  config: function () { return { gas: { sensor: "MQ-4" }, cloud: { deviceSecret: "***" } }; },
};`;

export class FakeDevice {
  /** Everything that came in, in any connection. */
  received = "";
  connections = 0;
  readonly #server: Server;
  readonly #port: number;
  #context = createContext({});
  #client: Socket | undefined;
  #line = "";
  #isEchoing = true;

  /** `firmware: false`: Espruino alone. */
  static async start(options: { readonly firmware?: boolean } = {}): Promise<FakeDevice> {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    return new FakeDevice(server, options.firmware ?? true);
  }

  private constructor(server: Server, hasFirmware: boolean) {
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
    this.restart(hasFirmware);
    server.on("connection", (socket) => {
      this.connections++;
      this.#client = socket;
      socket.on("error", () => {});
      socket.on("data", (bytes) => {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: what clears the line is one of them
        for (const key of bytes.toString("latin1").match(/\x1b\[2H|[\s\S]/g) ?? []) this.#take(key);
      });
    });
  }

  get url(): string {
    return `tcp://127.0.0.1:${this.#port}`;
  }

  /** A start of the program: all that was set is forgotten. */
  restart(hasFirmware = true): void {
    this.#context = createContext({ print: (...words: unknown[]) => this.#write(`${words.join(" ")}\r\n`) });
    if (hasFirmware) runInContext(FIRMWARE, this.#context);
  }

  /** What an expression is on the device. */
  value(expression: string): unknown {
    return JSON.parse(JSON.stringify(runInContext(expression, this.#context)));
  }

  /** The program prints, whatever stands at the prompt. */
  print(text: string): void {
    this.#write(`\r\x1b[J${text.replaceAll("\n", "\r\n")}\r\n>${this.#line}`);
  }

  /** The cable is out, and the port gone until `plug`. */
  async unplug(): Promise<void> {
    const closed = new Promise((done) => this.#server.close(done));
    this.#client?.destroy();
    await closed;
  }

  async plug(): Promise<void> {
    await new Promise<void>((done) => this.#server.listen(this.#port, "127.0.0.1", done));
  }

  async stop(): Promise<void> {
    this.#client?.destroy();
    if (this.#server.listening) await new Promise((done) => this.#server.close(done));
  }

  #take(key: string): void {
    this.received += key;
    if (key === "\x10" && this.#line === "") this.#isEchoing = false;
    else if (key === "\x1b[2H") this.#line = "";
    else if (key === "\n" && isOpen(this.#line)) {
      this.#line += key;
      if (this.#isEchoing) this.#write("\r\n:");
    } else if (key === "\n") this.#execute();
    else {
      this.#line += key;
      if (this.#isEchoing) this.#write(key);
    }
  }

  #execute(): void {
    const code = this.#line;
    this.#line = "";
    this.#write(this.#isEchoing ? "\r\n" : "\r\x1b[J");
    try {
      const value: unknown = runInContext(code, this.#context);
      if (this.#isEchoing && code !== "") this.#write(`=${shown(value)}\r\n`);
    } catch (error) {
      const { name, message } = error as Error;
      this.#write(`Uncaught ${name}: ${message}\r\n    at REPL (:1:5)\r\n${code}\r\n    ^\r\n`);
    }
    this.#isEchoing = true;
    this.#write(">");
  }

  #write(bytes: string): void {
    this.#client?.write(bytes, "latin1");
  }
}

const isOpen = (code: string): boolean => code.split(/[({[]/).length > code.split(/[)}\]]/).length;

/** Over several lines, as Espruino prints an object. */
function shown(value: unknown): string {
  if (!value || typeof value !== "object") return String(JSON.stringify(value));
  const rows = Object.entries(value).map(([key, one]) => `${key}: ${JSON.stringify(one)}`);
  return `{ ${rows.join(", \r\n  ")}\r\n }`;
}
