/** A device behind TCP: a serial server, socat, or the simulator's own port. */
import { connect, type Socket } from "node:net";
import { Listeners } from "../../sim/listeners.ts";
import { EXIT, Fault } from "../fault.ts";
import type { Line } from "./line.ts";

const OPEN_TIMEOUT_MS = 5000;

export async function openTcpLine(spec: string): Promise<Line> {
  const url = URL.canParse(spec) ? new URL(spec) : undefined;
  const port = Number(url?.port);
  if (!url?.hostname || !port) throw new Fault(EXIT.usage, `--port ${spec} is none: it takes tcp://host:port.`);
  const socket = await opened(url.hostname.replace(/^\[|\]$/g, ""), port, spec);
  const data = new Listeners<string>();
  const closed = new Listeners<string>();
  let why = "the other end closed it, as it does when another program has the line";
  socket.on("data", (bytes) => data.tell(bytes.toString("latin1")));
  socket.on("error", (error) => {
    why = error.message;
  });
  socket.on("close", () => closed.tell(why));
  return {
    name: spec,
    write: (bytes) =>
      new Promise((done, failed) =>
        socket.write(bytes, "latin1", (error) => (error ? failed(lost(spec, error.message)) : done())),
      ),
    onData: (listener) => data.add(listener),
    onClose: (listener) => closed.add(listener),
    close: async () => {
      closed.clear();
      await new Promise<void>((done) => {
        socket.once("close", () => done());
        if (socket.destroyed) done();
        else socket.end();
        // A peer that does not answer the end of the line must not keep us.
        setTimeout(() => socket.destroy(), 200).unref();
      });
    },
  };
}

function opened(host: string, port: number, spec: string): Promise<Socket> {
  return new Promise((done, failed) => {
    const socket = connect({ host, port, timeout: OPEN_TIMEOUT_MS });
    const refuse = (seen: string) => {
      socket.destroy();
      failed(
        new Fault(EXIT.noAnswer, `Can't connect to ${spec}: ${seen}. Is the serial server up, and the port right?`),
      );
    };
    const fail = (error: Error) => refuse(error.message);
    const late = () => refuse(`no answer within ${OPEN_TIMEOUT_MS / 1000} s`);
    socket.once("error", fail);
    socket.once("timeout", late);
    socket.once("connect", () => {
      socket.off("error", fail);
      socket.off("timeout", late);
      socket.setTimeout(0);
      socket.setNoDelay(true);
      done(socket);
    });
  });
}

function lost(spec: string, seen: string): Fault {
  return new Fault(EXIT.noAnswer, `The line to ${spec} was lost: ${seen}. Check cable and power, and try again.`);
}
