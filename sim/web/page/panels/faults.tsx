/** All that can be broken, by hand and by a script, and how to do it again. */
import { translator } from "../i18n.ts";
import { Section } from "../section.tsx";
import { hello } from "../store.ts";
import { Catalogue } from "./faults/catalogue.tsx";
import { Power } from "./faults/power.tsx";
import { Script } from "./faults/script.tsx";
import { Session } from "./faults/session.tsx";
import "./faults.css";

const t = translator({ title: ["Faults", "故障注入"] });

export function Faults() {
  const known = hello.value;
  if (!known) return null;
  const { board, powerCut, network, script } = known.can;
  if (!board && !powerCut && !network && !script && known.faults.length === 0) return null;
  return (
    <Section name="faults" title={t("title")}>
      <div class="faults">
        <div>
          <Power />
          <Catalogue />
        </div>
        {script && (
          <div>
            <Script />
            <Session />
          </div>
        )}
      </div>
    </Section>
  );
}
