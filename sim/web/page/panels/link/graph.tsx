/** The machine as a drawing: where it stands, and the step that it took last. */
import { computed } from "@preact/signals";
import { translator } from "../../i18n.ts";
import { hello, live, stream } from "../../store.ts";
import { BOX_HEIGHT, type Box, type Layout, type Line, layoutOf, pathOf } from "./layout.ts";

const t = translator({
  drawing: ["The link's states. Now: {}.", "链路的各状态。当前：{}。"],
  unknown: ["unknown", "未知"],
  deadline: ["{}: at most {} s", "{}：最长 {} 秒"],
  skip: ["{}: this modem needs no such step", "{}：此模块无需这一步"],
  now: ["now", "当前"],
  last: ["last step", "上一步"],
  skipped: ["not needed by this modem", "此模块无需"],
});

/** Each changes less often than what it is made from. */
const layout = computed((): Layout => layoutOf(hello.value?.machine ?? []));
const now = computed(() => live.value?.link.state ?? null);
const skipped = computed(() => live.value?.link.skipped.join(" ") ?? "");
const step = computed(() => stream("transitions").value.items.at(-1));

export function Graph() {
  const drawn = layout.value;
  const state = now.value;
  const { from, state: to } = step.value ?? { from: null, state: null };
  const isLast = (line: Line): boolean => state !== null && line.from === from && line.to === to;
  const last = state !== null && from !== null && to !== null ? pathOf(drawn, from, to) : undefined;
  const unneeded = skipped.value.split(" ");
  return (
    <div class="machine-box">
      <svg
        class="machine"
        viewBox={`0 0 ${drawn.width} ${drawn.height}`}
        width={drawn.width}
        height={drawn.height}
        role="img"
        aria-label={t("drawing", state ?? t("unknown"))}
      >
        <defs>
          <Arrow name="step" />
          <Arrow name="last" />
        </defs>
        {/* Lines of one pixel on the middle of pixels: where several run on each other they look as one. */}
        <g transform="translate(0.5 0.5)">
          {drawn.lines.map((line) => (
            <path
              key={`${line.from}>${line.to}`}
              class="edge"
              d={line.path}
              data-edge={`${line.from}>${line.to}`}
              data-last={isLast(line)}
              marker-end="url(#arrow-step)"
            />
          ))}
        </g>
        {last && <path class="edge last" d={last} data-step={`${from}>${to}`} marker-end="url(#arrow-last)" />}
        {drawn.lines.map(
          ({ from, to, label, labelX, labelY }) =>
            label !== null && (
              <text key={`${from}>${to}`} class="rung-name" x={labelX} y={labelY}>
                {label}
              </text>
            ),
        )}
        {drawn.boxes.map((box) => (
          <State key={box.name} box={box} isNow={box.name === state} isSkipped={unneeded.includes(box.name)} />
        ))}
      </svg>
      <ul class="legend">
        <li class="legend-now">▶ {t("now")}</li>
        <li class="legend-last">{t("last")}</li>
        <li class="legend-skipped">{t("skipped")}</li>
      </ul>
    </div>
  );
}

function State({ box, isNow, isSkipped }: { readonly box: Box; readonly isNow: boolean; readonly isSkipped: boolean }) {
  const { name, x, y, width, row } = box;
  return (
    <g
      class={`state ${isNow ? "now" : isSkipped ? "skipped" : ""}`}
      data-state={name}
      data-now={isNow}
      data-skipped={isSkipped}
    >
      <rect x={x} y={y} width={width} height={BOX_HEIGHT} rx="4" />
      <text x={x + width / 2} y={y + BOX_HEIGHT / 2}>
        {isNow ? `▶ ${name}` : name}
      </text>
      <title>{isSkipped ? t("skip", name) : row.deadlineS === null ? name : t("deadline", name, row.deadlineS)}</title>
    </g>
  );
}

function Arrow({ name }: { readonly name: string }) {
  return (
    <marker
      id={`arrow-${name}`}
      class={`arrow-${name}`}
      viewBox="0 0 8 8"
      refX="7"
      refY="4"
      markerWidth="8"
      markerHeight="8"
      markerUnits="userSpaceOnUse"
      orient="auto"
    >
      <path d="M0 0.5L8 4L0 7.5Z" />
    </marker>
  );
}
