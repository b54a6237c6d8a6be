/** A cable to a device behind TCP, which can be pulled, and on which bytes can be damaged. */
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

export interface CableOptions {
  /** What becomes of bytes on their way to the device. */
  readonly damage?: (bytes: Buffer) => Buffer;
}

export class Cable {
  /** For `--port`. */
  readonly url: string;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  static async to(url: string, options: CableOptions = {}): Promise<Cable> {
    const { hostname, port } = new URL(url);
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    return new Cable(server, { host: hostname, port: Number(port) }, options);
  }

  private constructor(server: Server, device: { host: string; port: number }, { damage }: CableOptions) {
    this.#server = server;
    this.url = `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on("connection", (desk) => {
      const board = connect(device);
      for (const socket of [desk, board]) {
        this.#sockets.add(socket);
        socket.setNoDelay(true);
        socket.on("error", () => {});
        socket.on("close", () => {
          this.#sockets.delete(socket);
          desk.destroy();
          board.destroy();
        });
      }
      desk.on("data", (bytes: Buffer) => board.write(damage ? damage(bytes) : bytes));
      board.on("data", (bytes: Buffer) => desk.write(bytes));
    });
  }

  /** Out; it can be plugged in again. */
  pull(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.pull();
    await new Promise((done) => this.#server.close(done));
  }
}
