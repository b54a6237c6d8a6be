/** Bundle of the AT layer and the Luat driver alone, for counting instructions: the UART is the bench's, all else real. */
import { clock } from "../../src/espruino.ts";
import { createLuat } from "../../src/modem/luat/luat.ts";

const realm = global as unknown as { [name: string]: unknown };

function ignore(): void {}

const uart = {
  write: ignore,
  on(_event: "data", listener: (chunk: string) => void): void {
    realm["feed"] = listener;
  },
};
const apn = { name: "CMNET", user: "", password: "" };
const modem = createLuat(uart, clock, () => apn, undefined, undefined, { lost: ignore, message: ignore, time: ignore });

realm["ask"] = (done: () => void) => modem.step("CSQ", undefined, done);
realm["publish"] = (topic: string, payload: string) => modem.publish(topic, payload, ignore);
