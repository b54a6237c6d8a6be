/** What went up and came down, and what else is said of the session; the newest first. */
import { useSignal } from "@preact/signals";
import type { CloudLogLine } from "../../../news.ts";
import { translator } from "../../i18n.ts";
import { device, messages } from "./state.ts";
import { Time } from "./words.tsx";

const t = translator({
  filter: ["only with this text in topic or payload", "仅显示主题或内容包含"],
  up: ["up", "上行"],
  down: ["down", "下行"],
  session: ["session", "会话"],
  kinds: ["which are shown", "显示类别"],
  none: ["none that fits", "没有符合条件的消息"],
  more: ["{} older ones are not shown", "另有 {} 条较旧的未显示"],
});

const SHOWN = 100;
const KINDS = ["up", "down", "session"] as const;
type Kind = (typeof KINDS)[number];
/** Without the device's own name, which is the same in all of them. */
function shortOf(topic: string): string {
  const [name, product] = (device.value ?? "").split("&");
  return topic.replace(`/sys/${product}/${name}/`, "").replace(`/${product}/${name}`, "");
}

const kindOf = ({ what }: CloudLogLine): Kind => (what === "up" || what === "down" ? what : "session");

export function Messages() {
  const wanted = useSignal("");
  const hidden = useSignal<readonly Kind[]>([]);
  const text = wanted.value.toLowerCase();
  const fitting = messages.value.filter(
    (line) => !hidden.value.includes(kindOf(line)) && `${line.topic ?? ""} ${line.text}`.toLowerCase().includes(text),
  );
  const toggle = (kind: Kind): void => {
    hidden.value = hidden.value.includes(kind) ? hidden.value.filter((one) => one !== kind) : [...hidden.value, kind];
  };
  return (
    <>
      <div class="tools cloud-filter">
        <fieldset class="tools">
          <legend class="hidden">{t("kinds")}</legend>
          {KINDS.map((kind) => (
            <label key={kind}>
              <input type="checkbox" checked={!hidden.value.includes(kind)} onChange={() => toggle(kind)} />
              {t(kind)}
            </label>
          ))}
        </fieldset>
        <input
          type="search"
          aria-label={t("filter")}
          placeholder={t("filter")}
          value={wanted.value}
          onInput={({ currentTarget }) => (wanted.value = currentTarget.value)}
        />
      </div>
      {fitting.length === 0 ? (
        <p class="quiet-text cloud-list">{t("none")}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <ol class="cloud-list cloud-messages" tabIndex={0}>
          {fitting.slice(0, SHOWN).map((line, i) => (
            <Entry key={fitting.length - i} {...line} />
          ))}
          {fitting.length > SHOWN && <li class="quiet-text">{t("more", fitting.length - SHOWN)}</li>}
        </ol>
      )}
    </>
  );
}

function Entry(line: CloudLogLine) {
  const { atMs, what, topic, text } = line;
  const kind = kindOf(line);
  return (
    <li data-message={what}>
      <Time ms={atMs} /> <span class={`cloud-kind cloud-kind-${kind}`}>{kind === "session" ? what : t(kind)}</span>{" "}
      {topic !== null && <strong title={topic}>{shortOf(topic)}</strong>} <code>{text}</code>
    </li>
  );
}
