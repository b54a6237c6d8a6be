/** What the device reads, and what a person in front of it sees, hears and presses. */
import type { Step } from "../../../../scenario.ts";
import { numberText, UNKNOWN } from "../../format.ts";
import { translator } from "../../i18n.ts";
import { Fact } from "../../section.tsx";
import { hello, live, send } from "../../store.ts";
import { OwnFaults } from "./own-faults.tsx";
import { GAS_STATES, gasWord } from "./words.ts";

const t = translator({
  state: ["state", "状态"],
  latched: ["gas is gone; waits to be acknowledged", "气体已消散，等待确认"],
  reading: ["the device reads", "设备读数"],
  tag: ["quality of the reading", "读数状态"],
  ok: ["ok", "正常"],
  over: ["over range", "超量程"],
  warming: ["warming up", "预热中"],
  expired: ["expired", "已过期"],
  setPoints: ["set points", "设定点"],
  output: ["switched output", "开关输出"],
  buzzer: ["buzzer at this moment", "此刻蜂鸣器"],
  red: ["red: alarm", "红：报警"],
  yellow: ["yellow: fault", "黄：故障"],
  green: ["green: normal", "绿：正常"],
  lamps: ["lamps", "指示灯"],
  on: ["on", "开"],
  off: ["off", "关"],
  sounds: ["sounds", "鸣响"],
  silent: ["not sounding", "未鸣响"],
  button: ["button", "按键"],
  press: ["press (silence, acknowledge)", "短按（消音、确认）"],
  hold: ["hold 5 s (self-test)", "长按 5 秒（自检）"],
});

const TAGS = ["ok", "warming", "expired"] as const;
const LAMPS = ["red", "yellow", "green"] as const;

export function Face() {
  const now = live.value;
  if (!now) return null;
  const { sensor, board } = now;
  const state = sensor.gasState === null ? undefined : GAS_STATES[sensor.gasState];
  const tag = TAGS.find((one) => one === sensor.tag);
  const atLeast = sensor.isOver ? "≥ " : "";
  return (
    <>
      <dl class="face">
        <Fact name={t("state")}>{state ? <span class={`badge gas-${state}`}>{gasWord(state)}</span> : UNKNOWN}</Fact>
        <Fact name={t("reading")}>
          {atLeast}
          {numberText(sensor.ppm, 0, "ppm")} ·{" "}
          <span class="whole">
            {atLeast}
            {numberText(sensor.lelPercent, 2, "%LEL")}
          </span>
        </Fact>
        <Fact name={t("tag")}>{sensor.isOver ? t("over") : tag ? t(tag) : (sensor.tag ?? UNKNOWN)}</Fact>
        <Fact name={t("setPoints")}>{setPointsText()}</Fact>
        <Fact name={t("output")}>
          <OnOff isOn={board.output} on={t("on")} off={t("off")} />
        </Fact>
        <Fact name={t("buzzer")}>
          <OnOff isOn={board.buzzer} on={t("sounds")} off={t("silent")} />
        </Fact>
      </dl>
      <div class="front">
        <ul class="lamps" aria-label={t("lamps")}>
          {LAMPS.map((name) => (
            <li key={name} data-lamp={name} data-on={String(board[name])}>
              <span class={`lamp lamp-${name}`} aria-hidden="true" />
              {t(name)} <b>{board[name] === null ? UNKNOWN : board[name] ? t("on") : t("off")}</b>
            </li>
          ))}
        </ul>
        {hello.value?.can.board && (
          <fieldset class="choices">
            <legend>{t("button")}</legend>
            <button type="button" onClick={() => push("press")}>
              {t("press")}
            </button>
            <button type="button" onClick={() => push("hold")}>
              {t("hold")}
            </button>
          </fieldset>
        )}
        <span class="latched" role="status">
          {sensor.isLatched ? t("latched") : ""}
        </span>
      </div>
      <OwnFaults />
    </>
  );
}

const push = (button: Exclude<Step["button"], undefined>) => send({ do: "step", step: { button } });

function OnOff({ isOn, on, off }: { readonly isOn: boolean | null; readonly on: string; readonly off: string }) {
  return <span class={isOn ? "is-on" : ""}>{isOn === null ? UNKNOWN : isOn ? on : off}</span>;
}

function setPointsText(): string {
  const { warningLelPercent = null, alarmLelPercent = null } = live.value?.sensor ?? {};
  const lelPpm = hello.value?.sensor?.lelPpm;
  const isPpm = lelPpm !== undefined && alarmLelPercent !== null && alarmLelPercent < 1;
  const shown = (value: number | null): string =>
    value !== null && isPpm ? numberText((value * lelPpm) / 100, 0) : numberText(value, 1);
  return `${shown(warningLelPercent)} / ${shown(alarmLelPercent)}\u00a0${isPpm ? "ppm" : "%LEL"}`;
}
