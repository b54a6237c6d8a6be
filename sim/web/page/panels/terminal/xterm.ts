/** The terminal itself. Asked for only when it comes into sight: it is the largest piece of the page. */
import { FitAddon } from "@xterm/addon-fit";
import { type ITheme, Terminal } from "@xterm/xterm";
import "@xterm/xterm/css/xterm.css";

export interface TerminalOptions {
  readonly box: HTMLElement;
  readonly label: string;
  /** Id of the text that tells how to get out. */
  readonly hint: string;
  readonly typed: (text: string) => void;
  readonly pasted: (text: string) => void;
}

export interface OpenTerminal {
  /** One character a byte. */
  write(bytes: string): void;
  reset(): void;
  label(text: string): void;
  /** The page's colours are others now. */
  recolour(): void;
  focus(): void;
  close(): void;
}

const SCROLLBACK_LINES = 2000;

export function openTerminal({ box, label, hint, typed, pasted }: TerminalOptions): OpenTerminal {
  const terminal = new Terminal({
    fontFamily: getComputedStyle(document.documentElement).getPropertyValue("--mono"),
    fontSize: 13,
    lineHeight: 1.2,
    scrollback: SCROLLBACK_LINES,
    minimumContrastRatio: 4.5,
    cursorBlink: false,
    theme: colours(),
  });
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  terminal.open(box);
  terminal.onData(typed);
  terminal.attachCustomKeyEventHandler(keysOf(terminal));
  const { textarea } = terminal;
  textarea?.setAttribute("aria-label", label);
  textarea?.setAttribute("aria-describedby", hint);
  // Told aloud while somebody is in it: a console that chatters by itself would talk over all the rest of the page.
  textarea?.addEventListener("focus", () => (terminal.options.screenReaderMode = true));
  textarea?.addEventListener("blur", () => (terminal.options.screenReaderMode = false));
  const onPaste = (event: ClipboardEvent): void => {
    event.preventDefault();
    event.stopImmediatePropagation();
    pasted(event.clipboardData?.getData("text") ?? "");
  };
  box.addEventListener("paste", onPaste, true);
  const observer = new ResizeObserver(() => fit.fit());
  observer.observe(box);
  return {
    write: (bytes) => terminal.write(Uint8Array.from(bytes, (char) => char.charCodeAt(0))),
    reset: () => terminal.reset(),
    label: (text) => textarea?.setAttribute("aria-label", text),
    recolour: () => (terminal.options.theme = colours()),
    focus: () => terminal.focus(),
    close: () => {
      observer.disconnect();
      box.removeEventListener("paste", onPaste, true);
      terminal.dispose();
    },
  };
}

/** Those that are the browser's: out of the terminal, copy, paste. */
function keysOf(terminal: Terminal): (event: KeyboardEvent) => boolean {
  let isLeaving = false;
  return ({ type, key, shiftKey, ctrlKey, metaKey }) => {
    if (type !== "keydown" || key === "Shift") return true;
    const wasLeaving = isLeaving;
    // Alone it means nothing to the device.
    isLeaving = key === "Escape";
    if (isLeaving) return false;
    if (key === "Tab") return !wasLeaving && !shiftKey;
    const isCommand = ctrlKey || metaKey;
    if ((isCommand && key.toLowerCase() === "v") || (shiftKey && key === "Insert")) return false;
    if (!isCommand || key.toLowerCase() !== "c" || !terminal.hasSelection()) return true;
    // The browser copies first; the next Ctrl-C is the device's.
    setTimeout(() => terminal.clearSelection());
    return false;
  };
}

function colours(): ITheme {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string): string => style.getPropertyValue(name).trim();
  return {
    background: of("--back"),
    foreground: of("--text"),
    cursor: of("--accent"),
    cursorAccent: of("--on-accent"),
    selectionBackground: of("--accent"),
    selectionForeground: of("--on-accent"),
    red: of("--bad"),
    green: of("--good"),
    yellow: of("--warn"),
  };
}
