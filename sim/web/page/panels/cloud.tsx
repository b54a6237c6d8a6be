/** What the platform has from the device, and what it may ask of it. */

import { translator } from "../i18n.ts";
import { Section } from "../section.tsx";
import { hello } from "../store.ts";
import { Calls } from "./cloud/calls.tsx";
import { Events } from "./cloud/events.tsx";
import { Fold } from "./cloud/fold.tsx";
import { Chooser, Identity, OnlineBadge } from "./cloud/identity.tsx";
import { DeviceLog, Kept, Violations } from "./cloud/kept.tsx";
import { Messages } from "./cloud/messages.tsx";
import { Services, Setting } from "./cloud/orders.tsx";
import { Properties } from "./cloud/properties.tsx";
import { bundle, canAsk, device, isThere, violations } from "./cloud/state.ts";
import { Update } from "./cloud/update.tsx";
import "./cloud.css";

const t = translator({
  title: ["Cloud", "云平台"],
  nobody: [
    "No device has logged in yet. One that is told this comes here:",
    "尚无设备登录。请用以下命令让设备连接到这里：",
  ],
  virtual: ["A virtual one:", "虚拟设备："],
  update: ["Firmware over the air", "固件升级 (OTA)"],
  messages: ["Messages", "消息"],
  rules: ["Broken rules", "违规"],
  log: ["The device's own log", "设备日志"],
  kept: ["Desired values, tags, shadow", "期望值、标签、影子"],
  noOta: [
    "{} has no room for firmware over the air, so its bundle leaves that out: docs/cloud.md, What a board has room for.",
    "{} 的空间不足，其固件不含 OTA 升级：见 docs/cloud.md 中的 What a board has room for。",
  ],
  noPlatform: [
    "{} has no room for all that the platform offers. Its bundle leaves out: firmware over the air, set points and report interval from the cloud, desired values, tags, shadow, log upload, the services Reboot and GetDiagnostics. docs/cloud.md, What a board has room for.",
    "{} 的空间不足，其固件不含以下平台功能：OTA 升级、云端设定报警值与上报间隔、期望值、标签、影子、日志上传、Reboot 与 GetDiagnostics 服务。见 docs/cloud.md 中的 What a board has room for。",
  ],
});

export function Cloud() {
  if (!isThere.value) return null;
  const isAlone = hello.value?.source === "cloud";
  const tools = (
    <>
      <Chooser />
      <OnlineBadge />
    </>
  );
  return (
    <Section name="cloud" title={t("title")} tools={tools}>
      {device.value === null ? <Nobody /> : <Blocks isAlone={isAlone} />}
    </Section>
  );
}

function Nobody() {
  const { source, title = "" } = hello.value ?? {};
  // Of a cloud alone the title is its address; a node's own has told the node already.
  const [, host, port] = (source === "cloud" && /^mqtt:\/\/(.+):(\d+)$/.exec(title)) || [];
  return (
    <>
      <p>{t("nobody")}</p>
      <p>
        <code>
          canary provision --set cloud.host={host ?? "..."} --set cloud.port={port ?? "..."}
        </code>
      </p>
      {host && (
        <>
          <p>{t("virtual")}</p>
          <p>
            <code>canary run --cloud {title}</code>
          </p>
        </>
      )}
    </>
  );
}

function Blocks({ isAlone }: { readonly isAlone: boolean }) {
  return (
    <div class="cloud-blocks">
      <div class="cloud-block cloud-who">
        <Identity />
      </div>
      <Events />
      <Properties />
      {canAsk.value && <Setting />}
      {canAsk.value && <Services />}
      <Calls />
      {canAsk.value && <LeftOut />}
      {canAsk.value && bundle.value.ota && (
        <Fold name="update" title={t("update")} isOpen={isAlone}>
          {() => <Update />}
        </Fold>
      )}
      <Fold name="log" title={t("messages")} isOpen={isAlone}>
        {() => <Messages />}
      </Fold>
      {canAsk.value && <Known />}
    </div>
  );
}

/** What only the platform itself can tell: not what is seen of it on a board's wire. */
function Known() {
  return (
    <>
      <Rules />
      {bundle.value.platform && (
        <>
          <Fold name="device-log" title={t("log")}>
            {() => <DeviceLog />}
          </Fold>
          <Fold name="kept" title={t("kept")}>
            {() => <Kept />}
          </Fold>
        </>
      )}
    </>
  );
}

/** Why some of what the platform can ask is not offered. */
function LeftOut() {
  const { platform, ota } = bundle.value;
  if (platform && ota) return null;
  const board = hello.value?.facts?.boardName ?? "";
  return <p class="quiet-text cloud-left-out">{t(platform ? "noOta" : "noPlatform", board)}</p>;
}

function Rules() {
  return (
    <Fold name="rules" title={t("rules")} count={violations.value.length}>
      {() => <Violations />}
    </Fold>
  );
}
