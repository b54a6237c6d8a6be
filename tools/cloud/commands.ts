/** What a person may type at `canary cloud`: what the platform's console does for a device. */
import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { configFile } from "../../sim/cloud/config-file.ts";
import { type Device, deviceKey } from "../../sim/cloud/login.ts";
import type { Via } from "../../sim/cloud/ota-image.ts";
import type { Platform } from "../../sim/cloud/platform.ts";
import { isObject, type Json, type JsonObject } from "../../sim/cloud/raw-json.ts";
import { EXIT, Fault } from "../fault.ts";

export interface CloudDesk {
  readonly platform: Platform;
  readonly note: (text: string) => void;
  readonly quit: () => void;
  /** The device that is meant, where several are there. */
  chosen: Device | undefined;
}

interface Command {
  readonly takes: string;
  readonly does: string;
  readonly act: (desk: CloudDesk, words: string) => void;
}

const VIAS: Readonly<Record<string, Via>> = { http: "https", https: "https", mqtt: "mqtt" };

const COMMANDS: Readonly<Record<string, Command>> = {
  set: {
    takes: "PowerSwitch 1 | {...}",
    does: "set properties",
    act: (desk, words) => setProperties(desk, words),
  },
  service: { takes: "SelfTest [{...}]", does: "call a service", act: (desk, words) => call(desk, words, "async") },
  rrpc: {
    takes: "SelfTest [{...}]",
    does: "the same, as a caller does that waits",
    act: (desk, words) => call(desk, words, "rrpc"),
  },
  ota: {
    takes: "<file> [version] [http|mqtt]",
    does: "offer an image; version: that of the manifest.json beside it",
    act: (desk, words) => offerImage(desk, wordsIn(words)),
  },
  config: {
    takes: "<file>",
    does: "push a remote configuration",
    act: (desk, words) => pushConfig(desk, wordsIn(words)),
  },
  devices: { takes: "", does: "who is known, online, and which version it has reported", act: listDevices },
  use: { takes: "<name>", does: "the device that all this is for; else the one that is there", act: choose },
  help: { takes: "", does: "this", act: ({ note }) => commandHelp().forEach(note) },
  quit: { takes: "", does: "end it; also Ctrl-C", act: ({ quit }) => quit() },
};

export const COMMAND_NAMES = Object.keys(COMMANDS);

export function commandHelp(): string[] {
  return Object.entries(COMMANDS).map(([name, { takes, does }]) => `${`${name} ${takes}`.trim().padEnd(36)} ${does}`);
}

/** Throws a `Fault` that says what is wrong with the line. */
export function runCommand(desk: CloudDesk, line: string): void {
  const [, name = "", words = ""] = /^\s*(\S*)\s*(.*?)\s*$/.exec(line) ?? [];
  if (name === "") return;
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) throw refused(`There is no command "${name}". help lists them.`);
  command.act(desk, words);
}

const refused = (why: string): Fault => new Fault(EXIT.usage, why);

/** Quotes hold a word with spaces together. */
const wordsIn = (text: string): string[] =>
  [...text.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, double, single, bare]) => double ?? single ?? bare ?? "");

function target({ platform, chosen }: CloudDesk): Device {
  const { devices } = platform;
  const online = devices.filter((one) => platform.isOnline(one));
  const meant = chosen ?? (devices.length === 1 ? devices[0] : online.length === 1 ? online[0] : undefined);
  if (meant) return meant;
  throw refused(
    devices.length === 0
      ? "No device has logged in yet."
      : `Which device? use <name>; there are ${devices.map((one) => one.deviceName).join(", ")}.`,
  );
}

function tellSent({ platform, note }: CloudDesk, device: Device, what: string): void {
  const isThere = platform.isOnline(device);
  note(
    `${what} to ${device.deviceName}${isThere ? "" : ", which is offline: it hears of it only if its session waits"}`,
  );
}

