/** What TCP does to a packet between two ends in one process: encoded here, decoded there, nothing shared. */
import { generate, type Packet, parser } from "mqtt-packet";

/** Throws where the packet cannot be put on a wire at all: a fault of the simulator, not of the device. */
export function overTheWire(packet: Packet): Packet {
  let arrived: Packet | undefined;
  const reader = parser({ protocolVersion: 4 });
  reader.on("packet", (one: Packet) => {
    arrived = one;
  });
  reader.on("error", (error: Error) => {
    throw error;
  });
  reader.parse(generate(packet, { protocolVersion: 4 }));
  if (!arrived) throw new Error(`${packet.cmd} does not encode to a whole packet`);
  return arrived;
}

/** A payload as it goes on the wire: text is UTF-8. */
export const bytesOf = (payload: string | Uint8Array): Buffer =>
  typeof payload === "string" ? Buffer.from(payload, "utf8") : Buffer.from(payload);
