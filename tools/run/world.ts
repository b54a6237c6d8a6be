/** The stage of `canary run`: the node, and a cloud embedded, at somebody's broker, or in virtual time. */
import type { BoardFile } from "../../build/boards.ts";
import { SimClock } from "../../sim/clock.ts";
import { attachPlatform } from "../../sim/cloud/attach.ts";
import { startBroker } from "../../sim/cloud/broker.ts";
import { Platform } from "../../sim/cloud/platform.ts";
import { type Address, TcpNetwork } from "../../sim/cloud/tcp-network.ts";
import { Deeds } from "../../sim/deeds.ts";
import type { FamilyName } from "../../sim/modem/family.ts";
import { DEFAULT_EPOCH_MS } from "../../sim/modem/options.ts";
import { VirtualNode } from "../../sim/node.ts";
import { type Pace, SlicedPace, VIRTUAL_RANGE, WallPace } from "../../sim/pace.ts";
import { deviceOf, hostOf, isPlainDialect, type NodeConfig } from "../../sim/profile.ts";
import { Recorder } from "../../sim/recorder.ts";
import { VirtualSite } from "../../sim/site.ts";
import type { Stage } from "../../sim/stage.ts";
import { EXIT, Fault } from "../fault.ts";

export interface WorldOptions {
  readonly bundle: string;
  readonly boardFile: BoardFile;
  readonly config: NodeConfig;
  readonly family: FamilyName;
  readonly seed: number;
  readonly speed: number | "max";
  /** The cloud is in this process and the time is virtual, at any speed; else it is at a broker behind real sockets. */
  readonly inProcess: boolean;
  /** Port of the embedded broker; 0 takes a free one. */
  readonly port: number;
  readonly broker?: BrokerAddress;
  /** A `canary cloud` in a process of its own. */
  readonly cloud?: BrokerAddress;
}

export interface BrokerAddress extends Address {
  readonly username?: string;
  readonly password?: string;
}

/** Without the password. */
export const urlOf = ({ host, port }: Address): string => `mqtt://${host.includes(":") ? `[${host}]` : host}:${port}`;

/** What names its cloud on the command line, where that is behind a socket. */
export function cloudOption({
  inProcess,
  broker,
  cloud,
}: Pick<WorldOptions, "inProcess" | "broker" | "cloud">): readonly [name: string, value: string] | undefined {
  if (inProcess) return undefined;
  if (cloud) return ["--cloud", urlOf(cloud)];
  return broker ? ["--broker", urlOf(broker)] : ["--port", "0"];
}

export interface World extends Stage {
  /** For the banner. */
  readonly where: string;
  /** Not started yet. */
  readonly pace: Pace;
  /** All that is done to the world, whoever does it. */
  readonly deeds: Deeds;
  /** From the beginning. */
  readonly recorder: Recorder;
  /** Nothing of the device's cloud is in this process. */
  readonly isCloudElsewhere: boolean;
  close(): Promise<void>;
}

const OPEN_TIMEOUT_MS = 10_000;
const MQTT_PORT = 1883;
const PLAIN_ALONE =
  "cloud.dialect mqtt is for a broker of yours: name it, --broker mqtt://host:port, in real time. The user is the settings' own.";

/** `mqtt://[user:password@]host[:port]` */
export function parseBroker(text: string, flag = "--broker"): BrokerAddress {
  const wrong = new Fault(EXIT.usage, `${flag} takes mqtt://[user:password@]host:port`);
  if (!URL.canParse(text)) throw wrong;
  const url = new URL(text);
  if (url.protocol !== "mqtt:" || url.hostname === "" || !["", "/"].includes(url.pathname)) throw wrong;
  return {
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port === "" ? MQTT_PORT : Number(url.port),
    ...(url.username !== "" && { username: decodeURIComponent(url.username) }),
    ...(url.password !== "" && { password: decodeURIComponent(url.password) }),
  };
}

