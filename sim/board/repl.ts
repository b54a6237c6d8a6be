/**
 * Espruino's REPL over the port that has the console: prompt, echo, line editing, history, the lock, and packets. What it
 * sends was compared with 2v29 byte for byte (test/espruino/repl.test.ts). While a program prints, the line being typed is
 * taken off the terminal; it comes back in the loop's next turn.
 */
import { InputLine, openBrackets } from "./input-line.ts";
import { type PacketHost, Packets } from "./packets.ts";

export interface ReplHost extends PacketHost {
  /** For Ctrl-E. */
  readonly greeting: string;
  /** Runs a typed line; what it prints, throws and gives goes out by way of the console. */
  execute(source: string): void;
}

const HISTORY_CHARS = 500;
const PASSWORD_CHARS = 20;

/** Keys of a numeric pad in application mode, and the character each is. */
const PAD: Readonly<Record<string, string>> = { o: "/", j: "*", m: "-", k: "+", M: "\r" };

type State = "plain" | "dle" | "esc" | "pad" | "csi" | "number";

export class Repl {
  /** `echo()`. */
  echoes = true;
  password: string | undefined;
  isLocked = false;
  readonly #host: ReplHost;
  readonly #packets: Packets;
  readonly #history: string[] = [];
  readonly #line = new InputLine();
  #state: State = "plain";
  #number = 0;
  /** The line is off the terminal, to come back. */
  #isHidden = true;
  #isSettling = false;
  /** Begun by DLE: no echo until the end of this line. */
  #isSilentLine = false;
  #isInterrupted = false;

  constructor(host: ReplHost) {
    this.#host = host;
    this.#packets = new Packets(host, this.#line);
  }

  get echoesNow(): boolean {
    return this.echoes && !this.#isSilentLine;
  }

  /** Before anything is printed. */
  hide(): void {
    if (this.#isHidden) return;
    this.#isHidden = true;
    if (this.echoesNow) this.#host.send(this.#line.hide());
    this.#settleSoon();
  }

  /** After `load()`: echo and prompt are as they were. */
  resume(before: Repl): void {
    this.echoes = before.echoes;
    this.#isHidden = before.#isHidden;
    this.#settleSoon();
  }

  /** The prompt will be there when the loop has its next turn. */
  invite(): void {
    this.#isHidden = true;
    this.#settleSoon();
  }

  input(bytes: string): void {
    for (const ch of bytes) {
      if (this.isLocked) this.#logIn(ch);
      else if (this.#packets.isOpen) this.#packets.take(ch);
      else this.#key(ch);
    }
  }

  /** The end of the loop's turn: an interrupted line goes, the prompt returns. */
  #settle(): void {
    this.#isSettling = false;
    if (this.#isInterrupted) {
      this.#isInterrupted = false;
      if (!this.#line.isEmpty) {
        this.hide();
        this.#line.clear();
      }
    }
    this.#show();
  }

  #show(): void {
    if (!this.#isHidden) return;
    this.#isHidden = false;
    if (this.echoesNow) this.#host.send(this.#line.show(this.isLocked ? "password>" : ">"));
  }

  /** Behind all that the turn itself has put off: after `reset()` this prompt does not return. */
  #settleSoon(): void {
    if (this.#isSettling) return;
    this.#isSettling = true;
    this.#host.later(0, () => this.#host.later(0, () => this.#settle()));
  }

  /** An answer to a key, seen only where the line is. */
  #draw(bytes: string): void {
    if (bytes !== "" && this.echoesNow && !this.#isHidden) this.#host.send(bytes);
  }

  #logIn(ch: string): void {
    if (ch !== "\r" && ch !== "\n") {
      if (this.#line.text.length < PASSWORD_CHARS) this.#line.text += ch;
      return;
    }
    this.isLocked = this.#line.text !== this.password;
    this.#line.clear();
    this.#host.send(this.isLocked ? "\r\n  Invalid password\r\npassword>" : "\r\n  Logged in.\r\n");
    if (this.isLocked) return;
    this.#isHidden = true;
    this.#show();
  }

  #key(ch: string): void {
    const state = this.#state;
    if (ch === "\x01") {
      if (state !== "dle") return;
      if (this.#line.isEmpty) this.#isSilentLine = false;
      this.#state = "plain";
      this.#packets.begin();
    } else if (ch === "\x03") {
      this.#isInterrupted = true;
      this.#settleSoon();
    } else if (ch === "\x05") {
      if (this.#line.isEmpty) this.#host.send(`${this.#host.greeting}\r\n`);
    } else if (ch === "\x10") {
      if (this.#line.isEmpty) this.#isSilentLine = true;
      this.#state = "dle";
    } else if (ch === "\x1b") this.#state = "esc";
    else if (ch === "\0") this.#state = "plain";
    else if (state === "number") this.#sequence(ch);
    else {
      this.#state = "plain";
      if (state === "esc") this.#escape(ch);
      else if (state === "csi") this.#cursorKey(ch);
      else if (state === "pad") this.#padKey(ch);
      else this.#character(ch);
    }
  }

  #character(ch: string): void {
    if (ch === "\b" || ch === "\x7f") this.#draw(this.#line.erase(false));
    else if (ch === "\r" || ch === "\n") this.#newLine(true);
    // A terminal's tab completes (not here); an uploader's is text.
    else if (ch === "\t") this.#insert(this.echoesNow ? "" : "    ");
    else if (ch >= " ") this.#insert(ch);
  }

  #insert(text: string): void {
    if (text !== "") this.#draw(this.#line.insert(text));
  }

  #escape(ch: string): void {
    if (ch === "O") this.#state = "pad";
    else if (ch === "[") this.#state = "csi";
    else if (ch === "\n") this.#newLine(false);
  }

