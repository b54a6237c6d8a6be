/** Many nodes at once. */
import { numberText } from "../format.ts";
import { translator } from "../i18n.ts";
import { Fact, Section } from "../section.tsx";
import { live } from "../store.ts";

const t = translator({
  title: ["Fleet", "设备群"],
  devices: ["devices", "设备数"],
  online: ["online", "在线"],
});

export function Fleet() {
  const fleet = live.value?.fleet;
  if (!fleet) return null;
  return (
    <Section name="fleet" title={t("title")}>
      <dl>
        <Fact name={t("devices")}>{numberText(fleet.devices, 0)}</Fact>
        <Fact name={t("online")}>{numberText(fleet.online, 0)}</Fact>
      </dl>
    </Section>
  );
}
