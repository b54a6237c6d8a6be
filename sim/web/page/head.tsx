/** Who is looked at, how fast its time goes, whether there is a connection, and what is wrong. */
import { clockText } from "./format.ts";
import { language, translator } from "./i18n.ts";
import { Pace } from "./panels/pace.tsx";
import { parts } from "./section.tsx";
import { connection, hello, live, notice, said } from "./store.ts";
import { type Theme, theme } from "./theme.ts";

const t = translator({
  connecting: ["connecting", "正在连接"],
  open: ["connected", "已连接"],
  lost: ["connection lost, trying again", "连接已断开，正在重试"],
  none: ["no connection", "无连接"],
  refused: [
    "The address must end in the token that the program printed, unless page and program are on one machine. If it does: is the program still running?",
    "除非页面与程序在同一台机器上，地址末尾必须带有程序打印的令牌。若已带有：程序还在运行吗？",
  ],
  starting: ["The program starts: this page fills by itself.", "程序正在启动，本页会自动填充。"],
  ended: ["The program has ended: what is shown was its last.", "程序已结束，显示的是最后的状态。"],
  dismiss: ["dismiss", "关闭"],
  language: ["中文", "English"],
  theme: ["colours", "配色"],
  system: ["as the system", "跟随系统"],
  light: ["light", "浅色"],
  dark: ["dark", "深色"],
  time: ["device time", "设备时间"],
  parts: ["parts of the page", "页面各部分"],
});

const THEMES: readonly Theme[] = ["system", "light", "dark"];

export function Head() {
  const known = hello.value;
  const facts = known?.facts;
  return (
    <header>
      <div class="head-row">
        <h1>gas-canary</h1>
        <span class="head-title">{known?.title ?? ""}</span>
        {facts && (
          <span class="head-facts">
            {[facts.boardName, facts.modem, facts.version].filter(Boolean).join(" · ")}{" "}
            <code title={facts.sha256}>{facts.sha256.slice(0, 12)}</code>
          </span>
        )}
        <span class="spring" />
        <span class={`badge connection-${connection.value}`} role="status">
          {connection.value === "refused" ? t("none") : t(connection.value)}
        </span>
        <label class="quiet">
          <span class="hidden">{t("theme")}</span>
          <select value={theme.value} onChange={({ currentTarget }) => (theme.value = currentTarget.value as Theme)}>
            {THEMES.map((one) => (
              <option key={one} value={one}>
                {t(one as "system" | "light" | "dark")}
              </option>
            ))}
          </select>
        </label>
        <button
          type="button"
          class="quiet"
          lang={language.value === "zh" ? "en" : "zh"}
          onClick={() => (language.value = language.value === "zh" ? "en" : "zh")}
        >
          {t("language")}
        </button>
      </div>
      <div class="head-row">
        {known?.source !== "cloud" && (
          <span>
            {t("time")} <output class="clock">{clockText(live.value?.nowMs)}</output>
          </span>
        )}
        <Pace />
        <span class="quiet-text">{facts?.where ?? ""}</span>
        <span class="spring" />
        <Parts />
      </div>
      <Messages />
    </header>
  );
}

/** Where there are so many that they don't fit into a window. */
function Parts() {
  if (parts.value.size < 4) return null;
  const shown = [...document.querySelectorAll("section.part")].map(({ id }) => id);
  return (
    <nav aria-label={t("parts")}>
      {shown.map((id) => (
        <a key={id} href={`#${id}`}>
          {parts.value.get(id)}
        </a>
      ))}
    </nav>
  );
}

function Messages() {
  const told = said.value;
  return (
    <>
      {connection.value === "refused" && <p class="message bad">{t("refused")}</p>}
      {notice.value && (
        <p class={`message ${notice.value.level === "error" ? "bad" : ""}`}>
          {notice.value.text || t(notice.value.level === "ended" ? "ended" : "starting")}
        </p>
      )}
      {told && (
        <p class={`message ${told.ok ? "" : "bad"}`} role="alert">
          {told.text}
          <button type="button" class="quiet" onClick={() => (said.value = undefined)}>
            {t("dismiss")}
          </button>
        </p>
      )}
    </>
  );
}
