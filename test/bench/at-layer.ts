/** Bundle of the AT layer and the Luat driver alone, for counting instructions: the UART is the bench's, all else real. */
import type { Clock } from "../../src/hal.ts";
import { createLuat } from "../../src/modem/luat/luat.ts";

const realm = global as unknown as { [name: string]: unknown };

declare function getTime(): number;

/** As in src/espruino.ts, whose types belong to the firmware's own check. */
const clock: Clock = {
  nowMs: () => getTime() * 1000,
  after: (delayMs, fn) => setTimeout(fn, delayMs) as unknown as number,
  cancel(handle) {
    if (handle) clearTimeout(handle);
  },
};

function ignore(): void {}

const uart = {
  write: ignore,
  on(_event: "data", listener: (chunk: string) => void): void {
    realm["feed"] = listener;
  },
};
const apn = { name: "CMNET", user: "", password: "" };
const modem = createLuat(uart, clock, apn, undefined, undefined, { lost: ignore, message: ignore, time: ignore });

realm["ask"] = (done: () => void) => modem.step("CSQ", undefined, done);
realm["publish"] = (topic: string, payload: string) => modem.publish(topic, payload, ignore);
