/**
 * The device's settings, in versions: the one in force and the one before it, each whole or not at all. A version that has
 * not been online yet is on trial beside the older one, which stays until then. What stands in Storage under `canary.json`
 * is taken over as a version once, whenever it has changed.
 * @singleton
 */
import type { Flash } from "../hal";
import { HAS_MQTT } from "../system/dialects";
import { HAS_PLATFORM } from "../system/features";
import type { Abilities } from "./abilities";
import type { Bank } from "./bank";
import { type CheckedConfig, type Config, checkConfig } from "./config";
import { SECRETS, settingAt } from "./secrets";
import type { Shelf } from "./shelf";
import { CONFIG_KIND, type Crc32, GIVEN_UP_KIND, MARK_DONE, MARK_OPEN, MARK_REFUSED, markOf, slotOf } from "./slot";

export interface Settings {
  /** The version in force, complete: what was wrong or missing has its default. */
  load(): CheckedConfig;
  /** The text of the version in force. */
  text(): string | undefined;
  /** Keeps a text for the next start if nothing is wrong with it, or only checks it; returns its problems. */
  change(text: string, isCheck?: boolean): string[];
  /** What the link depends on was on trial in it so often in vain that it is not tried again unless somebody wants just that. */
  isGivenUp(text: string): boolean;
  /** A version that may cost the link is in force, and has not been online yet. */
  isOnTrial(): boolean;
  /** It has had more starts than it may. */
  isTried(): boolean;
  /** The version in force has been online before. */
  isProven(): boolean;
  /** A text without any of the secrets. */
  masked(text: string): string;
  /** The version in force has been online. */
  confirm(): void;
  /** Puts the version before into force again. */
  revert(): void;
}

export const CONFIG_FILE = "canary.json";
/** The root certificate, as PEM text, that the modem's TLS checks the cloud's servers by; in Storage beside the settings. */
export const CA_FILE = "canary.ca";
export const MAX_CONFIG_CHARS = 1500;
/** Starts after which a version on trial is given up, whatever ended them. */
const TRIAL_BOOTS = 2;
/** One may have met an outage that was none of its doing. */
const TRIALS = 2;

export function createSettings(bank: Bank, shelf: Shelf, flash: Flash, crc32: Crc32, can: Abilities): Settings {
  const tooLong = "configuration is longer than " + MAX_CONFIG_CHARS + " characters";
  /** What is wrong with a file that was not taken over. */
  let fileProblems: string[] = [];

  function newest(): number {
    return shelf.slotsOf(CONFIG_KIND).pop() || 0;
  }

  function isProven(slot: number): boolean {
    return slot > 0 && markOf(bank.read(slot)) === MARK_DONE;
  }

  /** The proven version before the newest. */
  function older(): number {
    return shelf.slotsOf(CONFIG_KIND).slice(0, -1).filter(isProven).pop() || 0;
  }

  function tagOf(slot: number): number {
    return slot ? (bank.read(slot)[0] as number) : 0;
  }

  function currentText(): string | undefined {
    const slot = newest();
    if (slot) return bank.text(slot);
    const file = flash.read(CONFIG_FILE);
    return file && file.length > MAX_CONFIG_CHARS ? undefined : file;
  }

  function adopt(): void {
    const file = flash.read(CONFIG_FILE);
    const tag = file ? crc32(file) >>> 0 : 0;
    const slot = newest();
    if (!file || (slot && tagOf(slot) === tag)) return;
    fileProblems = file.length > MAX_CONFIG_CHARS ? [tooLong] : checkConfig(file, can).problems;
    if (!fileProblems.length) put(tag, file);
  }

  /** Of all versions before the newest only the one to go back to is needed. */
  function replace(): void {
    const kept = older();
    shelf
      .slotsOf(CONFIG_KIND)
      .slice(0, -1)
      .forEach((stale) => {
        if (stale === kept) return;
        // A mark that a power cut has torn is left: what it lacks could not be written over.
        if (markOf(bank.read(stale)) === MARK_OPEN) bank.mark(stale, MARK_REFUSED);
        shelf.forget(stale);
      });
  }

  function put(tag: number, text: string): boolean {
    const isKept = shelf.keepText(CONFIG_KIND, tag, text);
    if (isKept) replace();
    return isKept;
  }

  /** Of all settings, those that the link depends on. */
  function linkPart(text: string): string {
    const cloud = checkConfig(text, can, "cloud").config;
    const modem = checkConfig(text, can, "modem").config;
    return JSON.stringify(HAS_MQTT ? [cloud, modem, checkConfig(text, can, "mqtt").config] : [cloud, modem]);
  }

  function isOnTrial(): boolean {
    const slot = newest();
    return !!older() && !isProven(slot) && linkPart(bank.text(slot)) !== linkPart(bank.text(older()));
  }

  function confirm(): void {
    if (newest() && !isProven(newest())) bank.mark(newest(), MARK_DONE);
  }

  function linkTag(text: string): number {
    return crc32(linkPart(text)) >>> 0;
  }

  function isGivenUp(text: string): boolean {
    const tag = linkTag(text);
    return shelf.slotsOf(GIVEN_UP_KIND).filter((slot) => bank.read(slot)[0] === tag).length >= TRIALS;
  }

  function revert(): void {
    if (HAS_PLATFORM)
      shelf.add(GIVEN_UP_KIND, slotOf(GIVEN_UP_KIND, linkTag(bank.text(newest())), 0, 0, crc32), "", false);
    // Under the tag of the one it replaces, or the file would be taken over anew.
    if (shelf.keepText(CONFIG_KIND, tagOf(newest()), bank.text(older()))) {
      replace();
      confirm();
    } else {
      // No room, then, for the file either.
      bank.mark(newest(), MARK_REFUSED);
      shelf.forget(newest());
    }
  }

  replace();
  adopt();

  return {
    load() {
      const checked = checkConfig(currentText(), can);
      return fileProblems.length ? { config: checked.config, problems: fileProblems } : checked;
    },
    text: currentText,
    change(text, isCheck) {
      const problems = text.length > MAX_CONFIG_CHARS ? [tooLong] : checkConfig(text, can).problems;
      if (!problems.length && !isCheck && !put(tagOf(newest()), text)) problems.push("flash is full");
      return problems;
    },
    isGivenUp: HAS_PLATFORM ? isGivenUp : (undefined as never),
    isOnTrial,
    isTried: () => isOnTrial() && shelf.bootsSince(newest()) > TRIAL_BOOTS,
    isProven: () => isProven(newest()),
    masked(text) {
      return SECRETS.split(" ").reduce((rest, path) => {
        const secret = settingAt(checkConfig(currentText(), can, path.split(".")[0] as keyof Config).config, path);
        return secret ? rest.split(secret as string).join("***") : rest;
      }, text);
    },
    confirm,
    revert,
  };
}
