/**
 * The line to a device: bytes both ways, over a serial port, TCP, or in this process to the simulator. Text is one character
 * a byte (0x00-0xFF) everywhere.
 */
import { EXIT, Fault } from "../fault.ts";

export interface Line {
  /** As the user named it. */
  readonly name: string;
  /** Resolves when the bytes are on their way. */
  write(bytes: string): Promise<void>;
  /** Returns what takes the listener off again. */
  onData(listener: (bytes: string) => void): () => void;
  /** Told once, with what was seen; not after `close()`. */
  onClose(listener: (why: string) => void): () => void;
  close(): Promise<void>;
}

export interface LineOptions {
  /** Of a serial port; others have none. */
  readonly baud?: number;
  /** Which board the simulator is. */
  readonly boardId?: string;
}

export const DEFAULT_BAUD = 115_200;

/** `spec`: a serial port (`/dev/ttyACM0`, `COM3`), `tcp://host:port`, or `sim`. */
export async function openLine(spec: string, options: LineOptions = {}): Promise<Line> {
  if (spec === "sim") return (await import("./sim-line.ts")).openSimLine(options);
  if (spec.startsWith("tcp://")) return (await import("./tcp-line.ts")).openTcpLine(spec);
  if (spec.includes("://"))
    throw new Fault(EXIT.usage, `--port ${spec} is none: a serial port, tcp://host:port, or sim.`);
  return (await import("./serial-line.ts")).openSerialLine(spec, options.baud ?? DEFAULT_BAUD);
}

/** The port that was asked for, else $CANARY_PORT, else the only one there is. Never a guess between two. */
export async function choosePort(flag: string | undefined, env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const given = flag || env["CANARY_PORT"];
  if (given) return given;
  const { listSerialPorts } = await import("./serial-line.ts");
  const ports = await listSerialPorts();
  const [only] = ports;
  if (only && ports.length === 1) return only.path;
  const seen = ports.map(({ path, what }) => `  ${path}  ${what}`).join("\n");
  throw new Fault(
    EXIT.noPort,
    only
      ? `There are ${ports.length} serial ports, and which is the board's can't be known:\n${seen}\nName one by --port, or in $CANARY_PORT.`
      : "No serial port is there. Plug the board in (a charging cable has no data lines), or name a port: --port /dev/ttyACM0, --port tcp://host:port, or --port sim for the simulator.",
  );
}
