/** Numbers of the dialect (facts: modem sections 6.6, 7, 13, 19). */

/** The largest message that firmware is known to push. */
export const MAX_MESSAGE_BYTES = 4100;
/** A command that the modem answers out of its own head: a lost one is better repeated soon. */
export const OWN_MS = 2000;
/** A modem that is on answers a bare AT well within this; one that boots is asked again at once. */
export const ANSWER_MS = 120;
/** The manual's maximum for a command it does not list. */
export const UNLISTED_MS = 9000;
/** 2G takes twice what the Cat.1 families do. */
export const OPEN_MS = 45000;
export const SESSION_MS = 20000;
export const PUBACK_MS = 40000;
/** Time enough for every family to take a press of the power key: 1 s to 2 s are asked for. */
export const KEY_MS = 2000;
/** Air780E takes 500 ms for a power-off; the others 150 ms for a reset. */
export const RESET_MS = 600;
/** A bearer of its own for HTTP; twice what a step of the Cat.1 families takes. */
export const BEARER_MS = 20000;
/** Of a URL, as it is written (facts: modem section 15). */
export const MAX_URL_CHARS = 500;
/** Every family's HTTPREAD reaches up to here: the rest of what the server has sent is cut off silently. */
export const HTTP_WINDOW_BYTES = 3356;
export const MAX_RANGE_BYTES = 3072;
/** At a time, so that an alarm never waits long for the line. */
export const READ_BYTES = 1024;
/** More than the 120 s that the modem gives a server. */
export const FETCH_MS = 150000;
