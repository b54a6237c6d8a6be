/** Whose firmware the pages' nodes run. */
export const BOARD = "pico";
