/** What the platform has from the device. */
import { translator } from "../i18n.ts";
import { Section } from "../section.tsx";
import { live, stream } from "../store.ts";

const t = translator({
  title: ["Cloud", "云平台"],
  property: ["property", "属性"],
  value: ["value", "值"],
  events: ["events", "事件"],
  none: ["none yet", "暂无"],
});

export function Cloud() {
  const cloud = live.value?.cloud;
  if (!cloud) return null;
  const events = stream("events").value.items.slice(-20).reverse();
  return (
    <Section name="cloud" title={t("title")}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t("property")}</th>
            <th scope="col">{t("value")}</th>
          </tr>
        </thead>
        <tbody>
          {cloud.properties.map(({ name, value }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{JSON.stringify(value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <h3>{t("events")}</h3>
      {events.length === 0 ? (
        <p class="quiet-text">{t("none")}</p>
      ) : (
        <ul class="events">
          {events.map(({ id, name, outputs }) => (
            <li key={id}>
              {name} {JSON.stringify(outputs)}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
