/** What Espruino does by itself at a start, from a Storage that it can't read to the prompt. */
import { latin1 } from "./bytes.ts";
import type { Console } from "./console.ts";
import type { FileStore } from "./files.ts";
import type { StopCause } from "./loop.ts";
import type { Realm } from "./realm.ts";
import { runScoped } from "./scope.ts";
import type { Session } from "./session.ts";

export interface Start {
  readonly cause: StopCause | "power-on";
  /** That `load(file)` named: it runs behind all others. */
  readonly file?: string;
  /** Each file's variables are its own. */
  readonly isScoped: boolean;
}

/** The first of these that exist run, in this order; after `reset()` the last one does not. */
const BOOT_FILES = [".bootrst", ".boot0", ".boot1", ".boot2", ".boot3", ".bootcde"];

const run = (realm: Realm, source: string, filename: string): unknown => realm.run(source, filename);

export function runBootFiles(session: Session, files: FileStore, { cause, file, isScoped }: Start): void {
  const { loop, emitters, system, console } = session;
  if (cause !== "load" && cause !== "reset") loop.run(() => checkStorage(console, files));
  const execute = (name: string): void => {
    const code = files.read(name);
    if (code) loop.run(() => (isScoped ? runScoped : run)(loop.realm, latin1(code), name));
  };
  for (const name of cause === "reset" ? BOOT_FILES.slice(0, -1) : BOOT_FILES) execute(name);
  emitters.fire(system.e, "init", []);
  if (loop.realm.global.onInit && loop.isAlive) console.say("Running onInit()...");
  loop.run(() => loop.realm.global.onInit?.());
  if (loop.isAlive) greet(console, files, cause);
  if (file !== undefined) execute(file);
}

/** Without a program Espruino says what it is; `load()` goes on without a word. */
function greet(console: Console, files: FileStore, cause: Start["cause"]): void {
  const hasProgram = cause !== "reset" && [".bootcde", ".bootrst"].some((name) => files.read(name));
  if (cause === "load") return;
  if (console.repl.echoes) console.say(hasProgram ? "" : `\n${console.greeting}\n`);
  console.repl.invite();
}

/** When the chip starts, Espruino wipes a Storage it can't read: all of it, with whatever else is in its bank. */
function checkStorage(console: Console, files: FileStore): void {
  if (files.isSound) return;
  console.line("Storage is corrupt.\nErasing Storage Area...");
  files.eraseAll();
  console.line("Erase complete.");
}
