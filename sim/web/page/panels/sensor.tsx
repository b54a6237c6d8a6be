/** The air, what the device makes of it, and what is wrong with the sensor. */
import { numberText, UNKNOWN } from "../format.ts";
import { translator } from "../i18n.ts";
import { Fact, Section } from "../section.tsx";
import { hello, live, send } from "../store.ts";

const t = translator({
  title: ["Sensor", "传感器"],
  gas: ["gas at the sensor", "传感器处的气体"],
  reading: ["the device reads", "设备读数"],
  state: ["state", "状态"],
  warming: ["warming up", "预热"],
  normal: ["normal", "正常"],
  warning: ["warning", "预警"],
  alarm: ["alarm", "报警"],
  fault: ["fault", "故障"],
});
export const GAS_STATES = ["warming", "normal", "warning", "alarm", "fault"] as const;
const MOST_LEL_PERCENT = 100;

export function Sensor() {
  const sensor = live.value?.sensor;
  if (!sensor) return null;
  const state = sensor.gasState === null ? undefined : GAS_STATES[sensor.gasState];
  return (
    <Section name="sensor" title={t("title")}>
      <dl>
        <Fact name={t("gas")}>{numberText(sensor.trueLelPercent, 1, "%LEL")}</Fact>
        <Fact name={t("reading")}>{numberText(sensor.lelPercent, 2, "%LEL")}</Fact>
        <Fact name={t("state")}>{state ? <span class={`badge gas-${state}`}>{t(state)}</span> : UNKNOWN}</Fact>
      </dl>
      {hello.value?.can.gas && (
        <label>
          {t("gas")}
          <input
            type="range"
            min="0"
            max={MOST_LEL_PERCENT}
            step="1"
            value={sensor.trueLelPercent ?? 0}
            onChange={({ currentTarget }) => send({ do: "step", step: { gasLelPercent: Number(currentTarget.value) } })}
          />
        </label>
      )}
    </Section>
  );
}
