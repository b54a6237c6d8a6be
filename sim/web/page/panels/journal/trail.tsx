/** Records on their way from the device's flash to the cloud's word, each a chip in the lane of its stage. */
import { computed } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { RecordNews } from "../../../news.ts";
import { UNKNOWN } from "../../format.ts";
import { translator } from "../../i18n.ts";
import { live, stream } from "../../store.ts";
import { useFlip } from "./flip.ts";
import { inLane, LANES, type Lane, unseen } from "./lanes.ts";

const t = translator({
  waits: ["in flash", "在闪存"],
  waitsHow: ["before it is sent", "发送前写入"],
  sent: ["sent", "已发送"],
  sentHow: ["MPUB", "MPUB"],
  taken: ["at the broker", "已到服务器"],
  takenHow: ["PUBACK", "PUBACK"],
  done: ["answered", "云端答复"],
  doneHow: ["post_reply", "post_reply"],
  more: ["and {} more", "另有 {} 条"],
  none: ["none seen", "未见"],
  alarm: ["alarm", "报警"],
  overRange: ["over range", "超量程"],
  end: ["end of gas", "气体消失"],
  fault: ["fault {}", "故障 {}"],
  faultEnd: ["fault {} over", "故障 {} 结束"],
  selfTest: ["self-test {}", "自检 {}"],
  other: ["record", "记录"],
  code: ["code {}", "代码 {}"],
  refused: ["refused", "被拒绝"],
  lost: ["given up", "已放弃"],
  copies: ["sent {}×", "发送 {} 次"],
  number: ["id {}", "编号 {}"],
});

const SIGNS = { alarm: "▲", overRange: "△", end: "○", fault: "✚", faultEnd: "✓", selfTest: "◇", other: "·" } as const;
/** As many as a lane has room for without growing. */
const SHOWN = 4;
const AGE_STEP_MS = 1000;
const ID_DIGITS = 4;

/** The last word on each. */
const records = computed(() => [...new Map(stream("records").value.items.map((one) => [one.id, one])).values()]);
/** By full seconds: nobody sees more of an age. */
const nowMs = computed(() => Math.floor((live.value?.nowMs ?? 0) / AGE_STEP_MS) * AGE_STEP_MS);

export function Trail() {
  const box = useRef<HTMLDivElement>(null);
  useFlip(box, "data-record");
  return (
    <div class="trail" ref={box}>
      {LANES.map((lane) => (
        <LaneBox
          key={lane}
          lane={lane}
          records={inLane(lane, records.value)}
          unseen={lane === "waits" ? unseen(live.value?.journal.waiting, records.value) : 0}
        />
      ))}
    </div>
  );
}

function LaneBox({
  lane,
  records: all,
  unseen,
}: {
  readonly lane: Lane;
  readonly records: readonly RecordNews[];
  readonly unseen: number;
}) {
  const more = Math.max(0, all.length - SHOWN) + unseen;
  return (
    <section class="lane" data-lane={lane} aria-label={t(lane)}>
      <h3>{t(lane)}</h3>
      <p class="quiet-text">{t(`${lane}How`)}</p>
      <ul>
        {all.slice(0, SHOWN).map((record) => (
          <Chip key={record.id} record={record} />
        ))}
      </ul>
      <p class="quiet-text lane-more">{more > 0 ? t("more", more) : all.length === 0 ? t("none") : ""}</p>
    </section>
  );
}

function Chip({ record }: { readonly record: RecordNews }) {
  const { id, what, value, stage, copies, code } = record;
  const end = stage === "refused" || stage === "lost" ? t(stage) : "";
  const notes = [
    ...(copies > 1 ? [t("copies", copies)] : []),
    ...(end === "" ? [] : [end]),
    ...(code !== null && code !== 200 ? [t("code", code)] : []),
  ];
  return (
    <li
      class={`chip kind-${what} ${end === "" ? "" : "bad"}`}
      data-record={id}
      data-stage={stage}
      title={t("number", id)}
    >
      <b>
        <span aria-hidden="true">{SIGNS[what]}</span> {t(what, value ?? "")}
      </b>
      <span class="chip-id">
        …{id.slice(-ID_DIGITS)} · <Age record={record} />
      </span>
      {notes.length > 0 && <span class="chip-notes">{notes.join(", ")}</span>}
    </li>
  );
}

/** Of one that has come to its end: how long that took. */
function Age({ record: { atMs, stage, stageAtMs } }: { readonly record: RecordNews }) {
  const isOver = stage === "acknowledged" || stage === "refused" || stage === "lost";
  return <>{atMs === null ? UNKNOWN : ageText(Math.max(0, (isOver ? stageAtMs : nowMs.value) - atMs))}</>;
}

/** So short that it stands on one line of a chip. */
function ageText(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes === 0) return `${Math.floor(ms / 1000)}\u00a0s`;
  return minutes < 60 ? `${minutes}\u00a0min` : `${Math.floor(minutes / 60)}\u00a0h\u00a0${minutes % 60}\u00a0min`;
}
