/** Shows what goes over the modem's line, for whoever looks on at the console; costs nothing before and after. @onDemand */

import type { Clock, WatchedUart } from "../hal";
import { HAS_PLATFORM } from "../system/features";

/** The longest line that a modem's splitter takes; of a longer one the end is shown. */
const MAX_CHARS = 1024;

/** Login and APN stay hidden, also where they are echoed or read back; so do what registers a device, and signed links. */
function hidden(line: string): string {
  const name = line.substr(0, 12).toUpperCase();
  // By its place: Espruino's indexOf finds a text in the end of another that only begins like it.
  const isOther = name.indexOf("MCONFIG") < 0 && name.indexOf("CSTT") < 0 && name.substr(3, 5) !== "SAPBR";
  const isOpen = isOther && !(HAS_PLATFORM && /HTTPPARA="URL|"deviceSecret"|"deviceToken"|"url"|Signature=/.test(line));
  return isOpen ? line : `${line.split(/[=:]/)[0]}=***`;
}

/** From now on, until what it returns is called. */
export function traceLine(uart: WatchedUart, clock: Clock, print: (...parts: string[]) => void): () => void {
  const write = uart.write;
  let rest = "";

  function show(direction: string, text: string): void {
    const line = text.trim();
    // In parts: a sum would be one more copy of the longest lines that there are.
    if (line) print((clock.nowMs() / 1000).toFixed(1), direction, hidden(line));
  }

  function take(chunk: string): void {
    const lines = (rest + chunk).split("\n");
    rest = (lines.pop() as string).substr(-MAX_CHARS);
    lines.forEach((line) => {
      show("<", line.indexOf("+MSUB:") ? line : line.replace(" byte,", ","));
    });
  }

  // Before whoever answers it.
  uart.prependListener("data", take);
  uart.write = (text) => {
    show(">", text);
    write.call(uart, text);
  };
  return () => {
    uart.removeListener("data", take);
    uart.write = write;
  };
}
