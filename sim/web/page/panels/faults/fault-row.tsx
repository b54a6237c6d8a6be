/** One fault: a toggle where it is held, else a button that leaves a mark; what it is; which of its kinds. */
import { useComputed, useSignal } from "@preact/signals";
import type { FaultInfo } from "../../../messages.ts";
import { clockText } from "../../format.ts";
import { translator } from "../../i18n.ts";
import { whatOf } from "../what-of.ts";
import { baseName } from "./find.ts";
import { faultsLive, forS, secondsIn, startedMs, step } from "./state.ts";

const t = translator({
  kind: ["kind of {}", "{} 的类型"],
  any: ["any", "任意"],
  stands: ["stands", "进行中"],
  last: ["last {}", "上次 {}"],
  held: ["held", "保持"],
  next: ["on the next one", "作用于下一次"],
});

export function FaultRow({ fault }: { readonly fault: FaultInfo }) {
  const { name, what, lasts, acts, variants } = fault;
  const variant = useSignal("");
  const isStanding = useComputed(() => faultsLive.value?.standing.some((one) => baseName(one.name) === name) ?? false);
  const last = useComputed(() => {
    let latest: number | undefined;
    for (const [whole, atMs] of startedMs.value) if (baseName(whole) === name) latest = Math.max(latest ?? 0, atMs);
    return latest;
  });
  const act = () => {
    if (isStanding.value) {
      step({ faultEnds: name });
      return;
    }
    const seconds = lasts === "held" ? secondsIn(forS.value) : undefined;
    const whole = variant.value === "" ? name : `${name}:${variant.value}`;
    step({ fault: whole, ...(seconds !== undefined && { forS: seconds }) });
  };
  const isHeld = lasts === "held";
  return (
    <li class="fault-row" data-fault={name}>
      <span class="fault-act">
        <button type="button" {...(isHeld && { "aria-pressed": isStanding.value })} onClick={act}>
          {name}
        </button>
        {variants.length > 0 && (
          <select
            aria-label={t("kind", name)}
            value={variant.value}
            onChange={({ currentTarget }) => (variant.value = currentTarget.value)}
          >
            <option value="">{t("any")}</option>
            {variants.map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
          </select>
        )}
      </span>
      <span class="fault-what">
        {whatOf(name, what)}{" "}
        <span class="quiet-text">
          {[isHeld ? t("held") : "", acts === "next" ? t("next") : ""].filter(Boolean).join(", ")}
        </span>
      </span>
      <span class="fault-mark quiet-text">
        {isStanding.value ? t("stands") : last.value === undefined ? "" : t("last", clockText(last.value, 0))}
      </span>
    </li>
  );
}
