/** What was done so far, to take away: as a file, as a command that does it again. */
import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { SavedSession } from "../../../messages.ts";
import { UNKNOWN } from "../../format.ts";
import { translator } from "../../i18n.ts";
import { hello, send } from "../../store.ts";
import { putIntoClipboard } from "../clipboard.ts";

const t = translator({
  title: ["session", "会话"],
  seed: ["seed", "随机种子"],
  save: ["save the session", "保存会话"],
  copy: ["copy replay command", "复制重放命令"],
  copied: ["copied", "已复制"],
  byHand: ["The browser does not let it be copied: take it from here.", "浏览器不允许复制，请在此手动复制。"],
  command: ["replay command", "重放命令"],
});

/** The command, and whether the clipboard has it; undefined where nobody asked it to. */
const command = signal<{ readonly text: string; readonly isCopied?: boolean } | undefined>(undefined);

export function Session() {
  const seed = hello.value?.facts?.seed;
  return (
    <div class="session">
      <h3>{t("title")}</h3>
      <div class="fault-tools">
        <span>
          {t("seed")} <code>{seed ?? UNKNOWN}</code>
        </span>
        <button type="button" id="session-save" onClick={() => void save()}>
          {t("save")}
        </button>
        <button type="button" id="session-copy" onClick={() => void copy()}>
          {t("copy")}
        </button>
        <span role="status">{command.value?.isCopied ? t("copied") : ""}</span>
      </div>
      <Command />
    </div>
  );
}

async function save(): Promise<string | undefined> {
  const { ok, data } = await send({ do: "save" });
  if (!ok) return undefined;
  const session = data as SavedSession;
  const url = URL.createObjectURL(new Blob([session.script], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = session.name;
  link.click();
  URL.revokeObjectURL(url);
  command.value = { text: session.command };
  return session.command;
}

/** It names the file that was saved last: without one it would play nothing, so one is saved first. */
async function copy(): Promise<void> {
  const text = command.value?.text ?? (await save());
  if (text !== undefined) command.value = { text, isCopied: await putIntoClipboard(text) };
}

function Command() {
  const field = useRef<HTMLInputElement>(null);
  const told = command.value;
  useEffect(() => {
    if (told?.isCopied === false) field.current?.select();
  }, [told]);
  if (!told) return null;
  return (
    <label class="command">
      {told.isCopied === false ? `${t("command")}. ${t("byHand")}` : t("command")}
      <input class="fault-field command-text" ref={field} readOnly value={told.text} />
    </label>
  );
}
