import type { AtKind } from "../../../at-kind.ts";
import { translator, type Words } from "../../i18n.ts";

const KINDS = {
  command: ["command", "命令"],
  response: ["answer", "应答"],
  result: ["result", "结果"],
  urc: ["URC", "URC"],
  message: ["message", "消息"],
  data: ["other", "其他"],
} satisfies Record<AtKind, readonly [string, string]>;

export const t = translator({
  ...KINDS,
  title: ["UART", "串口"],
  filter: ["filter", "筛选"],
  filterHint: ["text or /regex/", "文本或 /正则/"],
  wrong: ["not a regular expression: {}", "正则表达式有误：{}"],
  direction: ["direction", "方向"],
  both: ["both ways", "双向"],
  toModem: ["> to the modem", "> 发往模块"],
  fromModem: ["< from the modem", "< 来自模块"],
  kinds: ["kinds of lines", "行的类型"],
  raw: ["raw", "原文"],
  rawHint: ["as it stood on the wire", "显示线路上的原始内容"],
  pause: ["pause", "暂停"],
  goOn: ["go on", "继续"],
  clear: ["clear", "清空"],
  copy: ["copy", "复制"],
  copyHint: ["the selected lines, or all that are shown", "复制所选行；未选择时复制全部显示的行"],
  copied: ["{} lines copied", "已复制 {} 行"],
  refused: [
    "The browser does not let this page use the clipboard: the text is selected here, copy it with Ctrl-C.",
    "浏览器不允许本页使用剪贴板：文本已在此处选中，请按 Ctrl-C 复制。",
  ],
  text: ["text to copy", "待复制的文本"],
  close: ["close", "关闭"],
  end: ["jump to the end", "跳到末尾"],
  follows: ["follows", "跟随中"],
  list: [
    "AT lines; Enter shows a line whole, Shift with an arrow selects several",
    "AT 行；回车显示整行，按住 Shift 加方向键可选择多行",
  ],
  missing: ["… {} lines left out", "… 省略 {} 行"],
  none: ["Nothing on the wire yet.", "线路上暂无数据。"],
  noneFit: ["No line passes the filter.", "没有符合筛选条件的行。"],
  count: ["{} lines", "{} 行"],
  more: ["{} new", "新增 {} 行"],
  selected: ["{} selected", "已选 {} 行"],
  details: ["line {}", "第 {} 行"],
  topic: ["topic", "主题"],
  payload: ["payload", "载荷"],
  wire: ["on the wire", "线路原文"],
} satisfies Words);
