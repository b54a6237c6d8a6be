/** A server of this process on a port, or in words why not. */
import type { AddressInfo, Server } from "node:net";

export interface Listening {
  readonly host: string;
  readonly port: number;
}

const ADVICE: Readonly<Record<string, string>> = {
  EADDRINUSE:
    "another program listens there (one of yours, left running?). Stop it, or choose another port; 0 takes a free one",
  EACCES: "ports below 1024 need rights this program does not have. Choose a higher one; 0 takes a free one",
  EADDRNOTAVAIL: "this machine does not have that address. Use 127.0.0.1, or 0.0.0.0 for all that it has",
  ENOTFOUND: "no machine has that name. Use 127.0.0.1, or 0.0.0.0 for all addresses that this one has",
};

/** `what`: "an MQTT broker". Port 0 takes any free one. */
export function listen(server: Server, what: string, host: string, port: number): Promise<Listening> {
  return new Promise((done, failed) => {
    const refused = (error: NodeJS.ErrnoException) => {
      const advice = ADVICE[error.code ?? ""] ?? error.message;
      failed(new Error(`cannot open ${what} on ${host} port ${port} (${error.code}): ${advice}.`, { cause: error }));
    };
    server.once("error", refused);
    server.listen(port, host, () => {
      server.off("error", refused);
      done({ host, port: (server.address() as AddressInfo).port });
    });
  });
}
