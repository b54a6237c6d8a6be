/** One device from what it has to what it shall have: looked at, shown, agreed to, kept, restarted, read back. */
import { CA_FILE, CONFIG_FILE } from "../../src/store/settings.ts";
import { EXIT, Fault } from "../fault.ts";
import { type Device, passwordOf, pause, put, settingsIn, type Way, wayFor } from "./device.ts";
import type { Port } from "./port.ts";
import type { Root } from "./root.ts";
import { planRoot, putRoot, type RootPlan } from "./root-file.ts";
import {
  type Change,
  changesOf,
  DEVICE_NAME,
  DEVICE_SECRET,
  defaultsOf,
  differences,
  type Flat,
  HOST,
  hasKept,
  identityKeys,
  identityOf,
  keepsNothing,
  merged,
  needsSecret,
  PRODUCT_KEY,
  problemsOf,
  secretKey,
  typed,
  unknownKeys,
} from "./settings.ts";
import type { Given } from "./sources.ts";
import type { Teller } from "./teller.ts";

const LOOK_MS = 1000;

export interface Wishes {
  readonly isDry: boolean;
  readonly reboots: boolean;
  readonly waitsOnline: boolean;
  readonly timeoutS: number;
  readonly signal: AbortSignal;
  /** The root certificate that the device shall have; absent: the one it has, or none. */
  readonly root?: Root;
  /** Asks for what is missing; absent where nobody can be asked. */
  readonly complete?: (device: Device, wanted: Flat) => Promise<Flat>;
  /** Throws unless somebody agrees. */
  readonly agree: (question: string, isOther: boolean) => Promise<void>;
}

/** What was given, in the types of the board's keys, on top of what the device has. */
export function wantedOf(device: Pick<Device, "settings" | "can">, { flat, words }: Given): Flat {
  const { settings, can } = device;
  const given = {
    ...flat,
    ...Object.fromEntries(Object.entries(words).map(([path, word]) => [path, typed(path, word, can)])),
  };
  const wrong = [...unknownKeys(given, can), ...keepsNothing(given, settings)];
  if (wrong.length > 0) throw refused(wrong);
  return withoutOldSecret(settings, merged(settings, given));
}

/** Another device has another secret. */
function withoutOldSecret(before: Flat, wanted: Flat): Flat {
  const isOther = identityOf(before) !== undefined && identityOf(before) !== identityOf(wanted);
  if (!isOther || wanted[DEVICE_SECRET] !== before[DEVICE_SECRET]) return wanted;
  const { [DEVICE_SECRET]: _, ...rest } = wanted;
  return rest;
}

export async function provision(port: Port, device: Device, given: Given, wishes: Wishes, tell: Teller): Promise<void> {
  const { can, settings } = device;
  let wanted = wantedOf(device, given);
  if (wishes.complete) wanted = withoutOldSecret(settings, await wishes.complete(device, wanted));
  const needed = [...identityKeys(wanted), ...(needsSecret(wanted) ? [secretKey(wanted)] : [])];
  const missing = needed.filter((key) => !wanted[key]);
  if (missing.length > 0) throw missingFault(missing);
  const problems = problemsOf(wanted, can);
  if (problems.length > 0) throw refused(problems);
  // What the device does by itself is no change.
  const changes = changesOf({ ...defaultsOf(can), ...settings }, wanted);
  const plan = await planRoot(port.repl, device, wanted, wishes.root);
  for (const what of plan.warnings) tell.tell("warning", { what }, `warning: ${what}.`);
  if (changes.length === 0 && !plan.root) {
    tell.tell("unchanged", { identity: identityOf(settings) }, `${identityOf(settings)}: nothing to change.`);
    if (wishes.waitsOnline && device.state === "running" && !wishes.isDry) await waitOnline(port, wishes, tell);
    return;
  }
  const way = changes.length > 0 ? await wayFor(port.repl, device, wanted) : undefined;
  tellPlan(device, wanted, plan.change ? [...changes, plan.change] : changes, way, tell);
  if (wishes.isDry) return tell.tell("dry-run", {}, "Nothing was written (--dry-run).");
  if (device.isInAlarm && wishes.reboots)
    throw new Fault(
      EXIT.failed,
      "The device is in alarm: it is not restarted now, and nothing was written. See to the alarm first; --no-reboot keeps the settings for the next start.",
    );
  const isOther = identityOf(settings) !== undefined && identityOf(settings) !== identityOf(wanted);
  await wishes.agree(
    isOther ? `This device is ${identityOf(settings)}. Make it ${identityOf(wanted)}?` : "Write this?",
    isOther,
  );
  wishes.signal.throwIfAborted();
  await keep(port, device, wanted, plan, way, tell);
  wishes.signal.throwIfAborted();
  await takeEffect(port, device, wanted, wishes, tell);
}

