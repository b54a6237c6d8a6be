import { language } from "../i18n.ts";
import { WHAT_ZH } from "./what-zh-table.ts";

/** In the language of the page; a name that is new stays in English. */
export const whatOf = (name: string, what: string): string => (language.value === "zh" && WHAT_ZH[name]) || what;
