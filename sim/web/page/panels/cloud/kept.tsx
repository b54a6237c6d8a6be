/** What else the platform has of the device: broken rules, its own log, desired values, tags, shadow. */
import type { DeviceLogLine, ViolationNews } from "../../../news.ts";
import { UNKNOWN } from "../../format.ts";
import { translator } from "../../i18n.ts";
import { send } from "../../store.ts";
import { canAsk, desired, device, deviceLog, logMode, model, shadow, tags, violations } from "./state.ts";
import { Name, Time, Value, Values } from "./words.tsx";

const t = translator({
  noRule: ["no rule of the platform was broken", "未违反平台规则"],
  noLine: ["no line has come", "尚无日志"],
  wanted: ["the cloud wants it", "云端需要日志"],
  unwanted: ["the cloud does not want it", "云端不需要日志"],
  want: ["Switch on", "开启"],
  unwant: ["Switch off", "关闭"],
  desired: ["desired values", "期望值"],
  version: ["version {}", "版本 {}"],
  tags: ["tags", "标签"],
  shadow: ["shadow", "设备影子"],
  reported: ["reported", "上报"],
  wish: ["desired", "期望"],
  none: ["none", "无"],
});

export function Violations() {
  const list = violations.value;
  if (list.length === 0) return <p class="quiet-text">{t("noRule")}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <ol class="cloud-list" tabIndex={0}>
      {list.map((one, i) => (
        <Violation key={list.length - i} {...one} />
      ))}
    </ol>
  );
}

function Violation({ atMs, rule, why, code, topic }: ViolationNews) {
  return (
    <li data-rule={rule}>
      <Time ms={atMs} />{" "}
      <span class="badge cloud-type-error">
        {rule} {code ?? ""}
      </span>{" "}
      {why} {topic !== null && <code>{topic}</code>}
    </li>
  );
}

export function DeviceLog() {
  const list = deviceLog.value;
  const isWanted = logMode.value === 1;
  const meant = device.value ? { device: device.value } : {};
  return (
    <>
      <p>
        {logMode.value == null ? UNKNOWN : t(isWanted ? "wanted" : "unwanted")}{" "}
        {canAsk.value && (
          <button type="button" onClick={() => send({ do: "manage", deed: isWanted ? "log-off" : "log-on", ...meant })}>
            {t(isWanted ? "unwant" : "want")}
          </button>
        )}
      </p>
      {list.length === 0 ? (
        <p class="quiet-text">{t("noLine")}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <ol class="cloud-list" tabIndex={0}>
          {list.map((line, i) => (
            <LogLine key={list.length - i} {...line} />
          ))}
        </ol>
      )}
    </>
  );
}

function LogLine({ time, level, module, code, text }: DeviceLogLine) {
  return (
    <li>
      <time>{time}</time> <strong>{level}</strong> {module} {code} {text}
    </li>
  );
}

export function Kept() {
  const wishes = desired.value;
  const pairs = tags.value;
  const image = shadow.value;
  return (
    <dl class="cloud-kept">
      <dt>{t("desired")}</dt>
      <dd>
        {wishes == null ? UNKNOWN : wishes.length === 0 ? t("none") : null}
        {wishes?.map(({ name, value, version }) => (
          <div key={name} data-desired={name}>
            <Name name={name} spec={model.value?.properties[name]} />{" "}
            <Value spec={model.value?.properties[name]} value={value} />{" "}
            <span class="quiet-text">{t("version", version)}</span>
          </div>
        ))}
      </dd>
      <dt>{t("tags")}</dt>
      <dd>
        {pairs == null ? UNKNOWN : pairs.length === 0 ? t("none") : null}
        {pairs?.map(({ key, value }) => (
          <div key={key}>
            <span class="quiet-text">{key}</span> {value}
          </div>
        ))}
      </dd>
      <dt>{t("shadow")}</dt>
      <dd>
        {image == null ? (
          t("none")
        ) : (
          <>
            {t("version", image.version)}
            <div>
              <span class="quiet-text">{t("reported")}</span>{" "}
              <Values specs={model.value?.properties} values={image.reported} />
            </div>
            <div>
              <span class="quiet-text">{t("wish")}</span>{" "}
              <Values specs={model.value?.properties} values={image.desired} />
            </div>
          </>
        )}
      </dd>
    </dl>
  );
}
