/** Bundle of the AT layer and the Luat driver alone, for counting instructions: the UART is the bench's, all else real. */
import { clock } from "../../src/espruino.ts";
import { createLuat } from "../../src/modem/luat/luat.ts";
import type { Session } from "../../src/modem/modem.ts";

const realm = global as unknown as { [name: string]: unknown };

function ignore(): void {}

const uart = {
  write: ignore,
  onData(listener: (chunk: string) => void): void {
    realm["feed"] = listener;
  },
};
const modem = createLuat(
  uart,
  clock,
  { name: "CMNET", user: "", password: "" },
  { lost: ignore, message: ignore, time: ignore },
);

realm["ask"] = (done: () => void) => modem.step("CSQ", {} as Session, done);
realm["publish"] = (topic: string, payload: string) => modem.publish(topic, payload, ignore);
