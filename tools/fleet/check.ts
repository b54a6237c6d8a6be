/** What is looked at before a fleet starts: its brokers, and whether the machine lets it have so many connections. */
import { EXIT, Fault } from "../fault.ts";
import { type BrokerAddress, parseBroker } from "../run/world.ts";

/** What else the process opens: libraries, threads, the stand-in's own connection. */
const OTHER_FILES = 200;

export function checkBrokers(urls: readonly string[], port: number | undefined): BrokerAddress[] {
  if (urls.length > 0 && port !== undefined)
    throw new Fault(EXIT.usage, "--port is for the embedded broker: leave it out beside --broker");
  return urls.map((url) => parseBroker(url));
}

/** At the embedded broker both ends of a connection are this process's. */
export function checkOpenFiles(devices: number, isEmbedded: boolean, most = mostOpenFiles()): void {
  const needed = devices * (isEmbedded ? 2 : 1) + OTHER_FILES;
  if (needed <= most) return;
  const enough = Math.max(0, Math.floor((most - OTHER_FILES) / (isEmbedded ? 2 : 1)));
  const instead = isEmbedded ? ", or a broker of its own process (--broker), which takes half of them" : "";
  throw new Fault(
    EXIT.usage,
    `${devices} devices need ${needed} open files, and this process may have ${most}: enough for ${enough}. ` +
      `Raise the limit (ulimit -n ${needed})${instead}.`,
  );
}

/** Where nothing tells, there is no limit that is known. */
function mostOpenFiles(): number {
  const { userLimits } = process.report.getReport() as { userLimits?: { open_files?: { soft?: unknown } } };
  const soft = userLimits?.open_files?.soft;
  return typeof soft === "number" ? soft : Number.POSITIVE_INFINITY;
}
