/**
 * What the examples of the verbs' help need to run as tests: a folder with the files that they name and a simulator that has
 * been flashed and provisioned, and for some lines an end, or another one than 0. A new verb's examples run without being
 * named here.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Aedes } from "aedes";
import { EXIT } from "../../tools/fault.ts";
import { wholeModel } from "../../tools/model/own.ts";
import { ROOT, type Run, startCanary } from "./canary.ts";
import { TEST_APN_PASSWORD, TEST_DEVICE } from "./secrets.ts";

interface Means {
  /** Put behind the line: what makes it fast. */
  readonly adds?: readonly string[];
  /** 0 unless given. */
  readonly exitCode?: number;
  /** Ctrl-C once this is printed. */
  readonly interruptAt?: RegExp;
  readonly showsLogin?: boolean;
}

/** Of all the examples of a verb. */
const VERBS: Readonly<Record<string, Means>> = {
  sign: { showsLogin: true },
  // A board that was switched on a moment ago is not online.
  doctor: { exitCode: EXIT.failed },
  sim: { interruptAt: /tcp:/ },
  cloud: { interruptAt: /mqtt:/ },
};

/** Of one line, in place of its verb's. */
const LINES: Readonly<Record<string, Means>> = {
  "canary run": { adds: ["--speed", "max"] },
  "canary monitor --port /dev/ttyACM0 --web": { interruptAt: /, bundle / },
  "canary run --devices 50 --speed 20": { adds: ["--speed", "100"] },
  "canary fleet --devices 1000 --broker mqtt://127.0.0.1:1883": { interruptAt: / online/ },
  "canary fleet --devices 1000 --logins": { showsLogin: true },
  // Whoever is asked, or has to agree, needs a terminal: what it says without one.
  "canary provision --port /dev/ttyACM0": { exitCode: EXIT.usage },
  "canary provision --product-key a1EXAMPLE00 --device-name D001 --secret-file secret.txt": { exitCode: EXIT.usage },
  // Their board is one without room for TLS.
  "canary provision --set cloud.tls=true --ca globalsign-r1": { exitCode: EXIT.usage },
  "canary provision --csv devices.csv --apn CMIOT --region cn-shanghai": { exitCode: EXIT.usage },
};

export const meansOf = (line: string): Means => LINES[line] ?? VERBS[line.split(" ")[1] ?? ""] ?? {};

/** The words of a line as a shell makes them, quotes taken off. */
export function wordsOf(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? "",
  );
}

const BACKUP = "kitchen.canary-backup.json";

/** Each has the files, and a board of its own. */
export class Examples {
  readonly #folder = mkdtempSync(join(tmpdir(), "canary-examples-"));
  readonly #prepared = join(this.#folder, "prepared");
  readonly #backup = join(this.#folder, BACKUP);
  readonly #broker = createServer();
  #aedes: Aedes | undefined;
  #count = 0;

  async prepare(): Promise<void> {
    mkdirSync(this.#prepared);
    cpSync(join(ROOT, "scenarios"), join(this.#prepared, "scenarios"), { recursive: true });
    for (const [name, text] of Object.entries(filesOf())) writeFileSync(join(this.#prepared, name), text);
    const aedes = await Aedes.createBroker();
    this.#aedes = aedes;
    this.#broker.on("connection", (socket) => aedes.handle(socket));
    await new Promise<void>((done) => void this.#broker.listen(0, "127.0.0.1", done));
    const provision = ["provision", "--file", "canary.local.json", "--yes"];
    for (const words of [["flash"], provision, ["backup", "--out", this.#backup]]) {
      const { exitCode, out, err } = await start(words, this.#prepared).ended;
      if (exitCode !== 0) throw new Error(`canary ${words.join(" ")}, before all examples: ${exitCode}\n${out}${err}`);
    }
  }

  /** Ports become the simulator's, or one to listen on any free one; brokers become the one of this process. */
  async run(line: string): Promise<Run> {
    const [, ...words] = wordsOf(line);
    const port = (this.#broker.address() as { port: number }).port;
    const given = words.map((word, i) => {
      if (words[i - 1] === "--port") return words[0] === "cloud" ? "0" : "sim";
      return words[i - 1] === "--broker" ? `mqtt://127.0.0.1:${port}` : word;
    });
    const folder = join(this.#folder, String(++this.#count));
    cpSync(this.#prepared, folder, { recursive: true });
    // No backup is written over.
    if (words[0] === "restore") cpSync(this.#backup, join(folder, BACKUP));
    const { adds = [], showsLogin = false, interruptAt } = meansOf(line);
    const running = start([...given, ...adds], folder, showsLogin);
    if (interruptAt) {
      await running.waitFor(interruptAt);
      running.signal("SIGINT");
    }
    return running.ended;
  }

  async close(): Promise<void> {
    this.#broker.close();
    await new Promise<void>((done) => (this.#aedes ? this.#aedes.close(done) : done()));
    rmSync(this.#folder, { recursive: true });
  }
}

function filesOf(): Readonly<Record<string, string>> {
  const { productKey, deviceName, deviceSecret } = TEST_DEVICE;
  const apn = { name: "CMIOT", user: "me", password: TEST_APN_PASSWORD };
  return {
    "canary.local.json": JSON.stringify({ cloud: TEST_DEVICE, modem: { apn }, gas: { r0Ohm: 10_000 } }),
    "secret.txt": `${deviceSecret}\n`,
    "apn.txt": `${TEST_APN_PASSWORD}\n`,
    "devices.csv": `productKey,deviceName,deviceSecret\n${productKey},${deviceName},${deviceSecret}\n`,
    "model.json": JSON.stringify(wholeModel(productKey)),
  };
}

function start(words: readonly string[], cwd: string, showsLogin = false) {
  const running = startCanary(words, { cwd, showsLogin, limitMs: 120_000, env: { CANARY_PORT: "sim" } });
  running.closeInput();
  return running;
}
