/** Between the monitor and the page: the board is shown when it is found, and another source when it runs another bundle. */
import { loadBoard } from "../../build/boards.ts";
import type { Device, Running } from "../monitor/device.ts";
import type { Watch } from "../monitor/watch.ts";
import { ROOT } from "../root.ts";
import { MACHINE } from "./machine-table.ts";
import { MonitorSource } from "./monitor-source.ts";
import type { OpenPage } from "./open-page.ts";

/** Of what it says before it is shown. */
const EARLY_LINES = 500;
const NAME = '(function(c){return c&&c.config?[c.config("cloud.deviceName"),c.config("cloud.productKey")]:[]})(canary)';

export class MonitorPage implements Watch {
  readonly url: string;
  readonly #page: OpenPage;
  readonly #port: string;
  #source: MonitorSource | undefined;
  #running: Running | undefined;
  #shown: string | undefined;
  #early: string[] = [];

  constructor(page: OpenPage, port: string) {
    this.#page = page;
    this.url = page.url;
    this.#port = port;
  }

  line(line: string): void {
    if (this.#source) this.#source.line(line);
    else if (this.#early.push(line) > EARLY_LINES) this.#early.shift();
  }

  bytes(bytes: string): void {
    this.#source?.bytes(bytes);
  }

  started(running: Running | undefined, isRestart: boolean): void {
    this.#running = running;
    if (isRestart) this.#source?.started(running, true);
  }

  traced(isOn: boolean): void {
    this.#source?.traced(isOn);
  }

  lost(why: string): void {
    this.#source?.lost(why);
  }

  connected(device: Device): void {
    void this.#show(device);
  }

  async #show(device: Device): Promise<void> {
    const running = this.#running;
    const shown = running ? `${running.board} ${running.hash}` : "";
    if (this.#source && this.#shown === shown) {
      this.#source.started(running, false);
      return;
    }
    const [deviceName, boardName] = await Promise.all([nameOf(device), boardNameOf(running?.board)]);
    const source = new MonitorSource({
      device,
      port: this.#port,
      running,
      boardName,
      deviceName,
      machine: MACHINE,
    });
    this.#shown = shown;
    this.#source = source;
    this.#page.hub.show(source);
    for (const line of this.#early.splice(0)) source.line(line);
  }
}

/** Undefined where it has no settings, or no memory to look at them. */
async function nameOf({ repl }: Device): Promise<string | undefined> {
  try {
    const names = await repl?.ask<unknown[]>(NAME, undefined, "the device's name");
    const known = names?.filter((one) => typeof one === "string" && one !== "") ?? [];
    return known.length > 0 ? known.join(" · ") : undefined;
  } catch {
    return undefined;
  }
}

async function boardNameOf(id: string | undefined): Promise<string> {
  if (id === undefined) return "Espruino";
  try {
    return (await loadBoard(ROOT, id)).profile.name;
  } catch {
    return id;
  }
}
