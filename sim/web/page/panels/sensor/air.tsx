/** What the sensor hangs in, and what is wrong with it: gas, courses of gas, temperature, humidity, faults of the head. */
import { useState } from "preact/hooks";
import type { Step } from "../../../../scenario.ts";
import type { SensorFaultInfo } from "../../../messages.ts";
import { numberText } from "../../format.ts";
import { translator } from "../../i18n.ts";
import { hello, live, send } from "../../store.ts";
import { whatOf } from "../what-of.ts";
import { isPpmHead, roundMost } from "./course.ts";
import { NumberField } from "./number-field.tsx";

const t = translator({
  gas: ["gas", "气体"],
  clean: ["clean air", "清洁空气"],
  profiles: ["courses of gas", "气体曲线"],
  temperature: ["temperature", "温度"],
  humidity: ["humidity", "湿度"],
  faults: ["fault of the sensor", "传感器故障"],
  none: ["none", "无"],
  value: ["value of {}", "{} 的数值"],
});

const MOST_LEL_PERCENT = 100;
/** What a scenario may ask for. */
const LIMIT_LEL_PERCENT = 2000;
const LIMIT_PPM = 1_000_000;
const HUNDRED = 100;

const step = (deed: Step) => send({ do: "step", step: deed });

export function Air() {
  return (
    <div class="air">
      <div>
        <Gas />
        <Climate />
      </div>
      <div>
        <Profiles />
        <SensorFaults />
      </div>
    </div>
  );
}

function Gas() {
  const sensor = live.value?.sensor;
  const lelPpm = hello.value?.sensor?.lelPpm;
  const lelPercent = sensor?.trueLelPercent ?? null;
  if (lelPpm !== undefined && isPpmHead(sensor?.alarmLelPercent)) {
    return (
      <NumberField
        id="gas"
        label={t("gas")}
        unit="ppm"
        value={lelPercent === null ? null : (lelPercent * lelPpm) / HUNDRED}
        low={0}
        high={roundMost(((sensor?.alarmLelPercent ?? 0) * lelPpm) / HUNDRED)}
        most={LIMIT_PPM}
        step={1}
        order={(gasPpm) => step({ gasPpm })}
        also={(ppm) => numberText((ppm * HUNDRED) / lelPpm, 3, "%LEL")}
      />
    );
  }
  return (
    <NumberField
      id="gas"
      label={t("gas")}
      unit="%LEL"
      value={lelPercent}
      low={0}
      high={MOST_LEL_PERCENT}
      most={LIMIT_LEL_PERCENT}
      step={0.5}
      order={(gasLelPercent) => step({ gasLelPercent })}
      {...(lelPpm !== undefined && {
        also: (percent: number) => numberText((percent * lelPpm) / HUNDRED, 0, "ppm"),
      })}
    />
  );
}

function Profiles() {
  const running = live.value?.sensor.profile;
  return (
    <fieldset class="choices">
      <legend>{t("profiles")}</legend>
      <button type="button" onClick={() => step({ gasLelPercent: 0 })}>
        {t("clean")}
      </button>
      {hello.value?.profiles.map(({ name, what }) => (
        <button
          key={name}
          type="button"
          title={whatOf(name, what)}
          aria-pressed={running === name}
          data-profile={name}
          onClick={() => step({ gasProfile: name as Exclude<Step["gasProfile"], undefined> })}
        >
          {name}
        </button>
      ))}
    </fieldset>
  );
}

function Climate() {
  const { temperatureC = null, humidityPercent = null } = live.value?.sensor ?? {};
  return (
    <>
      <NumberField
        id="temperature"
        label={t("temperature")}
        unit="°C"
        value={temperatureC}
        low={-20}
        high={60}
        step={0.5}
        order={(wanted) => step({ temperatureC: wanted })}
      />
      <NumberField
        id="humidity"
        label={t("humidity")}
        unit="%RH"
        value={humidityPercent}
        low={0}
        high={100}
        step={1}
        order={(wanted) => step({ humidityPercent: wanted })}
      />
    </>
  );
}

function SensorFaults() {
  const standing = live.value?.sensor.fault ?? null;
  const faults = hello.value?.sensorFaults ?? [];
  return (
    <fieldset class="choices">
      <legend>{t("faults")}</legend>
      <button
        type="button"
        aria-pressed={standing === null}
        data-sensor-fault="none"
        onClick={() => step({ sensorFault: null })}
      >
        {t("none")}
      </button>
      {faults.map((fault) => (
        <SensorFault key={fault.name} fault={fault} isStanding={standing === fault.name} />
      ))}
    </fieldset>
  );
}

function SensorFault({ fault, isStanding }: { readonly fault: SensorFaultInfo; readonly isStanding: boolean }) {
  const { name, what, value } = fault;
  const [typed, setTyped] = useState(value?.usual === null || !value ? "" : String(value.usual));
  const number = Number(typed);
  const start = () =>
    step({
      sensorFault: name as Exclude<Step["sensorFault"], undefined>,
      ...(value && typed !== "" && Number.isFinite(number) && { value: number }),
    });
  const button = (
    <button type="button" title={whatOf(name, what)} aria-pressed={isStanding} data-sensor-fault={name} onClick={start}>
      {name}
    </button>
  );
  if (!value) return button;
  return (
    <span class="with-value">
      {button}
      <input
        type="number"
        aria-label={`${t("value", name)}, ${value.unit}`}
        min={value.low}
        max={value.high}
        step="any"
        value={typed}
        onInput={({ currentTarget }) => setTyped(currentTarget.value)}
        onKeyDown={({ key }) => key === "Enter" && start()}
      />
      {value.unit}
    </span>
  );
}
