/** The air, what the device makes of it, and both in time. */
import { translator } from "../i18n.ts";
import { Section } from "../section.tsx";
import { hello } from "../store.ts";
import { Air } from "./sensor/air.tsx";
import { Face } from "./sensor/face.tsx";
import { Plot } from "./sensor/plot.tsx";
import { TimeLine } from "./sensor/time-line.tsx";
import "./sensor.css";

const t = translator({ title: ["Sensor", "传感器"] });

export function Sensor() {
  const known = hello.value;
  if (!known) return null;
  return (
    <Section
      name="sensor"
      title={t("title")}
      tools={known.sensor && <span class="quiet-text">{known.sensor.name}</span>}
    >
      <Face />
      <Plot />
      {known.can.gas && <Air />}
      <TimeLine />
    </Section>
  );
}
