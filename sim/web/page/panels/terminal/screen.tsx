/** The terminal in its box: loaded when it is in sight, fed from what the port sends. */
import { effect, useSignal } from "@preact/signals";
import type { Ref } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { MAX_TYPED_CHARS } from "../../../messages.ts";
import { live, type Stream, stream } from "../../store.ts";
import { themeInForce } from "../../theme.ts";
import { ConsoleLines } from "./console-lines.tsx";
import { type } from "./keys.ts";
import { typedFrom } from "./paste.ts";
import { t } from "./words.ts";
import type { OpenTerminal } from "./xterm.ts";

const HINT_ID = "terminal-hint";

export function Screen() {
  const box = useRef<HTMLDivElement>(null);
  const state = useSignal<"waits" | "open" | "failed">("waits");
  const why = useSignal("");
  const refused = useSignal("");
  useEffect(() => {
    const ends: (() => void)[] = [];
    const pasted = (text: string): void => {
      const typed = typedFrom(text);
      refused.value =
        typed === undefined ? t("tooMuch", text.length.toLocaleString("en"), MAX_TYPED_CHARS.toLocaleString("en")) : "";
      if (typed) type(typed);
    };
    const open = async (): Promise<void> => {
      try {
        const { openTerminal } = await import("./xterm.ts");
        if (!box.current) return;
        const isAwaited = document.activeElement === box.current;
        const terminal = openTerminal({ box: box.current, label: t("label"), hint: HINT_ID, typed: type, pasted });
        ends.push(feed(terminal), dress(terminal), terminal.close);
        state.value = "open";
        if (isAwaited) terminal.focus();
      } catch (error) {
        why.value = (error as Error).message;
        state.value = "failed";
      }
    };
    ends.push(whenSeen(box.current as HTMLElement, open));
    return () => {
      for (const end of ends) end();
    };
  }, []);
  const isOff = live.value?.board.isOn === false;
  const isPaused = live.value?.pace?.isPaused === true;
  return (
    <>
      {state.value === "failed" && <p class="message bad">{t("failed", why.value)}</p>}
      {state.value === "failed" ? (
        <ConsoleLines />
      ) : (
        <div class="terminal-frame">
          <TerminalBox box={box} state={state.value} />
          {state.value === "waits" && <p class="terminal-loading quiet-text">{t("loading")}</p>}
        </div>
      )}
      <p class="quiet-text terminal-hint" id={HINT_ID}>
        {t("hint")}
      </p>
      <p class="terminal-state" role="status">
        {isOff ? t("off") : isPaused ? t("paused") : ""}
      </p>
      {refused.value !== "" && (
        <p class="message bad" role="alert">
          {refused.value}
        </p>
      )}
    </>
  );
}

/** A stop for the keyboard before there is a terminal in it, which then takes the keys over. */
function TerminalBox({ box, state }: { readonly box: Ref<HTMLDivElement>; readonly state: string }) {
  const waiting = state === "waits" ? ({ tabIndex: 0, role: "group", "aria-label": t("loading") } as const) : {};
  return <div class="terminal-box" ref={box} data-state={state} {...waiting} />;
}

/** What has come so far and all that comes; a list that is another begins the screen anew. */
function feed(terminal: OpenTerminal): () => void {
  const source = stream("terminal");
  let known: Stream<string> = { items: [], count: 0 };
  return effect(() => {
    const now = source.value;
    if (now.items !== known.items && known.count > 0) terminal.reset();
    const fresh = now.items === known.items ? now.count - known.count : now.items.length;
    if (fresh > 0) terminal.write(now.items.slice(-fresh).join(""));
    known = now;
  });
}

/** In the page's colours and language. */
function dress(terminal: OpenTerminal): () => void {
  return effect(() => {
    void themeInForce.value;
    terminal.label(t("label"));
    terminal.recolour();
  });
}

/** Once it is near, and the page has been painted. */
function whenSeen(box: HTMLElement, then: () => void): () => void {
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      observer.disconnect();
      requestAnimationFrame(() => setTimeout(then));
    },
    { rootMargin: "200px" },
  );
  observer.observe(box);
  return () => observer.disconnect();
}
