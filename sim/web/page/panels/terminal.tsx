/** The device's console: a terminal where it takes keys, its lines where it does not. */
import { Section } from "../section.tsx";
import { hello } from "../store.ts";
import { ConsoleLines } from "./terminal/console-lines.tsx";
import { type } from "./terminal/keys.ts";
import { Screen } from "./terminal/screen.tsx";
import { t } from "./terminal/words.ts";
import "./terminal.css";

/** What Espruino takes for "away with what is half typed". */
const ERASE_LINE = "\x1b[2H";
const INTERRUPT = "\x03";
const ASKED = ["canary.status()", "canary.help()"];

export function Terminal() {
  const canType = hello.value?.can.repl === true;
  return (
    <Section name="terminal" title={t("title")} tools={canType && <Buttons />}>
      {canType ? (
        <Screen />
      ) : (
        <>
          <ConsoleLines />
          <p class="quiet-text terminal-hint">{t("linesOnly")}</p>
        </>
      )}
    </Section>
  );
}

function Buttons() {
  return (
    <>
      {ASKED.map((source) => (
        <button key={source} type="button" onClick={() => type(`${ERASE_LINE}${source}\r`)}>
          <code>{source}</code>
        </button>
      ))}
      <button type="button" onClick={() => type(INTERRUPT)}>
        {t("interrupt")}
      </button>
    </>
  );
}
