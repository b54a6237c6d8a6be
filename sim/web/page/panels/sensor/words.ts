/** The gas states and what happens, in words. */
import { translator } from "../../i18n.ts";

/** In the order of the thing model's `GasState`. */
export const GAS_STATES = ["warming", "normal", "warning", "alarm", "fault"] as const;
export type GasStateName = (typeof GAS_STATES)[number];

export const gasWord = translator({
  warming: ["warming up", "预热"],
  normal: ["normal", "正常"],
  warning: ["warning", "预警"],
  alarm: ["alarm", "报警"],
  fault: ["fault", "故障"],
});

const happening = translator({
  gas: ["gas state", "气体状态"],
  event: ["event at the cloud", "云端事件"],
  fault: ["fault begins", "故障开始"],
  faultEnds: ["fault ends", "故障结束"],
  order: ["done from outside", "外部操作"],
  power: ["power", "电源"],
  note: ["note", "备注"],
  error: ["error", "错误"],
});

export const whatWord = (what: Parameters<typeof happening>[0]): string => happening(what);

const power = translator({
  on: ["on", "上电"],
  off: ["off", "断电"],
  "power-cut": ["cut at a flash write", "写闪存时断电"],
  pin: ["reset button", "复位键"],
  reboot: ["reboots by itself", "自行重启"],
  watchdog: ["watchdog", "看门狗复位"],
  load: ["program loaded", "加载程序"],
  reset: ["interpreter reset", "解释器复位"],
});
const POWERS = ["on", "off", "power-cut", "pin", "reboot", "watchdog", "load", "reset"] as const;

/** The text of a happening, in the language of the page where it is no name. */
export function happeningText(what: string, text: string): string {
  if (what === "gas") {
    const state = GAS_STATES[Number(text)];
    return state ? gasWord(state) : text;
  }
  const known = what === "power" ? POWERS.find((one) => one === text) : undefined;
  return known ? power(known) : text;
}
