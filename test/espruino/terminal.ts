/** Pseudo-terminals: socat holds one end and gives its bytes to its own stdin and stdout. */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { readSync } from "node:fs";
import { program } from "../cloud/mosquitto.ts";

const PTY_TIMEOUT_MS = 5000;

/** Reads away what stands there. */
export function drain(terminal: number): void {
  const bytes = Buffer.alloc(4096);
  try {
    while (readSync(terminal, bytes) > 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
  }
}

/** Resolves when the terminal stands at `path`. */
export function openTerminal(path: string): Promise<ChildProcessWithoutNullStreams> {
  const socat = spawn(program("socat", "socat"), ["-d", "-d", `PTY,raw,echo=0,link=${path}`, "STDIO"], {
    stdio: "pipe",
  });
  const kill = () => socat.kill("SIGKILL");
  process.once("exit", kill);
  socat.once("close", () => process.off("exit", kill));
  socat.stdin.on("error", () => {});
  return new Promise((done, failed) => {
    let log = "";
    const fail = () => {
      kill();
      failed(new Error(`socat gave no pseudo-terminal within ${PTY_TIMEOUT_MS / 1000} s. It said: ${log}`));
    };
    const timer = setTimeout(fail, PTY_TIMEOUT_MS);
    socat.once("close", fail);
    socat.stderr.on("data", (bytes: Buffer) => {
      log = (log + bytes.toString("latin1")).slice(-2000);
      if (!log.includes("starting data transfer loop")) return;
      clearTimeout(timer);
      socat.off("close", fail);
      done(socat);
    });
  });
}