export async function openWorld(options: WorldOptions): Promise<World> {
  const isVirtual = options.inProcess || options.speed === "max";
  if (isPlainDialect(options.config) && isVirtual) throw new Fault(EXIT.usage, PLAIN_ALONE);
  const opened = isVirtual ? virtualWorld(options) : await realWorld(options);
  const deeds = new Deeds(opened);
  return { ...opened, deeds, recorder: new Recorder(deeds) };
}

type Opened = Omit<World, "deeds" | "recorder">;

function virtualWorld({ bundle, boardFile, config, family, seed, speed }: WorldOptions): Opened {
  const site = new VirtualSite({ bundle, boardFile, config, family, seed });
  const { clock, node, platform, device, network } = site;
  const pace = new SlicedPace(clock, speed === "max" ? VIRTUAL_RANGE.most : speed);
  return {
    clock,
    node,
    platform,
    device,
    network,
    site,
    pace,
    where: "in this process, in virtual time",
    close: async () => {
      pace.stop();
      node.dispose();
    },
    isCloudElsewhere: false,
  };
}

async function realWorld(options: WorldOptions): Promise<Opened> {
  const { bundle, boardFile, config, family, seed, speed } = options;
  const clock = new SimClock();
  const device = deviceOf(config);
  const platform = new Platform({ clock: { nowMs: () => DEFAULT_EPOCH_MS + clock.nowMs }, devices: [device] });
  const isElsewhere = options.cloud !== undefined || isPlainDialect(config);
  const cloud = await (isElsewhere ? openPlain(options) : openCloud(options, platform));
  const known = hostOf(config).toLowerCase();
  const network = new TcpNetwork({
    resolve: (host) => (host.toLowerCase() === known ? cloud.address : undefined),
    openTimeoutMs: OPEN_TIMEOUT_MS,
  });
  const web = isElsewhere ? {} : { web: platform.ota.files };
  const node = new VirtualNode({ bundle, boardFile, network, clock, seed, family, config, ...web });
  const pace = new WallPace(clock, Number(speed));
  return {
    clock,
    node,
    platform,
    device,
    network,
    pace,
    where: cloud.where,
    isCloudElsewhere: isElsewhere,
    close: async () => {
      pace.stop();
      node.dispose();
      network.shutDown();
      await cloud.close();
    },
  };
}

export interface OpenCloud {
  readonly address: Address;
  readonly where: string;
  close(): Promise<void>;
}

/** Somebody's broker or cloud: nothing of it is in this process. */
async function openPlain({ broker: own, cloud }: WorldOptions): Promise<OpenCloud> {
  const broker = cloud ?? own;
  if (!broker) throw new Fault(EXIT.usage, PLAIN_ALONE);
  return {
    address: broker,
    where: `${urlOf(broker)}, as the settings log in`,
    close: async () => {},
  };
}

/** `byProduct`: of a broker that is asked for the devices of a product at once, where they are many. */
export async function openCloud(
  { broker, port }: Pick<WorldOptions, "broker" | "port">,
  platform: Platform,
  byProduct = false,
): Promise<OpenCloud> {
  if (broker) return attach(broker, platform, byProduct);
  try {
    const embedded = await startBroker({ platform, port });
    const address = { host: embedded.host, port: embedded.port };
    return { address, where: `${embedded.url} (embedded)`, close: () => embedded.close() };
  } catch (error) {
    throw new Fault(EXIT.noPort, (error as Error).message);
  }
}

async function attach(
  { host, port, username, password }: BrokerAddress,
  platform: Platform,
  byProduct: boolean,
): Promise<OpenCloud> {
  const url = urlOf({ host, port });
  try {
    const login = { ...(username !== undefined && { username }), ...(password !== undefined && { password }) };
    const attached = await attachPlatform({ platform, url, byProduct, ...login });
    return { address: { host, port }, where: url, close: () => attached.close() };
  } catch (error) {
    throw new Fault(EXIT.noAnswer, (error as Error).message);
  }
}
