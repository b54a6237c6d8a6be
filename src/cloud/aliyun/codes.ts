/** The platform's codes that this device gives or must tell apart (facts: cloud section 2.4). */
export const SUCCESS = 200;
export const PARAMETERS_BAD = 460;
export const TOPIC_ILLEGAL = 6203;
export const JSON_BAD = 6207;
/** Float, bool, enum and text follow, in this order. */
export const INT_BAD = 6306;
export const BOOL_BAD = 6308;
export const PROPERTY_UNKNOWN = 6320;
export const SERVICE_UNKNOWN = 5161;
export const METHOD_MISSING = 6300;
/** From here on a code is the device's own: understood, and not to be done now. */
export const OWN_CODES = 100000;

/** Whether the same message may be taken later: only what is wrong with the message itself stays wrong. */
export function mayChange(code: number): boolean {
  // A device that is disabled (6204, 6208) may be enabled again; 6313 is the platform's own trouble.
  if (code === 6204 || code === 6208 || code === 6313) return true;
  return code !== PARAMETERS_BAD && (code < 6200 || code >= 6400);
}

/** What is only asked for is asked again for these alone: any other word is an answer. */
export function isLater(code: number): boolean {
  return code === 500 || isThrottled(code) || (code < 6400 && code >= 6200 && mayChange(code));
}

/** Too much at once, of this device or of all. */
export function isThrottled(code: number): boolean {
  return code === 429 || code === 6452 || code === 26010;
}
