/** Whoever else looks at the device beside the terminal. */
import type { Device, DeviceOptions } from "./device.ts";

/** Told what the device does, from when it is found. */
export interface Watch extends Pick<DeviceOptions, "line" | "bytes" | "started" | "traced" | "lost"> {
  readonly connected: (device: Device) => void;
  /** Where it can be seen. */
  readonly url: string;
}

/** What it wants to be told, and what goes to the terminal as well. */
export function watched(
  watch: Watch | undefined,
  device: () => Device,
  { line, started }: Pick<DeviceOptions, "line" | "started">,
): Pick<DeviceOptions, "line" | "bytes" | "started" | "traced" | "lost" | "connected"> {
  if (!watch) return { line, started };
  return {
    line: (text) => {
      watch.line(text);
      line(text);
    },
    started: (running, isRestart) => {
      watch.started(running, isRestart);
      started(running, isRestart);
    },
    bytes: (bytes) => watch.bytes?.(bytes),
    traced: (isOn) => watch.traced?.(isOn),
    lost: (why) => watch.lost?.(why),
    connected: () => watch.connected(device()),
  };
}
