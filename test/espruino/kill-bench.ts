/** What a kill test needs around the interpreter: a broker, the platform stand-in, and the bundle for the Linux build. */
import { fileURLToPath } from "node:url";
import { attachPlatform } from "../../sim/cloud/attach.ts";
import { Platform } from "../../sim/cloud/platform.ts";
import { firmwareFor } from "../../sim/firmware.ts";
import { EXAMPLE_DEVICE } from "../../sim/profile.ts";
import { startMosquitto } from "../cloud/mosquitto.ts";
import { airOf, KILL_BOOT0, KILL_CONFIG, type KillReport, runKills } from "./kill-run.ts";
import { Rig } from "./rig.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export class KillBench {
  readonly #rig: Rig;
  readonly #platform: Platform;
  readonly #close: () => Promise<void>;

  static async start(interpreter: string): Promise<KillBench> {
    const broker = await startMosquitto(EXAMPLE_DEVICE);
    const platform = new Platform({ devices: [EXAMPLE_DEVICE] });
    const attached = await attachPlatform({ platform, url: broker.url, ...broker.operator });
    const rig = await Rig.start({
      interpreter,
      bundle: (await firmwareFor("linux", ROOT)).text,
      family: "air780e",
      brokerPort: broker.port,
      boot0: KILL_BOOT0,
      config: KILL_CONFIG,
      files: { air: airOf(0) },
    });
    return new KillBench(rig, platform, async () => {
      await rig.stop();
      await attached.close();
      await broker.close();
    });
  }

  private constructor(rig: Rig, platform: Platform, close: () => Promise<void>) {
    this.#rig = rig;
    this.#platform = platform;
    this.#close = close;
  }

  async run(kills: number, seed: number): Promise<KillReport> {
    const report = await runKills(this.#rig, () => this.#platform.events, kills, seed);
    const rules = this.#platform.violations.map(({ rule, why }) => `rule of the platform broken: ${rule}: ${why}`);
    return { ...report, findings: [...report.findings, ...rules] };
  }

  close(): Promise<void> {
    return this.#close();
  }
}
