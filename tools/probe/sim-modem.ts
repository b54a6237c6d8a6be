/** `--port sim`: a virtual modem in this process, in real time, and behind it an embedded broker. */
import { randomBytes } from "node:crypto";
import { SimClock } from "../../sim/clock.ts";
import { startBroker } from "../../sim/cloud/broker.ts";
import type { Device } from "../../sim/cloud/login.ts";
import { Platform } from "../../sim/cloud/platform.ts";
import { TcpNetwork } from "../../sim/cloud/tcp-network.ts";
import { Listeners } from "../../sim/listeners.ts";
import type { FamilyName } from "../../sim/modem/family.ts";
import type { FaultName } from "../../sim/modem/faults.ts";
import { VirtualModem } from "../../sim/modem/modem.ts";
import { Random } from "../../sim/random.ts";
import type { Line } from "../device/line.ts";

export interface SimModemOptions {
  readonly family: FamilyName;
  /** Held from the start. */
  readonly fault?: FaultName;
  /** The platform of this device is the embedded broker. */
  readonly device?: Device & { readonly host: string };
}

export interface SimModem {
  /** A login that the embedded broker takes. */
  readonly broker: {
    readonly host: string;
    readonly port: number;
    readonly username: string;
    readonly password: string;
  };
  open(): Line;
  close(): Promise<void>;
}

/** Is at no address of the real world (RFC 6761). */
const BROKER_HOST = "broker.invalid";

export async function startSimModem({ family, fault, device }: SimModemOptions): Promise<SimModem> {
  const clock = new SimClock();
  const platform = new Platform({ devices: device ? [device] : [] });
  const operator = { username: "probe", password: randomBytes(12).toString("hex") };
  const embedded = await startBroker({ platform, operator });
  const isEmbedded = (host: string) => host === BROKER_HOST || host === device?.host;
  const network = new TcpNetwork({ resolve: (host, port) => (isEmbedded(host) ? embedded : { host, port }) });
  const modem = new VirtualModem({
    clock,
    random: new Random(1),
    network,
    family,
    settings: { startsOnSupply: true },
    epochMs: Date.now(),
  });
  modem.supply(true);
  if (fault) modem.fault(fault);
  clock.startRealTime();
  return {
    broker: { host: BROKER_HOST, port: embedded.port, ...operator },
    open: () => lineTo(modem),
    close: async () => {
      clock.stopRealTime();
      modem.dispose();
      network.shutDown();
      await embedded.close();
    },
  };
}

/** The adapter's end of the modem's UART. */
export function lineTo(modem: Pick<VirtualModem, "receive" | "onSend">, name = "sim"): Line {
  const data = new Listeners<string>();
  modem.onSend = (bytes) => data.tell(bytes);
  return {
    name,
    write: async (bytes) => modem.receive(bytes),
    onData: (listener) => data.add(listener),
    onClose: () => () => {},
    close: async () => data.clear(),
  };
}
