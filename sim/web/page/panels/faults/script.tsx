/** A scenario to write, choose, load and play; what is wrong with it, and how far it is. */
import { signal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { translator } from "../../i18n.ts";
import { hello, send } from "../../store.ts";
import { offsetOf, placeIn, withFieldsLineEnds } from "./find.ts";
import { faultsLive } from "./state.ts";

const t = translator({
  title: ["script", "脚本"],
  choose: ["scenario", "场景"],
  own: ["your own", "自定义"],
  load: ["load a file", "加载文件"],
  play: ["play", "播放"],
  stop: ["stop", "停止"],
  steps: ["steps, as JSON", "步骤（JSON）"],
  problems: ["what is wrong with it", "脚本中的问题"],
  at: ["{}: step {} of {}", "{}：第 {} 步，共 {} 步"],
  passed: ["passed", "通过"],
  failed: ["failed", "失败"],
  stopped: ["stopped", "已停止"],
  idle: ["no script plays", "没有正在播放的脚本"],
  unread: ["{} can't be read: {}", "无法读取 {}：{}"],
});

const EXAMPLE = `[
  { "wait": { "state": "ONLINE" }, "withinS": 60 },
  { "gasLelPercent": 25 },
  { "wait": { "gasState": 3 }, "withinS": 300 }
]
`;
const OWN_NAME = "page.json";

/** The page's own: they outlive the part's leaving the page. */
const text = signal(EXAMPLE);
const name = signal(OWN_NAME);
const problems = signal<readonly string[]>([]);

export function Script() {
  const area = useRef<HTMLTextAreaElement>(null);
  const scenarios = hello.value?.scenarios ?? [];
  const take = (newName: string, newText: string): void => {
    name.value = newName;
    text.value = withFieldsLineEnds(newText);
    problems.value = [];
  };
  const goTo = (problem: string): void => {
    const place = placeIn(problem);
    if (!place || !area.current) return;
    const at = offsetOf(text.value, place);
    area.current.focus();
    area.current.setSelectionRange(at, at + 1);
  };
  return (
    <div class="script">
      <h3>{t("title")}</h3>
      <div class="fault-tools">
        <label>
          {t("choose")}{" "}
          <select
            value={scenarios.some((one) => one.name === name.value) ? name.value : ""}
            onChange={({ currentTarget }) => {
              const chosen = scenarios.find((one) => one.name === currentTarget.value);
              take(chosen?.name ?? OWN_NAME, chosen?.script ?? EXAMPLE);
            }}
          >
            <option value="">{t("own")}</option>
            {scenarios.map((one) => (
              <option key={one.name} value={one.name}>
                {one.name}
              </option>
            ))}
          </select>
        </label>
        <label class="fault-file">
          {t("load")}
          <input
            id="script-file"
            class="hidden"
            type="file"
            accept=".json,application/json"
            onChange={({ currentTarget }) => void load(currentTarget, take)}
          />
        </label>
      </div>
      <textarea
        ref={area}
        id="script"
        class="fault-field script-text"
        aria-label={t("steps")}
        aria-describedby="script-problems"
        rows={10}
        spellcheck={false}
        wrap="off"
        value={text.value}
        onInput={({ currentTarget }) => {
          text.value = currentTarget.value;
          problems.value = [];
        }}
      />
      <div class="fault-tools">
        <button type="button" id="script-play" onClick={() => void play()}>
          {t("play")}
        </button>
        <button type="button" id="script-stop" onClick={() => send({ do: "stop" })}>
          {t("stop")}
        </button>
        <Progress />
      </div>
      <Outcome />
      <ul id="script-problems" class="problems" aria-label={t("problems")}>
        {problems.value.map((problem) => (
          <li key={problem}>
            {placeIn(problem) ? (
              <button type="button" onClick={() => goTo(problem)}>
                {problem}
              </button>
            ) : (
              problem
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

async function play(): Promise<void> {
  const { ok, text: why } = await send({ do: "play", name: name.value, script: text.value }, true);
  problems.value = ok ? [] : why.split("\n");
}

async function load(input: HTMLInputElement, take: (name: string, text: string) => void): Promise<void> {
  const [file] = input.files ?? [];
  if (!file) return;
  try {
    take(file.name, await file.text());
  } catch (error) {
    problems.value = [t("unread", file.name, (error as Error).message)];
  }
  // The same file again is a change, too.
  input.value = "";
}

function Progress() {
  const script = faultsLive.value?.script;
  if (!script) return <span class="quiet-text">{t("idle")}</span>;
  const { at, steps, outcome } = script;
  return (
    <span class="progress" role="status">
      <progress max={steps} value={outcome?.how === "passed" ? steps : Math.max(0, at - 1)} aria-hidden="true" />{" "}
      {t("at", script.name, at, steps)}
    </span>
  );
}

/** What came of it, with all that was seen where it went wrong. */
function Outcome() {
  const outcome = faultsLive.value?.script?.outcome;
  return (
    <p
      class={`outcome ${outcome && outcome.how !== "passed" ? "is-bad" : ""}`}
      role="status"
      tabIndex={outcome ? 0 : -1}
    >
      {outcome && <b>{t(outcome.how)}</b>} {outcome?.text}
    </p>
  );
}
