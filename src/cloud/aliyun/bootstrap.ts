/**
 * Where the platform says that a device's host may have changed, the new one is asked for and tried: as settings on trial, so
 * that one that does not answer is given up by itself (facts: cloud section 1.2; the answer's shape is not told). @singleton
 */
import type { Fetch } from "../../hal";
import type { Log } from "../../system/log";

const SERVICE = "https://iot-auth-global.aliyuncs.com/auth/bootstrap/regionId/";
/** Of the platform's own: an answer that anybody could have given leads nowhere else. */
const DOMAIN = ".aliyuncs.com";
const MAX_ANSWER_BYTES = 1000;
const MAX_HOST_CHARS = 100;
const PLAIN_PORT = 1883;

/** What stands behind a name, text or number; "" where it does not stand there. */
function after(body: string, name: string): string {
  const rest = (body.split('"' + name + '"')[1] || "").trim();
  if (rest.charAt(0) !== ":") return "";
  return (rest.substr(1).trim().replace('"', "").split('"')[0] as string).split(",")[0] as string;
}

export function createBootstrap(
  region: string,
  /** The one it has. */
  host: () => string,
  port: number,
  fetch: Fetch,
  /** Puts them to the trial. */
  move: (host: string, port: number) => void,
  log: Log,
): () => void {
  function answered(error: string, body: string): void {
    const newHost = after(body, "host");
    const newPort = parseInt(after(body, "port"), 10) || PLAIN_PORT;
    const isSound =
      !error &&
      newHost.length <= MAX_HOST_CHARS &&
      /^[a-z0-9.-]+$/.test(newHost) &&
      newHost.substr(-DOMAIN.length) === DOMAIN &&
      newPort > 0 &&
      newPort <= 65535;
    if (!isSound) log("no new host: " + (error || "the answer has none"), true);
    else if (newHost !== host() || newPort !== port) move(newHost, newPort);
  }

  return () => fetch(SERVICE + region, 0, MAX_ANSWER_BYTES, answered);
}
