/** What the board that is built for has room for. Where nothing is built, as on the desk and in tests, all there is. */
export const HAS_PLATFORM = !(typeof __HAS_PLATFORM__ === "boolean" && !__HAS_PLATFORM__);
