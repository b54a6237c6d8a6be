/** What faults and courses are, in Chinese: the catalogue itself tells it in English. */
import { language } from "../i18n.ts";

const ZH: Readonly<Record<string, string>> = {};

export const whatOf = (name: string, what: string): string => (language.value === "zh" && ZH[name]) || what;
