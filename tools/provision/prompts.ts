/** What a person is asked: what an identity lacks, and whatever else shall be set. Nothing is written while questions are open. */
import { confirm, input, password, select } from "@inquirer/prompts";
import { EXIT, Fault } from "../fault.ts";
import type { Device } from "./device.ts";
import {
  choicesOf,
  DEVICE_SECRET,
  defaultsOf,
  type Flat,
  identityKeys,
  identityOf,
  isSecret,
  KEPT,
  needsSecret,
  problemOf,
  problemsOf,
  secretKey,
  typed,
} from "./settings.ts";

/** Standard output is the answer's. */
const AT = { output: process.stderr };
const DONE = "";
/** Those that a site needs come first. */
const FIRST = [
  "cloud.region",
  "modem.apn.name",
  "modem.path",
  "gas.sensor",
  "gas.warningLelPercent",
  "gas.alarmLelPercent",
];

/** Ctrl-C at a question is an answer too. */
export async function asked<T>(what: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if ((error as Error).name !== "ExitPromptError") throw error;
    throw new Fault(EXIT.failed, `Left at the question for ${what}; nothing was written.`);
  }
}

/** `asksAll`: nothing was given, so that all of it is asked for; else only what is missing. */
export async function complete(asksAll: boolean, device: Device, given: Flat): Promise<Flat> {
  let wanted = given;
  for (const path of identityKeys(given)) {
    if (asksAll || !wanted[path]) wanted = { ...wanted, [path]: await valueFor(path, wanted, device) };
  }
  const isOther = identityOf(wanted) !== identityOf(device.settings);
  const { [DEVICE_SECRET]: secret, ...rest } = wanted;
  if (isOther && secret === device.settings[DEVICE_SECRET]) wanted = rest;
  const own = secretKey(wanted);
  if (asksAll || (needsSecret(wanted) && !wanted[own]))
    wanted = { ...wanted, [own]: await valueFor(own, wanted, device) };
  return asksAll ? anythingElse(wanted, device) : wanted;
}

async function anythingElse(given: Flat, device: Device): Promise<Flat> {
  let wanted = given;
  for (;;) {
    const path = await nextKey(wanted, device);
    const problems = problemsOf(wanted, device.can);
    if (path === DONE && problems.length === 0) return wanted;
    if (path === DONE) process.stderr.write(`${problems.map((problem) => `  ${problem}`).join("\n")}\n`);
    else wanted = { ...wanted, [path]: await valueFor(path, wanted, device) };
  }
}

function nextKey(wanted: Flat, { can, boardFile }: Device): Promise<string> {
  const defaults = defaultsOf(can);
  const isOfUse = (path: string) => path !== "modem.path" || boardFile.board.modemUart.isDeviceFile;
  const keys = Object.keys(defaults).filter((path) => isOfUse(path) && (choicesOf(path, can)?.length ?? 2) > 1);
  const choices = [...FIRST.filter((path) => keys.includes(path)), ...keys.filter((path) => !FIRST.includes(path))].map(
    (path) => {
      const value = wanted[path] ?? defaults[path] ?? "";
      return { value: path, name: `${path.padEnd(24)} ${isSecret(path) && value !== "" ? KEPT : value}` };
    },
  );
  return asked("anything else", () =>
    select(
      { message: "Anything else?", choices: [{ value: DONE, name: "no, that is all" }, ...choices], pageSize: 10 },
      AT,
    ),
  );
}

/** The device's secrets stay where nothing is typed. */
function valueFor(path: string, wanted: Flat, { can }: Device): Promise<unknown> {
  const now = wanted[path] ?? defaultsOf(can)[path] ?? "";
  const check = (word: string) => problemOf(path, typed(path, word, can), wanted, can) ?? true;
  if (isSecret(path)) {
    const stays = wanted[path] ? wanted[path] : undefined;
    return asked(path, async () => {
      const message = `${path}${stays ? " (Enter: stays)" : path === DEVICE_SECRET ? "" : " (Enter: none)"}:`;
      const word = await password(
        { message, mask: "*", validate: (typedIn) => (typedIn === "" && stays ? true : check(typedIn)) },
        AT,
      );
      return word === "" && stays ? stays : word;
    });
  }
  const choices = choicesOf(path, can);
  if (choices)
    return asked(path, async () => {
      const word = await select(
        { message: `${path}:`, choices: choices.map((value) => ({ value })), default: String(now) },
        AT,
      );
      return typed(path, word, can);
    });
  return asked(path, async () => {
    const word = await input({ message: `${path}:`, ...(now !== "" && { default: String(now) }), validate: check }, AT);
    return typed(path, word, can);
  });
}

/** No is an end by hand. */
export async function agreeOrLeave(question: string): Promise<void> {
  const agrees = await asked("leave to write", () => confirm({ message: question, default: true }, AT));
  if (!agrees) throw new Fault(EXIT.failed, "Nothing was written.");
}

/** Between two devices of a batch. */
export async function askNext(name: string): Promise<"go" | "skip" | "quit"> {
  const message = `Plug in the next: ${name}. Enter goes on, s skips it, q quits:`;
  const validate = (word: string) => /^[sq]?$/i.test(word.trim()) || "Enter, s or q";
  const word = await asked(`the next device, ${name}`, () => input({ message, validate }, AT));
  return word.trim() === "" ? "go" : word.trim().toLowerCase() === "s" ? "skip" : "quit";
}
