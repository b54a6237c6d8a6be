/** A device on a serial port. */
import { accessSync, constants, existsSync } from "node:fs";
import { SerialPort } from "serialport";
import { Listeners } from "../../sim/listeners.ts";
import { EXIT, Fault } from "../fault.ts";
import type { Line } from "./line.ts";

export interface FoundPort {
  readonly path: string;
  /** Maker and name, as far as the system knows them. */
  readonly what: string;
}

/** Those with something behind them: a plain UART of the PC's own (ttyS0) shows whether or not anything is plugged in. */
export async function listSerialPorts(): Promise<FoundPort[]> {
  const ports = await SerialPort.list();
  return ports
    .filter(({ path, vendorId }) => vendorId !== undefined || !/\/ttyS\d+$/.test(path))
    .map(({ path, manufacturer, vendorId, productId }) => ({
      path,
      what: [manufacturer, vendorId && `${vendorId}:${productId}`].filter(Boolean).join(" ") || "unknown maker",
    }));
}

export function openSerialLine(path: string, baud: number): Promise<Line> {
  return new Promise((done, failed) => {
    const port = new SerialPort({ path, baudRate: baud, xon: true, autoOpen: false });
    port.open((error) => {
      if (error) failed(openFault(path, error.message));
      else done(lineOf(path, port));
    });
  });
}

function lineOf(path: string, port: SerialPort): Line {
  const data = new Listeners<string>();
  const closed = new Listeners<string>();
  port.on("data", (bytes: Buffer) => data.tell(bytes.toString("latin1")));
  port.on("error", () => {});
  port.on("close", (error: Error | null) => closed.tell(error?.message ?? "the port was closed"));
  return {
    name: path,
    write: (bytes) =>
      new Promise((done, failed) => {
        const lost = (seen: string) =>
          failed(
            new Fault(EXIT.noAnswer, `The line to ${path} was lost: ${seen}. Check cable and power, and try again.`),
          );
        if (!port.isOpen) lost("the port is closed");
        else port.write(bytes, "latin1", (error) => (error ? lost(error.message) : done()));
      }),
    onData: (listener) => data.add(listener),
    onClose: (listener) => closed.add(listener),
    close: async () => {
      closed.clear();
      if (port.isOpen) await new Promise<void>((done) => port.close(() => done()));
    },
  };
}

function openFault(path: string, seen: string): Fault {
  if (process.platform !== "win32" && !existsSync(path))
    return new Fault(
      EXIT.noPort,
      `There is no port ${path}. Is it plugged in? \`canary doctor\` lists the ports; sim is the simulator.`,
    );
  if (process.platform !== "win32" && !isUsable(path)) {
    const group = process.platform === "linux" ? " On Linux: sudo usermod -aG dialout $USER, and log in anew." : "";
    return new Fault(EXIT.noPort, `This user may not open ${path} (${seen}).${group}`);
  }
  return new Fault(EXIT.noPort, `Can't open ${path}: ${seen}. Does another program hold it (a terminal, an IDE)?`);
}

function isUsable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
