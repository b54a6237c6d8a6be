import { translator } from "../../i18n.ts";

export const t = translator({
  title: ["Console", "控制台"],
  label: ["terminal on the device's console", "设备控制台终端"],
  hint: [
    "Click or Tab to get in; Esc, then Tab, or Shift-Tab to get out. Ctrl-C with a selection copies.",
    "点击或按 Tab 进入；先按 Esc 再按 Tab，或按 Shift-Tab 离开。选中文本时按 Ctrl-C 复制。",
  ],
  loading: ["The terminal is being loaded …", "正在加载终端……"],
  failed: [
    "The terminal could not be loaded ({}). Load the page anew; below are the console's lines.",
    "无法加载终端（{}）。请刷新页面；下方为控制台输出。",
  ],
  tooMuch: [
    "{} characters are too many for a terminal: at most {} are typed at once. Put a file onto the board with `canary flash`, or paste it in parts.",
    "{} 个字符超出终端限制：一次最多输入 {} 个。请用 `canary flash` 将文件写入开发板，或分段粘贴。",
  ],
  off: ["The board is off: nobody takes the keys.", "开发板已断电：无法接收按键。"],
  paused: ["Time stands still: what is typed is taken when it goes on.", "时间已暂停：继续后设备才会处理输入的内容。"],
  lines: ["lines of the device's console", "设备控制台输出"],
  linesOnly: ["Nothing can be typed here from this page.", "无法从本页输入。"],
  none: ["The console has printed nothing yet.", "控制台尚无输出。"],
  end: ["jump to the end", "跳到末尾"],
  follows: ["follows", "跟随中"],
  interrupt: ["Ctrl-C", "Ctrl-C"],
});
