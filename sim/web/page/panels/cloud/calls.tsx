/** What the cloud has asked of the device, and what the device has answered. */
import type { CallNews } from "../../../news.ts";
import { translator } from "../../i18n.ts";
import { Block } from "./fold.tsx";
import { calls, model } from "./state.ts";
import { Time, Values } from "./words.tsx";

const t = translator({
  title: ["Calls and answers", "调用与应答"],
  none: ["nothing has been asked", "尚无调用"],
  waits: ["waits", "等待应答"],
  done: ["done", "成功"],
  refused: ["refused", "被拒绝"],
});

const SET = "service.property.set";
const GOOD = 200;

const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || (typeof value === "object" && Object.keys(value).length === 0);

const objectOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : { value };

export function Calls() {
  const list = calls.value;
  return (
    <Block name="calls" title={t("title")}>
      {list.length === 0 ? (
        <p class="quiet-text cloud-list">{t("none")}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <ol class="cloud-list" tabIndex={0}>
          {list.map((call) => (
            <Entry key={call.id} {...call} />
          ))}
        </ol>
      )}
    </Block>
  );
}

function Entry({ id, what, params, sentMs, code, data }: CallNews) {
  const service = what.replace(/^service\./, "");
  const spec = model.value?.services[service];
  const word = code === null ? "waits" : code === GOOD ? "done" : "refused";
  return (
    <li data-call={id} data-code={code ?? ""}>
      <Time ms={sentMs} /> <strong>{what === SET ? "set" : service}</strong>{" "}
      {!isEmpty(params) && (
        <Values specs={what === SET ? model.value?.properties : spec?.inputs} values={objectOf(params)} />
      )}{" "}
      <span class={`badge cloud-call-${word}`}>
        {code ?? ""} {t(word)}
      </span>{" "}
      {!isEmpty(data) && (
        <Values specs={what === SET ? model.value?.properties : spec?.outputs} values={objectOf(data)} />
      )}
    </li>
  );
}
