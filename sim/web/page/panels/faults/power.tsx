/** The plug, the reset button, and the network between modem and cloud. */
import { useState } from "preact/hooks";
import { UNKNOWN } from "../../format.ts";
import { translator } from "../../i18n.ts";
import { hello } from "../../store.ts";
import { faultsLive, isOn, secondsIn, step } from "./state.ts";

const t = translator({
  board: ["board", "主板"],
  on: ["on", "上电"],
  off: ["off", "断电"],
  reset: ["reset", "复位"],
  cut: ["power", "断电"],
  cutNext: ["cut at the next flash write", "下一次写闪存时断电"],
  armed: ["armed: the power goes at the next flash write", "已就绪：下一次写闪存时断电"],
  notArmed: ["not armed", "未就绪"],
  back: ["back after, s", "恢复时间（秒）"],
  network: ["network", "网络"],
  cutNetwork: ["cut", "切断"],
  restore: ["restore", "恢复"],
  drop: ["drop connections", "断开连接"],
  isCut: ["cut: nothing passes, nobody is told", "已切断：数据不通，双方均无通知"],
  isUp: ["passes", "畅通"],
});

export function Power() {
  const can = hello.value?.can;
  return (
    <div class="power">
      {can?.board && (
        <fieldset class="choices">
          <legend>{t("board")}</legend>
          <button type="button" aria-pressed={isOn.value === true} onClick={() => step({ board: "on" })}>
            {t("on")}
          </button>
          <button type="button" aria-pressed={isOn.value === false} onClick={() => step({ board: "off" })}>
            {t("off")}
          </button>
          <button type="button" onClick={() => step({ board: "reset" })}>
            {t("reset")}
          </button>
        </fieldset>
      )}
      {can?.powerCut && <Cut />}
      {can?.network && <Network />}
    </div>
  );
}

function Cut() {
  const [backS, setBackS] = useState("5");
  const isArmed = faultsLive.value?.isCutArmed ?? false;
  const toggle = () => {
    const backAfterS = secondsIn(backS);
    if (isArmed) step({ powerCut: null });
    else step({ powerCut: "next-write", ...(backAfterS !== undefined && { backAfterS }) });
  };
  return (
    <fieldset class="choices">
      <legend>{t("cut")}</legend>
      <button type="button" id="power-cut" aria-pressed={isArmed} onClick={toggle}>
        {t("cutNext")}
      </button>
      <label class="quiet-text">
        {t("back")}{" "}
        <input
          class="fault-field fault-seconds"
          type="number"
          min="0.1"
          step="any"
          value={backS}
          onInput={(e) => setBackS(e.currentTarget.value)}
        />
      </label>
      <span class={isArmed ? "armed" : "quiet-text"} role="status">
        {isArmed ? t("armed") : t("notArmed")}
      </span>
    </fieldset>
  );
}

function Network() {
  const isCut = faultsLive.value?.isNetworkCut ?? null;
  return (
    <fieldset class="choices">
      <legend>{t("network")}</legend>
      <button type="button" aria-pressed={isCut === true} onClick={() => step({ network: "cut" })}>
        {t("cutNetwork")}
      </button>
      <button type="button" aria-pressed={isCut === false} onClick={() => step({ network: "restore" })}>
        {t("restore")}
      </button>
      <button type="button" onClick={() => step({ network: "drop" })}>
        {t("drop")}
      </button>
      <span class={isCut ? "armed" : "quiet-text"} role="status">
        {isCut === null ? UNKNOWN : isCut ? t("isCut") : t("isUp")}
      </span>
    </fieldset>
  );
}
