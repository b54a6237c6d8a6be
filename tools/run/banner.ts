/** What `canary run` says before anything runs: who plays, where its cloud is and where it can be seen. */
import type { BoardFile } from "../../build/boards.ts";
import type { BuildResult } from "../../build/firmware.ts";
import type { OpenPage } from "../web/open-page.ts";
import { KEY_HELP } from "./keys.ts";
import type { Printer } from "./printer.ts";
import type { SessionOptions } from "./session.ts";
import type { World } from "./world.ts";

const nameOf = ({ deviceName, productKey }: World["device"]): string =>
  productKey ? `${deviceName} of ${productKey}` : deviceName;

export function printBanner(
  printer: Printer,
  { speed, family: modem, seed, interactive, scenario }: SessionOptions,
  { manifest }: BuildResult,
  { profile }: BoardFile,
  world: World,
  page: OpenPage | undefined,
): void {
  const { bold, dim } = printer.colors;
  const pace =
    speed === "max"
      ? "virtual time, as fast as it goes"
      : `${speed} x: one second here is ${speed} s there (--speed 1 for real time)`;
  const { board, version, bytes, sha256 } = manifest;
  const { where: cloud, device } = world;
  const lines = [
    `${bold(`gas-canary ${version}`)} on a virtual ${profile.name} (${board})`,
    `  bundle  ${bytes} bytes, sha256 ${sha256.slice(0, 16)}...`,
    `  modem   virtual ${modem}, seed ${seed}`,
    `  cloud   ${cloud}, device ${nameOf(device)}`,
    `  speed   ${pace}`,
    ...(page ? [`  page    ${page.url}`] : []),
    ...(scenario ? [`  plays   ${scenario.file}, ${scenario.steps.length} steps`] : []),
    ...(interactive ? [`  keys    ${KEY_HELP.replace("\n", "\n          ")}`] : []),
    dim("  > to the modem   < from it   = state   # console   cloud: what the platform sees"),
  ];
  const facts = { version, sha256, board, modem, seed, speed, cloud, device: device.deviceName };
  printer.banner(lines.join("\n"), { ...facts, ...(page && { page: page.url }) });
}
