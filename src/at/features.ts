/** What the build leaves out on boards without room for it; where nothing is built, as in a test, all of it is there. */

/** Of a modem: its TLS and HTTP, which the further services of a cloud take. */
export const HAS_PLATFORM = !(typeof __HAS_PLATFORM__ === "boolean" && !__HAS_PLATFORM__);
