/** Debian's mosquitto for a test: on a free port, in a folder of its own, with passwords for devices and an operator. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { delimiter, join } from "node:path";
import type { Device } from "../../sim/cloud/login.ts";

export interface Mosquitto {
  readonly port: number;
  readonly url: string;
  readonly operator: { readonly username: string; readonly password: string };
  /** Its log so far: one line for each packet. */
  readonly log: () => string;
  /** Kills it; `start` has it back on the same port, without anything that it had kept. */
  stop(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

/** Debian keeps the broker where an ordinary user's PATH does not lead. */
const FOLDERS = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin"];
const OPERATOR = { username: "operator", password: "watches" };
const START_TIMEOUT_MS = 10_000;
const PORT_TRIES = 3;
const RETRY_MS = 20;

export function program(name: string, debianPackage: string): string {
  const found = FOLDERS.map((folder) => join(folder, name)).find((path) => existsSync(path));
  if (found) return found;
  throw new Error(`${name} is not installed, and this test needs it: apt-get install ${debianPackage}`);
}

/** What the platform expects of a device that signs with HMAC-SHA1 and sends no time stamp (facts: cloud 1.1). */
export function passwordOf({ productKey, deviceName, deviceSecret }: Device): string {
  const content = `clientId${deviceName}deviceName${deviceName}productKey${productKey}`;
  return createHmac("sha1", deviceSecret).update(content).digest("hex");
}

/** Who may log in, and what of the topics is theirs. */
export interface Login {
  readonly username: string;
  readonly password: string;
  readonly rights: readonly string[];
}

export const startMosquitto = (...devices: readonly Device[]): Promise<Mosquitto> => startFor(...devices.map(loginOf));

function loginOf(device: Device): Login {
  const username = `${device.deviceName}&${device.productKey}`;
  const { productKey, deviceName } = device;
  const own = `/sys/${productKey}/${deviceName}/#`;
  // Facts: cloud section 8.3.
  const topics = [
    own,
    `/ext/rrpc/+${own}`,
    `/ext/ntp/${productKey}/${deviceName}/+`,
    `/shadow/+/${productKey}/${deviceName}`,
    `/ota/device/+/${productKey}/${deviceName}`,
  ];
  const rights = [...topics.map((topic) => `readwrite ${topic}`), "read /ext/notify"];
  return { username, password: passwordOf(device), rights };
}

export async function startFor(...logins: readonly Login[]): Promise<Mosquitto> {
  const broker = program("mosquitto", "mosquitto");
  const dir = mkdtempSync(join(tmpdir(), "canary-mosquitto-"));
  writePasswords(dir, logins);
  for (let tries = 1; ; tries++) {
    const port = await freePort();
    writeFileSync(join(dir, "mosquitto.conf"), configuration(dir, port));
    const run = new Run(broker, dir, port);
    try {
      await run.start();
      return run;
    } catch (error) {
      // Between looking for a free port and taking it, another may have come.
      if (tries < PORT_TRIES && /Address already in use/.test(String(error))) continue;
      rmSync(dir, { recursive: true, force: true });
      throw error;
    }
  }
}

function writePasswords(dir: string, logins: readonly Login[]): void {
  const file = join(dir, "passwords");
  const tool = program("mosquitto_passwd", "mosquitto");
  const all = [...logins, { ...OPERATOR, rights: ["readwrite #"] }];
  writeFileSync(file, all.map(({ username, password }) => `${username}:${password}\n`).join(""));
  // Takes them all at once, and puts a hash in place of each.
  execFileSync(tool, ["-U", file], { stdio: "pipe" });
  const rights = all.flatMap((one) => [`user ${one.username}`, ...one.rights.map((right) => `topic ${right}`)]);
  writeFileSync(join(dir, "rights"), `${rights.join("\n")}\n`);
}

function configuration(dir: string, port: number): string {
  const lines = [
    `listener ${port} 127.0.0.1`,
    "allow_anonymous false",
    `password_file ${join(dir, "passwords")}`,
    `acl_file ${join(dir, "rights")}`,
    "persistence false",
    "log_dest stderr",
    "log_type all",
    // Started by root it would become another user, and could not read this folder.
    `user ${userInfo().username}`,
  ];
  return `${lines.join("\n")}\n`;
}

class Run implements Mosquitto {
  readonly port: number;
  readonly url: string;
  readonly operator = OPERATOR;
  readonly #broker: string;
  readonly #dir: string;
  #log = "";
  #kill: () => Promise<void> = async () => {};

  constructor(broker: string, dir: string, port: number) {
    this.#broker = broker;
    this.#dir = dir;
    this.port = port;
    this.url = `mqtt://127.0.0.1:${port}`;
  }

  readonly log = () => this.#log;

  async start(): Promise<void> {
    const child = spawn(this.#broker, ["-c", join(this.#dir, "mosquitto.conf")], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    child.stderr.on("data", (bytes: Buffer) => {
      this.#log += bytes.toString("latin1");
    });
    const kill = () => child.kill("SIGKILL");
    process.once("exit", kill);
    const ended = new Promise<void>((done) => {
      child.once("error", () => done());
      child.once("close", () => done());
    });
    this.#kill = async () => {
      kill();
      await ended;
      process.off("exit", kill);
    };
    try {
      await listening(child, this.port);
    } catch (error) {
      await this.#kill();
      throw new Error(
        `mosquitto did not start on port ${this.port}: ${(error as Error).message}. Its log:\n${this.#log}`,
      );
    }
  }

  stop(): Promise<void> {
    return this.#kill();
  }

  async close(): Promise<void> {
    await this.#kill();
    rmSync(this.#dir, { recursive: true, force: true });
  }
}

/** Resolves when the port accepts a connection. */
function listening(child: ChildProcess, port: number): Promise<void> {
  const giveUpAtMs = performance.now() + START_TIMEOUT_MS;
  return new Promise((done, failed) => {
    const knock = () => {
      if (child.exitCode !== null || child.pid === undefined) return failed(new Error("it ended"));
      if (performance.now() > giveUpAtMs) return failed(new Error(`no answer within ${START_TIMEOUT_MS / 1000} s`));
      const socket = connect(port, "127.0.0.1");
      socket.once("connect", () => {
        socket.destroy();
        // A stranger may have the port, and this one be about to give up.
        if (child.exitCode === null) done();
        else failed(new Error("it ended"));
      });
      socket.once("error", () => setTimeout(knock, RETRY_MS));
    };
    knock();
  });
}

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((done, failed) => {
    server.once("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => done(port));
    });
  });
}
