/** An embedded MQTT broker that treats devices as the platform does, and lets operators watch and speak. */
import { createServer, type Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { Aedes, type AuthenticateError, type Client, type ConnectPacket } from "aedes";
import { generate } from "mqtt-packet";
import { type Listening, listen } from "./listen.ts";
import { deviceKey } from "./login.ts";
import type { Downlink, Platform, Session } from "./platform.ts";
import { echoes, mayReceive } from "./rrpc.ts";
import { autoSubscriptions } from "./topics.ts";
import { bytesOf } from "./wire.ts";

export interface BrokerOptions {
  readonly platform: Platform;
  /** 0: any free one. */
  readonly port?: number;
  readonly host?: string;
  /** Ordinary clients that may read and write everything. */
  readonly operator?: { readonly username: string; readonly password: string };
  /** False: login and rights only, and `attachPlatform` answers from outside. */
  readonly answers?: boolean;
}

export interface RunningBroker {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  close(): Promise<void>;
}

/** A publish that is not allowed and costs no connection is led here, where no client can listen. */
const NOWHERE = "$refused/";
/** And one that is the platform's alone. */
const UNHEARD = "$unheard";
const CONNECT_TIMEOUT_MS = 5000;

export async function startBroker(options: BrokerOptions): Promise<RunningBroker> {
  const { platform, host = "127.0.0.1", port = 0 } = options;
  const desk = new PlatformDesk(options);
  const aedes = await Aedes.createBroker({ connectTimeout: CONNECT_TIMEOUT_MS, ...desk.hooks });
  const server = createServer((socket: Socket) => aedes.handle(socket));
  let listening: Listening;
  try {
    listening = await listen(server, "an MQTT broker", host, port);
  } catch (error) {
    await new Promise<void>((done) => aedes.close(done));
    throw error;
  }
  desk.start(aedes);
  const stopDownlinks = platform.onDownlink((down) => options.answers !== false && desk.send(down));
  return {
    url: `mqtt://${host}:${listening.port}`,
    ...listening,
    close: async () => {
      stopDownlinks();
      desk.stop();
      const closed = new Promise<void>((done) => server.close(() => done()));
      await new Promise<void>((done) => aedes.close(done));
      await closed;
    },
  };
}

/** aedes's hooks, in the platform's words. */
class PlatformDesk {
  readonly #options: BrokerOptions;
  readonly #connects = new WeakMap<Client, ConnectPacket>();
  readonly #sessions = new WeakMap<Client, Session>();
  readonly #clients = new Map<string, Client>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #aedes: Aedes | undefined;

  constructor(options: BrokerOptions) {
    this.#options = options;
  }

  readonly hooks: NonNullable<ConstructorParameters<typeof Aedes>[0]> = {
    // `authenticate` does not see the keep-alive.
    preConnect: (client, packet, done) => {
      this.#connects.set(client, packet);
      done(null, true);
    },
    authenticate: (client, username, password, done) => {
      const code = this.#authenticate(client, username ?? "", password?.toString() ?? "");
      if (code === 0) return done(null, true);
      done(Object.assign(new Error(`CONNACK ${code}`), { returnCode: code }) as AuthenticateError, false);
    },
    authorizeSubscribe: (client, subscription, done) => {
      const session = this.#sessions.get(client);
      if (session && !this.#options.platform.authorizeSubscribe(session.device, subscription.topic))
        return done(null, null);
      // The publisher's QoS counts, not the subscriber's (fact 0.6); what is granted was noted before this.
      done(null, session ? Object.assign(subscription, { qos: 1 }) : subscription);
    },
    authorizePublish: (client, packet, done) => {
      const session = client ? this.#sessions.get(client) : undefined;
      if (!session) return done(packet.topic.startsWith("$") ? new Error(`${packet.topic} is the broker's`) : null);
      const { topic, qos, retain, payload } = packet;
      const { platform, answers } = this.#options;
      const verdict = platform.authorizePublish(session.device, topic, qos, retain, payload.length);
      if (verdict.closes) return done(new Error(verdict.why));
      packet.retain = false;
      if (!verdict.allowed) packet.topic = NOWHERE;
      else if (answers !== false && !echoes(platform, topic)) packet.topic = UNHEARD + topic;
      done(null);
    },
    published: (packet, client, done) => {
      const session = client ? this.#sessions.get(client) : undefined;
      const { platform, answers } = this.#options;
      if (session && answers !== false && packet.topic !== NOWHERE) {
        const topic = packet.topic.startsWith(UNHEARD) ? packet.topic.slice(UNHEARD.length) : packet.topic;
        for (const reply of platform.onPublish(session.device, topic, bytesOf(packet.payload))) this.send(reply);
      }
      done();
    },
  };

  start(aedes: Aedes): void {
    this.#aedes = aedes;
    aedes.on("clientReady", (client) => this.#welcome(client));
    aedes.on("keepaliveTimeout", (client) => this.#ended(client, "keep-alive timeout"));
    aedes.on("clientDisconnect", (client) => this.#ended(client, "connection closed"));
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  send(down: Downlink): void {
    if (down.delayMs <= 0) {
      this.#publish(down);
      return;
    }
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#publish(down);
    }, down.delayMs);
    this.#timers.add(timer);
  }

  #publish(down: Downlink): void {
    const { device, topic, payload, qos, unasked } = down;
    const message = { cmd: "publish", topic, payload: bytesOf(payload), qos, dup: false, retain: false } as const;
    const client = this.#clients.get(deviceKey(device));
    if (unasked) client?.publish(message, () => {});
    else if (mayReceive(this.#options.platform, down)) this.#aedes?.publish(message, () => {});
  }

  #authenticate(client: Client, username: string, password: string): number {
    const { platform, operator } = this.#options;
    if (operator && username === operator.username) return password === operator.password ? 0 : 5;
    const packet = this.#connects.get(client);
    const login = platform.login({
      clientId: packet?.clientId ?? "",
      username,
      password,
      keepAliveS: packet?.keepalive ?? 0,
      cleanSession: packet?.clean ?? true,
      tls: client.conn instanceof TLSSocket,
      protocolVersion: packet?.protocolVersion ?? 4,
    });
    const { device } = login;
    if (!login.accepted || !device) return login.connackCode;
    if (packet?.will) platform.noteWill(device);
    // One session per device, whatever it calls itself: under one id aedes itself throws the older client off, and
    // closing it here as well would let its late clean-up strike out the newcomer. Its will goes with it.
    Object.assign(client, { id: deviceKey(device), _will: undefined });
    const session: Session = {
      device,
      login,
      kick: (notice) => notice && this.#lastWord(client, notice),
      close: () => client.close(),
    };
    this.#sessions.set(client, session);
    this.#clients.set(deviceKey(device), client);
    platform.openSession(session);
    return 0;
  }

  #lastWord(client: Client, { topic, payload }: Downlink): void {
    client.conn.write(
      generate({ cmd: "publish", topic, payload: bytesOf(payload), qos: 0, dup: false, retain: false }),
    );
  }

  #welcome(client: Client): void {
    const session = this.#sessions.get(client);
    const { platform, answers } = this.#options;
    if (!session) return;
    if (answers !== false) for (const down of platform.greeting(session)) this.send(down);
    if (!platform.autoSubscribes(session.login)) return;
    const subscriptions = autoSubscriptions(session.device).map((topic) => ({ topic, qos: 1 as const }));
    client.subscribe(subscriptions as Parameters<Client["subscribe"]>[0], () => {});
  }

  #ended(client: Client, why: string): void {
    const session = this.#sessions.get(client);
    if (!session) return;
    const key = deviceKey(session.device);
    if (this.#clients.get(key) === client) this.#clients.delete(key);
    this.#options.platform.closeSession(session, why);
  }
}