/** The certificate before the settings that may ask for it. */
async function keep(
  port: Port,
  device: Device,
  wanted: Flat,
  { root }: RootPlan,
  way: Way | undefined,
  tell: Teller,
): Promise<void> {
  if (root) {
    await putRoot(port.repl, device, root);
    tell.tell("kept", { way: "file", file: CA_FILE }, `Written into Storage as ${CA_FILE}.`);
  }
  if (!way) return;
  const taken = await put(port.repl, device, wanted, way);
  tell.tell(
    "kept",
    { way: taken },
    taken === "config" ? "Kept as a version of the settings." : `Written into Storage as ${CONFIG_FILE}.`,
  );
}

async function takeEffect(port: Port, device: Device, wanted: Flat, wishes: Wishes, tell: Teller): Promise<void> {
  if (device.state === "bare")
    return tell.tell(
      "waits",
      { for: "flash" },
      "No firmware runs on this board yet: it takes them over at its first start. Next: canary flash",
    );
  if (!wishes.reboots)
    return tell.tell("waits", { for: "restart" }, "They come into force at the next start (--no-reboot).");
  const repl = await port.restart(device, passwordOf(wanted));
  const wrong = differences(wanted, await settingsIn(repl, device.boardFile), device.can);
  if (wrong.length > 0) throw mismatch(device, wrong);
  const untold = "; of a secret the device tells only that it has one";
  tell.tell("verified", {}, `Restarted, and read back: as it should be${untold}.`);
  if (wishes.waitsOnline) await waitOnline(port, wishes, tell);
}

function mismatch({ state }: Device, wrong: readonly Change[]): Fault {
  const list = wrong.map(({ key, from, to }) => `  ${key} is ${from || "empty"}, not ${to || "empty"}`).join("\n");
  const cure =
    state === "safe mode"
      ? `The device had taken over the same ${CONFIG_FILE} before. Run it again: now that the firmware runs, it goes another way.`
      : `Something else was taken over at the start: an older ${CONFIG_FILE}, or settings that were given up. Run it again, and see the log with canary monitor.`;
  return new Fault(EXIT.mismatch, `After the restart the device has other settings:\n${list}\n${cure}`);
}

/** Only a login that was taken proves a secret. */
async function waitOnline(port: Port, { timeoutS, signal }: Wishes, tell: Teller): Promise<void> {
  const from = Date.now();
  for (;;) {
    const [link, causes] = await port.repl.ask<[string, unknown]>(
      "(function(s){return[s.link,s.causes]})(canary.status())",
      undefined,
      "canary.status()",
    );
    const tookS = Math.round((Date.now() - from) / 1000);
    if (link === "ONLINE")
      return tell.tell("online", { tookS }, `ONLINE after ${tookS} s: the cloud has taken the login.`);
    if (tookS >= timeoutS)
      throw new Fault(
        EXIT.timeout,
        `Not online within ${timeoutS} s: the link is at ${link}, and what failed so far is ${JSON.stringify(causes ?? {})}. The settings are kept; if they cost the link, the device goes back to those before by itself. canary monitor shows it trying.`,
      );
    await pause(LOOK_MS, signal);
  }
}

function tellPlan(device: Device, wanted: Flat, changes: readonly Change[], way: Way | undefined, tell: Teller): void {
  const before = identityOf(device.settings);
  const becomes = identityOf(wanted);
  tell.tell(
    "plan",
    { before, becomes, way, keepsSecrets: hasKept(wanted) },
    before === becomes ? `${becomes} changes:` : `${before ?? "no identity"} -> ${becomes}`,
  );
  for (const change of changes) tell.change(change);
}

const refused = (problems: readonly string[]): Fault =>
  new Fault(
    EXIT.usage,
    `These settings can't be used, and nothing was written:\n${problems.map((one) => `  ${one}`).join("\n")}\nCorrect these and run again.`,
  );

const HOW: Readonly<Record<string, string>> = {
  [PRODUCT_KEY]: "--product-key",
  [DEVICE_NAME]: "--device-name",
  [HOST]: "--set cloud.host=<name>",
  [DEVICE_SECRET]: "--secret-file <file>, --secret-file - or $CANARY_DEVICE_SECRET",
};

function missingFault(missing: readonly string[]): Fault {
  const list = missing.map((key) => `  ${key}: ${HOW[key]}`).join("\n");
  return new Fault(
    EXIT.usage,
    `Nothing was written: an identity has three parts, and another identity another secret. Missing:\n${list}\nA file with all of it is taken by --file; on a terminal they are asked for.`,
  );
}