  #padKey(ch: string): void {
    if (ch === "F") this.#draw(this.#line.end());
    else if (ch === "H") this.#draw(this.#line.home());
    else if (PAD[ch]) this.#key(PAD[ch]);
  }

  #cursorKey(ch: string): void {
    if (ch >= "0" && ch <= "9") {
      this.#number = Number(ch);
      this.#state = "number";
    } else if (ch === "D") this.#draw(this.#line.left());
    else if (ch === "C") this.#draw(this.#line.right());
    else if (ch === "A") this.#vertical(-1);
    else if (ch === "B") this.#vertical(1);
    else this.#padKey(ch === "F" || ch === "H" ? ch : "");
  }

  /** ESC [ number, and then what it means. `d` would tell the line's number to a debugger. */
  #sequence(ch: string): void {
    if (ch >= "0" && ch <= "9") {
      this.#number = (10 * this.#number + Number(ch)) & 0xffff;
      return;
    }
    this.#state = "plain";
    if (ch === "H" && this.#number === 2) this.#eraseLine();
    if (ch !== "~") return;
    if (this.#number === 1) this.#draw(this.#line.home());
    else if (this.#number === 3) this.#draw(this.#line.erase(true));
    else if (this.#number === 4) this.#draw(this.#line.end());
    else if (this.#number === 5) this.#draw(this.#line.goTo(0));
    else if (this.#number === 6) this.#draw(this.#line.goTo(this.#line.text.length));
  }

  #eraseLine(): void {
    if (this.#line.isEmpty) return;
    this.hide();
    this.#line.clear();
  }

  /** Through the history, when the line is empty or from there; else within the line. */
  #vertical(lines: -1 | 1): void {
    const { text, cursor, isEmpty } = this.#line;
    const at = this.#history.indexOf(text);
    if ((!isEmpty && at < 0) || cursor !== text.length) {
      this.#draw(this.#line.turn(lines));
      return;
    }
    const next = at < 0 ? (lines < 0 ? this.#history.length - 1 : -1) : at + lines;
    const found = this.#history[next];
    if (found !== undefined || lines > 0) this.#draw(this.#line.replace(found ?? ""));
  }

  #newLine(runs: boolean): void {
    const line = this.#line;
    if (!line.isAtEnd) this.#draw(line.split());
    else if (!runs || openBrackets(line.text) > 0) this.#draw(line.append());
    else this.#execute();
  }

  #execute(): void {
    this.#draw("\r\n");
    if (!this.#isSilentLine) this.invite();
    const source = this.#line.text.trimEnd();
    this.#line.clear();
    if (source !== "") {
      this.#host.execute(source);
      if (this.echoesNow) this.#remember(source);
    }
    this.#isSilentLine = false;
  }

  #remember(source: string): void {
    if (source.length > HISTORY_CHARS) return;
    const at = this.#history.indexOf(source);
    if (at >= 0) this.#history.splice(at, 1);
    this.#history.push(source);
  }
}
