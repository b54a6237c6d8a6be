/** Debian's mosquitto for a test: on a free port, in a folder of its own, with passwords for the device and an operator. */
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

export async function startMosquitto(device: Device): Promise<Mosquitto> {
  const broker = program("mosquitto", "mosquitto");
  const dir = mkdtempSync(join(tmpdir(), "canary-mosquitto-"));
  writePasswords(dir, device);
  for (let tries = 1; ; tries++) {
    const port = await freePort();
    writeFileSync(join(dir, "mosquitto.conf"), configuration(dir, port));
    try {
      return await launch(broker, dir, port);
    } catch (error) {
      // Between looking for a free port and taking it, another may have come.
      if (tries < PORT_TRIES && /Address already in use/.test(String(error))) continue;
      rmSync(dir, { recursive: true, force: true });
      throw error;
    }
  }
}

function writePasswords(dir: string, device: Device): void {
  const username = `${device.deviceName}&${device.productKey}`;
  const file = join(dir, "passwords");
  const tool = program("mosquitto_passwd", "mosquitto");
  execFileSync(tool, ["-b", "-c", file, username, passwordOf(device)], { stdio: "pipe" });
  execFileSync(tool, ["-b", file, OPERATOR.username, OPERATOR.password], { stdio: "pipe" });
  const name = `${device.productKey}/${device.deviceName}`;
  const own = [`/sys/${name}/#`, `/ota/device/+/${name}`, `/ext/ntp/${name}/+`].map((one) => `topic readwrite ${one}`);
  const rights = [`user ${username}`, ...own, `user ${OPERATOR.username}`, "topic readwrite #"];
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

async function launch(broker: string, dir: string, port: number): Promise<Mosquitto> {
  const child = spawn(broker, ["-c", join(dir, "mosquitto.conf")], { stdio: ["ignore", "ignore", "pipe"] });
  let log = "";
  child.stderr.on("data", (bytes: Buffer) => {
    log += bytes.toString("latin1");
  });
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  const ended = new Promise<void>((done) => {
    child.once("error", () => done());
    child.once("close", () => done());
  });
  try {
    await listening(child, port);
  } catch (error) {
    kill();
    await ended;
    process.off("exit", kill);
    throw new Error(`mosquitto did not start on port ${port}: ${(error as Error).message}. Its log:\n${log}`);
  }
  return {
    port,
    url: `mqtt://127.0.0.1:${port}`,
    operator: OPERATOR,
    log: () => log,
    close: async () => {
      kill();
      await ended;
      process.off("exit", kill);
      rmSync(dir, { recursive: true, force: true });
    },
  };
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
