/**
 * The device's own log for the platform's log service: off until the cloud switches it on, and bounded: of what is not yet
 * sent the oldest lines go (facts: cloud section 4). @singleton
 */

export interface DeviceLog {
  /** Takes a line while the log is on. */
  take(text: string, isTrouble: boolean): void;
  /** A figure of the network, under the names that the platform's own devices use. */
  measure(module: string, content: string): void;
  /** `params` of `thing/log/post`; "" for nothing to tell, or no time to tell it under. */
  params(): string;
  /** What was sent last has arrived. */
  posted(): void;
  /** The switch, in whichever shape it came. */
  switchBy(text: string): void;
}

/** With the escapes of the AT command they fit the shortest one that a family takes. */
const MAX_LINES = 4;

export function createDeviceLog(
  /** Milliseconds since 1970 UTC, 0 while they are not known. */
  epochMs: () => number,
  /** Information too, or troubles only. */
  isVerbose: boolean,
  /** There is something to send. */
  due: () => void,
): DeviceLog {
  let logLines: object[] = [];
  let isOn = false;
  let sentLines = 0;

  function keepLine(level: string, module: string, content: string): void {
    const nowMs = epochMs();
    if (!isOn || !nowMs) return;
    if (logLines.length >= MAX_LINES) {
      logLines.splice(0, 1);
      sentLines = Math.max(0, sentLines - 1);
    }
    logLines.push({
      "utcTime": new Date(nowMs).toISOString().split("Z")[0] + "+0000",
      "logLevel": level,
      "module": module,
      "code": "",
      "traceContext": "",
      "logContent": content,
    });
    due();
  }

  return {
    take(text, isTrouble) {
      if (isTrouble || isVerbose) keepLine(isTrouble ? "WARN" : "INFO", "canary", text);
    },
    measure: (module, content) => keepLine("INFO", module, "time=" + epochMs() + content),
    params() {
      sentLines = logLines.length;
      return sentLines ? JSON.stringify(logLines) : "";
    },
    posted() {
      logLines.splice(0, sentLines);
      sentLines = 0;
      if (logLines.length) due();
    },
    switchBy(text) {
      // A number or its text; what is neither leaves it as it is.
      const mode = (text.split('"mode"')[1] || "").replace(/[ :"]+/, "").charAt(0);
      if (mode === "1") isOn = true;
      else if (mode === "0") {
        isOn = false;
        logLines = [];
      }
    },
  };
}
