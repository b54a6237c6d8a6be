/** A serial port as TCP, for one program at a time; whoever comes while it is taken is told so, and sent away. */
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { EXIT, Fault } from "../fault.ts";

export interface SocketPortOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** "REPL": for the word to the one who is sent away. */
  readonly what: string;
  onBytes(bytes: string): void;
  onClient?(isThere: boolean): void;
}

const HOST = "127.0.0.1";
/** A client that reads nothing is cut off, or its answers would pile up. */
const MAX_UNREAD_BYTES = 4_000_000;

export class SocketPort {
  readonly #server: Server;
  readonly #options: SocketPortOptions;
  #client: Socket | undefined;

  private constructor(options: SocketPortOptions) {
    this.#options = options;
    this.#server = createServer({ noDelay: true }, (socket) => this.#welcome(socket));
  }

  static open(options: SocketPortOptions): Promise<SocketPort> {
    const one = new SocketPort(options);
    return new Promise((done, failed) => {
      one.#server.once("error", (error) =>
        failed(
          new Fault(
            EXIT.noPort,
            `Can't listen on ${HOST} port ${options.port}: ${error.message}. Name another, or 0 for any free one.`,
          ),
        ),
      );
      one.#server.listen(options.port, HOST, () => done(one));
    });
  }

  get url(): string {
    return `tcp://${HOST}:${(this.#server.address() as AddressInfo).port}`;
  }

  send(bytes: string): void {
    if (!this.#client) return;
    this.#client.write(bytes, "latin1");
    if (this.#client.writableLength > MAX_UNREAD_BYTES) this.#client.destroy();
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((done) => this.#server.close(() => done()));
    this.#client?.destroy();
    await closed;
  }

  #welcome(socket: Socket): void {
    socket.on("error", () => {});
    if (this.#client) {
      socket.end(`The ${this.#options.what} is in use: one program at a time.\r\n`, () => socket.destroy());
      return;
    }
    this.#client = socket;
    socket.on("data", (bytes) => this.#options.onBytes(bytes.toString("latin1")));
    socket.once("close", () => {
      this.#client = undefined;
      this.#options.onClient?.(false);
    });
    this.#options.onClient?.(true);
  }
}
