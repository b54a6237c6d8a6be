/** Firmware over the air: an image is offered, and what the device says on the way. */
import { useSignal } from "@preact/signals";
import type { OtaLive } from "../../../live.ts";
import { MAX_MESSAGE_BYTES } from "../../../messages.ts";
import { translator } from "../../i18n.ts";
import { send } from "../../store.ts";
import { base64Of, releaseOf } from "./image.ts";
import { canAsk, device, ota } from "./state.ts";
import { Time } from "./words.tsx";

const t = translator({
  file: ["image: the bundle's firmware.js", "镜像：固件文件 firmware.js"],
  version: ["version, as manifest.json has it: release", "版本号：manifest.json 中的 release"],
  way: ["fetched by", "下载方式"],
  http: ["HTTP link", "HTTP 链接"],
  mqtt: ["MQTT, in pieces", "MQTT 分片"],
  offer: ["Offer", "推送"],
  cancel: ["Cancel", "取消"],
  bytes: ["{} bytes", "{} 字节"],
  large: [
    "too large for this page: {} of {} bytes. canary cloud takes it: ota <file>",
    "文件过大：{} / {} 字节。请用 canary cloud 的 ota 命令",
  ],
  none: ["no update has been offered", "尚未推送升级"],
  pending: ["waits for the device", "等待设备"],
  upgrading: ["under way", "升级中"],
  succeeded: ["done: the device runs it", "成功：设备已运行新版本"],
  failed: ["failed", "失败"],
  cancelled: ["cancelled", "已取消"],
  pushes: ["told {} times", "已推送 {} 次"],
  upgradeFailed: ["refused or not installed", "被拒绝或安装失败"],
  downloadFailed: ["not fetched", "下载失败"],
  digestFailed: ["wrong digest", "校验失败"],
  flashFailed: ["not flashed, or rolled back", "烧写失败或已回滚"],
});

/** Base64 takes four characters for three bytes, and the order has some around it. */
const MOST_BYTES = Math.floor(Math.min(MAX_MESSAGE_BYTES, 500_000) * 0.75) - 1000;
const FAILURES: Readonly<Record<number, "upgradeFailed" | "downloadFailed" | "digestFailed" | "flashFailed">> = {
  [-1]: "upgradeFailed",
  [-2]: "downloadFailed",
  [-3]: "digestFailed",
  [-4]: "flashFailed",
};

export function Update() {
  const job = ota.value;
  return (
    <>
      {canAsk.value && <Offer />}
      {job ? <Progress {...job} /> : <p class="quiet-text">{t("none")}</p>}
    </>
  );
}

function Offer() {
  const image = useSignal<Uint8Array | undefined>(undefined);
  const version = useSignal("");
  const way = useSignal<"http" | "mqtt">("mqtt");
  const isLarge = (image.value?.length ?? 0) > MOST_BYTES;
  const take = async (file: File | undefined): Promise<void> => {
    image.value = file && new Uint8Array(await file.arrayBuffer());
    version.value = (image.value && releaseOf(image.value)) ?? version.value;
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    if (!image.value || isLarge || version.value.trim() === "") return;
    const meant = device.value ? { device: device.value } : {};
    void send({ do: "ota", version: version.value.trim(), base64: base64Of(image.value), way: way.value, ...meant });
  };
  return (
    <form class="cloud-offer" onSubmit={submit}>
      <label>
        {t("file")}
        <input type="file" accept=".js,.bin" onChange={({ currentTarget }) => void take(currentTarget.files?.[0])} />
      </label>
      {image.value && (
        <span class={isLarge ? "cloud-problem" : "quiet-text"}>
          {isLarge ? t("large", image.value.length, MOST_BYTES) : t("bytes", image.value.length)}
        </span>
      )}
      <label>
        {t("version")}
        <input
          type="text"
          autoComplete="off"
          value={version.value}
          onInput={({ currentTarget }) => (version.value = currentTarget.value)}
        />
      </label>
      <fieldset class="tools">
        <legend class="quiet-text">{t("way")}</legend>
        {(["mqtt", "http"] as const).map((one) => (
          <label key={one}>
            <input type="radio" name="cloud-way" checked={way.value === one} onChange={() => (way.value = one)} />
            {t(one)}
          </label>
        ))}
      </fieldset>
      <button type="submit" disabled={!image.value || isLarge || version.value.trim() === ""}>
        {t("offer")}
      </button>
    </form>
  );
}

function Progress({ version, bytes, way, status, pushes, steps }: OtaLive) {
  const last = steps.at(-1);
  const percent = steps.findLast(({ step }) => step > 0)?.step ?? 0;
  const isOpen = status === "pending" || status === "upgrading";
  const meant = device.value ? { device: device.value } : {};
  return (
    <div class="cloud-progress" data-ota={status}>
      <p>
        <strong>{version}</strong> · {t("bytes", bytes)} · {t(way)} ·{" "}
        <span class={`badge cloud-ota-${status}`}>{t(status)}</span> {t("pushes", pushes)}
      </p>
      <progress max="100" value={status === "succeeded" ? 100 : percent} aria-label={version} />{" "}
      <output>{percent} %</output>
      {last && last.step < 0 && (
        <p class="cloud-problem">
          {last.step} {t(FAILURES[last.step] ?? "upgradeFailed")}: {last.what}
        </p>
      )}
      {canAsk.value && isOpen && (
        <button type="button" onClick={() => send({ do: "manage", deed: "ota-cancel", ...meant })}>
          {t("cancel")}
        </button>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <ol class="cloud-list cloud-steps" tabIndex={0}>
        {[...steps].reverse().map(({ step, what, atMs }, i) => (
          <li key={steps.length - i}>
            <Time ms={atMs} /> {step} {what}
          </li>
        ))}
      </ol>
    </div>
  );
}