/** `Name value`, or several as one object. */
function setProperties(desk: CloudDesk, words: string): void {
  const [, name = "", value = ""] = /^([^\s{]+)\s+(.+)$/.exec(words) ?? [];
  const params = name === "" ? objectIn(words) : { [name]: jsonOr(value) };
  if (!params || Object.keys(params).length === 0)
    throw refused('set takes a property and its value (set PowerSwitch 1), or an object (set {"PowerSwitch":1}).');
  const known = desk.platform.model.properties;
  for (const one of Object.keys(params))
    if (!Object.hasOwn(known, one))
      throw refused(`The thing model has no property ${one}. It has ${Object.keys(known).join(", ")}.`);
  const device = target(desk);
  tellSent(desk, device, `set ${JSON.stringify(params)}, id ${desk.platform.propertySet(device, params).id},`);
}

function call(desk: CloudDesk, words: string, how: "async" | "rrpc"): void {
  const [, name = "", input = ""] = /^([^\s{]+)\s*(.*)$/.exec(words) ?? [];
  const params = input === "" ? {} : objectIn(input);
  const known = desk.platform.model.services;
  if (!Object.hasOwn(known, name))
    throw refused(`The thing model has no service "${name}". It has ${Object.keys(known).join(", ")}.`);
  if (!params) throw refused(`${name} takes an object, such as {} or {"Ppm":5000.0}.`);
  const device = target(desk);
  const { id } = desk.platform.service(device, name, params, how);
  tellSent(desk, device, `${how === "rrpc" ? "RRPC" : "service"} ${name}, id ${id},`);
}

function offerImage(desk: CloudDesk, words: readonly string[]): void {
  const [file, ...rest] = words;
  if (file === undefined || rest.length > 2) throw refused("ota takes a file, and perhaps a version and http or mqtt.");
  const last = rest.at(-1) ?? "";
  const via = VIAS[last];
  const [version = versionBeside(file)] = via ? rest.slice(0, -1) : rest;
  if (rest.length === 2 && !via) throw refused(`"${last}" is no way to fetch an image: http or mqtt.`);
  if (version === undefined)
    throw refused(`Which version is it? There is no manifest.json beside ${file} that says: ota ${file} <version>.`);
  const device = target(desk);
  const content = readBytes(file);
  const { ota } = desk.platform;
  try {
    const image = ota.add({ productKey: device.productKey, version, content });
    ota.push(device, image, via ?? "https");
    const wait = desk.platform.isOnline(device) ? "pushed" : "waits for the device to come online";
    desk.note(`${basename(file)}, ${content.length} bytes, version ${version} for ${device.deviceName}: ${wait}`);
  } catch (error) {
    throw refused(`${file} is no image: ${(error as Error).message}.`);
  }
}

/** As the build writes it. */
function versionBeside(file: string): string | undefined {
  try {
    const { version } = JSON.parse(readFileSync(join(dirname(file), "manifest.json"), "utf8")) as { version?: unknown };
    return typeof version === "string" ? version : undefined;
  } catch {
    return undefined;
  }
}

function pushConfig(desk: CloudDesk, words: readonly string[]): void {
  const [file] = words;
  if (file === undefined || words.length !== 1) throw refused("config takes a JSON file.");
  const device = target(desk);
  const text = readBytes(file).toString("utf8");
  const { platform } = desk;
  try {
    const config = configFile(platform.ota.files, text);
    const { id } = platform.pushConfig(device, config);
    tellSent(desk, device, `configuration of ${config.size} bytes, id ${id},`);
  } catch (error) {
    throw refused(`${file} can't be pushed: ${(error as Error).message}.`);
  }
}

function listDevices({ platform, note }: CloudDesk): void {
  if (platform.devices.length === 0) note("no device has logged in yet");
  for (const device of platform.devices) {
    const versions = [...platform.firmwareVersions]
      .filter(([key]) => key.startsWith(`${deviceKey(device)} `))
      .map(([key, version]) => `${key.slice(deviceKey(device).length + 1)} ${version}`);
    const state = platform.isOnline(device) ? "online" : "offline";
    note(`${device.deviceName} of ${device.productKey}: ${[state, ...versions].join(", ")}`);
  }
}

function choose(desk: CloudDesk, words: string): void {
  const device = desk.platform.devices.find((one) => one.deviceName === words);
  if (!device) throw refused(`There is no device "${words}". devices lists them.`);
  desk.chosen = device;
  desk.note(`from now on for ${device.deviceName}`);
}

function readBytes(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw refused(`can't read ${file} (${(error as NodeJS.ErrnoException).code}). Check the path.`);
  }
}

function jsonOr(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

function objectIn(text: string): JsonObject | undefined {
  const value = jsonOr(text);
  return isObject(value) ? value : undefined;
}
