/** Keys that are typed one at a time, taken for the lines that they are. */

const ENDS = ["\r", "\n", "\x03"];
/** Keys without a character, and a terminal's sequences. */
const CONTROLS = /\p{Cc}\[[\d;]*[A-Za-z~]|\p{Cc}/gu;

export const endsLine = (keys: string): boolean => ENDS.some((end) => keys.includes(end));

/** As it can be shown. */
export const shownLine = (keys: string): string => keys.replace(CONTROLS, "");
