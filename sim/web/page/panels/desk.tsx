/** The line to a real board, and what can be done to it by its REPL. */
import { computed, useSignal } from "@preact/signals";
import type { DeskDeed } from "../../messages.ts";
import { UNKNOWN } from "../format.ts";
import { translator } from "../i18n.ts";
import { Fact, Section } from "../section.tsx";
import { hello, live, send } from "../store.ts";
import "./desk.css";

const t = translator({
  title: ["Board on the desk", "桌面开发板"],
  port: ["port", "端口"],
  line: ["line", "连接"],
  open: ["open", "已连接"],
  out: ["out: cable or power? It is tried again every second", "断开：请检查线缆和电源，每秒自动重试"],
  told: ["told its status", "最近一次状态"],
  asks: [
    "Asked every {} s while a page is open, and never while somebody types. What the board can't tell is shown as –.",
    "页面打开时每 {} 秒查询一次，有人输入时不查询。开发板无法提供的信息显示为 –。",
  ],
  noFirmware: [
    "No firmware answers: Espruino alone (canary flash puts it on), or safe mode (canary.reboot() or the reset button ends it).",
    "没有固件应答：仅有 Espruino（用 canary flash 写入），或处于安全模式（canary.reboot() 或复位键可退出）。",
  ],
  deeds: ["By its REPL", "通过 REPL 操作"],
  "acknowledge": ["Acknowledge", "确认报警"],
  "silence": ["Silence", "消音"],
  "self-test": ["Self-test", "自检"],
  "calibrate": ["Calibrate", "标定"],
  "reboot": ["Reboot", "重启"],
  trace: ["Show the modem's lines (canary.trace)", "显示调制解调器通信 (canary.trace)"],
  ppm: ["in ppm of test gas; empty: clean air", "标准气浓度 ppm；留空：洁净空气"],
});

const SIMPLE = ["acknowledge", "silence", "self-test", "reboot"] as const satisfies readonly DeskDeed[];
const MOST_PPM = 1_000_000;

const desk = computed(() => live.value?.desk);
const isConnected = computed(() => desk.value?.isConnected === true);

export function Desk() {
  const line = desk.value;
  if (!line) return null;
  const { port, asksEveryS, askedMs, isTracing } = line;
  const told = askedMs === null ? UNKNOWN : new Date(askedMs).toTimeString().slice(0, 8);
  return (
    <Section name="desk" title={t("title")}>
      <dl>
        <Fact name={t("port")}>{port}</Fact>
        <Fact name={t("line")}>
          <span class={isConnected.value ? "desk-open" : "desk-out"}>{t(isConnected.value ? "open" : "out")}</span>
        </Fact>
        <Fact name={t("told")}>
          <time>{told}</time>
        </Fact>
      </dl>
      <p class="quiet-text">{t("asks", asksEveryS)}</p>
      {hello.value?.can.desk ? <Deeds isTracing={isTracing} /> : <p>{t("noFirmware")}</p>}
    </Section>
  );
}

function Deeds({ isTracing }: { readonly isTracing: boolean }) {
  return (
    <>
      <fieldset class="tools desk-deeds" disabled={!isConnected.value}>
        <legend class="hidden">{t("deeds")}</legend>
        {SIMPLE.map((deed) => (
          <button key={deed} type="button" onClick={() => send({ do: "desk", deed })}>
            {t(deed)}
          </button>
        ))}
      </fieldset>
      <Calibrate />
      <label class="desk-trace">
        <input
          type="checkbox"
          checked={isTracing}
          disabled={!isConnected.value}
          onChange={() => send({ do: "desk", deed: isTracing ? "trace-off" : "trace-on" })}
        />
        {t("trace")}
      </label>
    </>
  );
}

function Calibrate() {
  const typed = useSignal("");
  const ppm = Number(typed.value.replace(",", "."));
  const isEmpty = typed.value.trim() === "";
  const isGood = isEmpty || (ppm > 0 && ppm <= MOST_PPM);
  const submit = (event: Event): void => {
    event.preventDefault();
    if (isGood) void send({ do: "desk", deed: "calibrate", ...(!isEmpty && { ppm }) });
  };
  return (
    <form class="tools desk-calibrate" onSubmit={submit}>
      <button type="submit" disabled={!isConnected.value || !isGood}>
        {t("calibrate")}
      </button>
      <label>
        <input
          type="text"
          inputMode="decimal"
          size={8}
          autoComplete="off"
          aria-invalid={!isGood}
          value={typed.value}
          onInput={({ currentTarget }) => (typed.value = currentTarget.value)}
        />{" "}
        <span class="quiet-text">{t("ppm")}</span>
      </label>
    </form>
  );
}
