/** `FaultCode` of the event `GasFault_Event`: what is wrong with the device, not with the air. */

/** Tags of the sensor's readings: codes from 1 on. A saturated one raises the alarm as well. */
export const SENSOR_FAULTS = ["fault:open", "fault:saturated", "fault:adc"];
/** The cloud does not take the login. */
export const LOGIN_REFUSED = 20;
export const SIM_REFUSED = 21;
/** New settings did not come online: the ones before are in force again. */
export const SETTINGS_REVERTED = 30;
