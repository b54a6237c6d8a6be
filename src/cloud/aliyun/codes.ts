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
