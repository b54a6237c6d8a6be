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
import { canAsk, device, isThere, violations } from "./cloud/state.ts";
import { Update } from "./cloud/update.tsx";
import "./cloud.css";

const t = translator({
  title: ["Cloud", "云平台"],
  nobody: [
    "No device has logged in yet. One that is told this comes here:",
    "尚无设备登录。请用以下命令让设备连接到这里：",
  ],
  update: ["Firmware over the air", "固件升级 (OTA)"],
  messages: ["Messages", "消息"],
  rules: ["Broken rules", "违规"],
  log: ["The device's own log", "设备日志"],
  kept: ["Desired values, tags, shadow", "期望值、标签、影子"],
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
      {canAsk.value && (
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
      <Fold name="device-log" title={t("log")}>
        {() => <DeviceLog />}
      </Fold>
      <Fold name="kept" title={t("kept")}>
        {() => <Kept />}
      </Fold>
    </>
  );
}

function Rules() {
  return (
    <Fold name="rules" title={t("rules")} count={violations.value.length}>
      {() => <Violations />}
    </Fold>
  );
}
