/** Events of the device, the newest first. */
import type { CloudEvent } from "../../../news.ts";
import { translator } from "../../i18n.ts";
import { Block } from "./fold.tsx";
import { eventKey, events, model } from "./state.ts";
import { Name, Time, Values } from "./words.tsx";

const t = translator({
  title: ["Events", "事件"],
  none: ["none yet", "暂无"],
  alert: ["alert", "告警"],
  error: ["error", "故障"],
  info: ["info", "信息"],
  own: ["of", "发生于"],
  came: ["came", "收到于"],
  copies: ["came {} times", "共收到 {} 次"],
});

const TYPES = ["alert", "error", "info"] as const;

export function Events() {
  const list = events.value;
  return (
    <Block name="events" title={t("title")}>
      {list.length === 0 ? (
        <p class="quiet-text cloud-list">{t("none")}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <ol class="cloud-list events" tabIndex={0}>
          {list.map((event) => (
            <Entry key={eventKey(event)} {...event} />
          ))}
        </ol>
      )}
    </Block>
  );
}

function Entry({ id, name, type, outputs, timeMs, receivedMs, copies }: CloudEvent) {
  const known = TYPES.find((one) => one === type);
  const spec = model.value?.events[name];
  return (
    <li data-event={name} data-id={id}>
      <span class={`badge cloud-type-${known ?? "info"}`}>{known ? t(known) : type}</span>{" "}
      <strong>
        <Name name={name} spec={undefined} />
      </strong>{" "}
      <Values specs={spec?.outputs} values={outputs} />
      <span class="quiet-text cloud-times">
        {t("own")} <Time ms={timeMs} />, {t("came")} <Time ms={receivedMs} />
        {copies > 1 && <>, {t("copies", copies)}</>}
      </span>
    </li>
  );
}
