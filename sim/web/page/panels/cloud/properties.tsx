/** The last value of each property, in the order of the thing model. */
import type { PropertyLive } from "../../../live.ts";
import { translator } from "../../i18n.ts";
import { Block } from "./fold.tsx";
import { model, properties } from "./state.ts";
import { Age, Name, Value } from "./words.tsx";

const t = translator({
  title: ["Properties", "属性"],
  list: ["last value of each", "各属性的最新值"],
  property: ["property", "属性"],
  value: ["value", "值"],
  age: ["its time", "时间"],
  none: ["none has come yet", "尚未收到"],
});

/** Those that the model does not know stand last. */
function inOrder(list: readonly PropertyLive[]): PropertyLive[] {
  const names = Object.keys(model.value?.properties ?? {});
  const placeOf = ({ name }: PropertyLive): number => (names.includes(name) ? names.indexOf(name) : names.length);
  return [...list].sort((a, b) => placeOf(a) - placeOf(b));
}

export function Properties() {
  const list = inOrder(properties.value ?? []);
  return (
    <Block name="properties" title={t("title")}>
      {list.length === 0 ? (
        <p class="quiet-text">{t("none")}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <section class="cloud-scroll" tabIndex={0} aria-label={t("list")}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t("property")}</th>
                <th scope="col">{t("value")}</th>
                <th scope="col" class="cloud-age">
                  {t("age")}
                </th>
              </tr>
            </thead>
            <tbody>
              {list.map((one) => (
                <Row key={one.name} {...one} />
              ))}
            </tbody>
          </table>
        </section>
      )}
    </Block>
  );
}

function Row({ name, value, timeMs }: PropertyLive) {
  const spec = model.value?.properties[name];
  return (
    <tr data-property={name}>
      <th scope="row">
        <Name name={name} spec={spec} />
      </th>
      <td>
        <Value spec={spec} value={value} />
      </td>
      <td class="cloud-age">
        <Age ms={timeMs} />
      </td>
    </tr>
  );
}
