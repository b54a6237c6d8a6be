/** What this desk is: versions, the ports that can be seen and who may use them, the bundles that were built. */
import { accessSync, constants, existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { arch, release } from "node:os";
import { join } from "node:path";
import type { Manifest } from "../../build/firmware.ts";
import { listSerialPorts } from "../device/serial-line.ts";
import { DIST } from "../dist.ts";
import { describeInterpreter, findInterpreter } from "../interpreter.ts";
import { ROOT } from "../root.ts";

export interface DeskPort {
  readonly path: string;
  readonly what: string;
  /** This user may read and write it. */
  readonly isAllowed: boolean;
  /** Programs that have it open, as far as this user can see; like `minicom (4711)`. */
  readonly heldBy: readonly string[];
}

export interface Desk {
  readonly canary: string;
  readonly node: string;
  readonly os: string;
  /** Of the `espruino` package; "" where it is not installed. */
  readonly espruinoPackage: string;
  /** Espruino's Linux build; "" for none. */
  readonly interpreter: string;
  readonly ports: readonly DeskPort[];
  readonly bundles: readonly Manifest[];
}

export async function lookAtDesk(): Promise<Desk> {
  const [interpreter, ports] = await Promise.all([interpreterHere(), portsHere()]);
  return {
    canary: versionIn(join(ROOT, "package.json")),
    node: process.versions.node,
    os: `${process.platform} ${release()} ${arch()}`,
    espruinoPackage: espruinoPackage(),
    interpreter,
    ports,
    bundles: bundlesIn(DIST),
  };
}

async function interpreterHere(): Promise<string> {
  try {
    const path = findInterpreter();
    if (path === undefined) return "";
    const { version, bits, variables } = await describeInterpreter(path);
    return `${path}, ${version}, ${bits} bit, ${variables} variables`;
  } catch (error) {
    return `does not run: ${(error as Error).message.split("\n")[0]}`;
  }
}

function espruinoPackage(): string {
  try {
    return versionIn(createRequire(import.meta.url).resolve("espruino/package.json"));
  } catch {
    return "";
  }
}

async function portsHere(): Promise<DeskPort[]> {
  const found = await listSerialPorts();
  return found.map((port) => ({ ...port, isAllowed: isAllowed(port.path), heldBy: holdersOf(port.path) }));
}

export function isAllowed(path: string): boolean {
  if (process.platform === "win32") return true;
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Linux shows each process's open files; of those of others only root sees them. Nothing of it elsewhere. */
export function holdersOf(path: string, proc = "/proc"): string[] {
  const holders: string[] = [];
  for (const pid of listed(proc).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)) {
    const folder = join(proc, pid, "fd");
    if (!listed(folder).some((fd) => linkOf(join(folder, fd)) === path)) continue;
    const name = textOf(join(proc, pid, "comm"))?.trim() ?? "a program";
    holders.push(`${name} (${pid})`);
  }
  return holders;
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

const versionIn = (path: string): string => (JSON.parse(textOf(path) ?? "{}") as { version?: string }).version ?? "";

/** Manifests of what was built here. */
export function bundlesIn(dist: string): Manifest[] {
  return listed(dist)
    .map((id) => join(dist, id, "manifest.json"))
    .filter((path) => existsSync(path))
    .map((path) => JSON.parse(readFileSync(path, "utf8")) as Manifest);
}
