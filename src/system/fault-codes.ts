/** `FaultCode` of the event `GasFault_Event`: what is wrong with the device, not with the air. */

/** Tags of the sensor's readings: codes from 1 on. Where it is over range (`saturated`), it alarms as well. */
export const SENSOR_FAULTS = [
  "fault:open",
  "fault:saturated",
  "fault:adc",
  "fault:short",
  "fault:heater",
  "fault:supply",
  "fault:stale",
  "fault:frozen",
  "fault:checksum",
  "fault:range",
];
/** The cloud does not take the login. */
export const LOGIN_REFUSED = 20;
export const SIM_REFUSED = 21;
/** New settings did not come online: the ones before are in force again. */
export const SETTINGS_REVERTED = 30;
/** There is something wrong with the settings: what was in force before is, or else their defaults. */
export const SETTINGS_BAD = 31;
/** Neither the settings nor a calibration say what R0 is: what is read is a guess. */
export const UNCALIBRATED = 32;
/** The sensor's five years are over in 30 days, or over. */
export const LIFE_ENDS = 40;
export const LIFE_OVER = 41;
