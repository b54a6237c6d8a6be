/** Which device this is, whether and how it is logged in, and what may be done about that. */
import { UNKNOWN } from "../../format.ts";
import { translator } from "../../i18n.ts";
import { Fact } from "../../section.tsx";
import { send } from "../../store.ts";
import { canAsk, device, devices, isEnabled, isOnline, login, version } from "./state.ts";
import { Time } from "./words.tsx";

const t = translator({
  device: ["device", "设备"],
  online: ["online", "在线"],
  offline: ["offline", "离线"],
  elsewhere: ["unknown: logged in elsewhere", "未知：在别处登录"],
  since: ["online since", "上线时间"],
  client: ["client", "客户端"],
  keepAlive: ["keep-alive", "保活"],
  mode: ["securemode", "securemode"],
  tls: ["2, TLS", "2，TLS"],
  plain: ["3, plain TCP", "3，明文 TCP"],
  version: ["firmware version", "固件版本"],
  disabled: ["disabled: its next login is refused", "已禁用：下次登录将被拒绝"],
  disable: ["Disable", "禁用"],
  enable: ["Enable", "启用"],
  kick: ["Throw off", "踢下线"],
  manage: ["What the console does with it", "控制台操作"],
  choose: ["device shown", "当前设备"],
});

const MODES: Readonly<Record<string, "tls" | "plain">> = { 2: "tls", 3: "plain" };

export function OnlineBadge() {
  const state = isOnline.value;
  if (device.value === null) return null;
  const word = state === null ? "elsewhere" : state ? "online" : "offline";
  return <span class={`badge cloud-is-${word}`}>{t(word)}</span>;
}

/** Where there are several. */
export function Chooser() {
  const all = devices.value ?? [];
  if (all.length < 2) return null;
  return (
    <label class="quiet">
      <span class="hidden">{t("choose")}</span>
      <select
        value={device.value ?? ""}
        onChange={({ currentTarget }) => send({ do: "choose", device: currentTarget.value })}
      >
        {all.map(({ key, name, isOnline: isThere }) => (
          <option key={key} value={key}>
            {name} · {key.split("&")[1]} · {isThere === null ? UNKNOWN : t(isThere ? "online" : "offline")}
          </option>
        ))}
      </select>
    </label>
  );
}

export function Identity() {
  const now = login.value;
  const mode = now?.parameters["securemode"];
  const { securemode: _, ...others } = now?.parameters ?? {};
  const modeWord = mode === undefined ? undefined : MODES[mode];
  return (
    <>
      <dl class="cloud-identity">
        <Fact name={t("device")}>{device.value?.replace("&", " · ") ?? UNKNOWN}</Fact>
        <Fact name={t("since")}>
          <Time ms={now?.sinceMs} />
        </Fact>
        <Fact name={t("client")}>{now?.client ?? UNKNOWN}</Fact>
        <Fact name={t("keepAlive")}>{now?.keepAliveS == null ? UNKNOWN : `${now.keepAliveS}\u00a0s`}</Fact>
        <Fact name={t("mode")}>{modeWord ? t(modeWord) : (mode ?? UNKNOWN)}</Fact>
        {Object.entries(others).map(([name, value]) => (
          <Fact key={name} name={name}>
            {value}
          </Fact>
        ))}
        <Fact name={t("version")}>{version.value ?? UNKNOWN}</Fact>
      </dl>
      {isEnabled.value === false && <p class="message bad">{t("disabled")}</p>}
      {canAsk.value && device.value && <Deeds device={device.value} />}
    </>
  );
}

function Deeds({ device: meant }: { readonly device: string }) {
  const isOn = isEnabled.value !== false;
  return (
    <fieldset class="tools cloud-deeds">
      <legend class="hidden">{t("manage")}</legend>
      <button type="button" onClick={() => send({ do: "manage", deed: isOn ? "disable" : "enable", device: meant })}>
        {t(isOn ? "disable" : "enable")}
      </button>
      <button
        type="button"
        disabled={isOnline.value !== true}
        onClick={() => send({ do: "manage", deed: "kick", device: meant })}
      >
        {t("kick")}
      </button>
    </fieldset>
  );
}
