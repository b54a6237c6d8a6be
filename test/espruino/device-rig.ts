/**
 * The real interpreter as a device on the desk: its REPL behind a TCP port, its flash a file, and started again when it
 * reboots. The console is on a pseudo-terminal: what comes by its stdin is read by two threads without a lock.
 */
import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { closeSync, constants, mkdtempSync, openSync, rmSync } from "node:fs";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeStorage } from "../../tools/interpreter.ts";
import { BOOT0 } from "./rig.ts";
import { openTerminal } from "./terminal.ts";

const RESTART_MS = 100;

export interface DeviceRigOptions {
  readonly interpreter: string;
  /** Of its Storage, before it first starts. */
  readonly files?: Readonly<Record<string, string>>;
  /** After the stand-ins for ADC and pins. */
  readonly boot0?: string;
}

export class DeviceRig {
  /** For `--port`. */
  readonly url: string;
  readonly dir: string;
  /** How often it has started. */
  starts = 0;
  readonly #options: DeviceRigOptions;
  readonly #server: Server;
  readonly #terminal: ChildProcessWithoutNullStreams;
  /** Held open: without anyone there socat would leave while the interpreter starts again. */
  readonly #end: number;
  #client: Socket | undefined;
  #child: ChildProcess | undefined;
  #isStopped = false;

  static async start(options: DeviceRigOptions): Promise<DeviceRig> {
    const dir = mkdtempSync(join(tmpdir(), "canary-device-"));
    const path = join(dir, "console");
    const console = `Serial2.setup(115200,{path:${JSON.stringify(path)}});Serial2.setConsole(true);`;
    await writeStorage(options.interpreter, dir, {
      ".boot0": `${BOOT0}${options.boot0 ?? ""}${console}`,
      ...options.files,
    });
    const terminal = await openTerminal(path);
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    return new DeviceRig(options, dir, path, terminal, server);
  }

  private constructor(
    options: DeviceRigOptions,
    dir: string,
    path: string,
    terminal: ChildProcessWithoutNullStreams,
    server: Server,
  ) {
    this.dir = dir;
    this.#options = options;
    this.#terminal = terminal;
    this.#server = server;
    this.#end = openSync(path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
    this.url = `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on("connection", (socket) => this.#join(socket));
    terminal.stdout.on("data", (bytes: Buffer) => this.#client?.write(bytes));
    process.once("exit", this.#kill);
    this.#start();
  }

  /** The cable is out; the device runs on. */
  cut(): void {
    this.#client?.destroy();
  }

  /** The power is off and on. */
  cycle(): void {
    this.#child?.kill("SIGKILL");
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    process.off("exit", this.#kill);
    const gone = this.#child && new Promise((done) => this.#child?.once("close", done));
    this.#kill();
    await gone;
    this.cut();
    await new Promise((done) => this.#server.close(done));
    closeSync(this.#end);
    const ended = new Promise((done) => this.#terminal.once("close", done));
    this.#terminal.kill("SIGKILL");
    await ended;
    rmSync(this.dir, { recursive: true, force: true });
  }

  readonly #kill = () => void this.#child?.kill("SIGKILL");

  #join(socket: Socket): void {
    this.#client?.destroy();
    this.#client = socket;
    socket.on("data", (bytes: Buffer) => this.#terminal.stdin.write(bytes));
    socket.on("error", () => {});
    socket.on("close", () => {
      if (this.#client === socket) this.#client = undefined;
    });
  }

  #start(): void {
    this.starts++;
    // Its stdin stays open and silent: at its end it would print without end.
    const child = spawn(this.#options.interpreter, [], { cwd: this.dir, stdio: ["pipe", "ignore", "ignore"] });
    this.#child = child;
    child.on("error", () => {});
    child.once("close", () => {
      if (!this.#isStopped) setTimeout(() => this.#start(), RESTART_MS);
    });
  }
}
