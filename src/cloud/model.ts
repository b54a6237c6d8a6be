/**
 * The thing model, in types and tables. Made of thing-model.json by `npm run model`; do not edit.
 * `declare`: its names are the platform's, and stay as they are.
 */

/** Properties by their name. */
export declare interface ModelProperties {
  "PowerSwitch": 0 | 1;
  "GasConcentration": number;
  "GasLel": number;
  "GasState": 0 | 1 | 2 | 3 | 4;
  "SignalStrength": number;
  "RecordsWaiting": number;
  "RecordsDropped": number;
  "RecordsRefused": number;
  "BootCount": number;
  "ResetCause": string;
  "LastCrash": string;
  "SensorFault": number;
  "RunHours": number;
  "CalibrationDueH": number;
  "CalibrationCount": number;
  "R0Drift": number;
  "LelPpm": number;
  "ReportInterval": number;
  "WarningLevel": number;
  "AlarmLevel": number;
}

/** Those that the cloud may set. */
export type SettableName = "PowerSwitch" | "ReportInterval" | "WarningLevel" | "AlarmLevel";

/** Each event's outputs. */
export declare interface ModelEvents {
  "GasCheck_Event": {
    "GasState": 0 | 1 | 2 | 3 | 4;
    "GasConcentration": number;
    "GasLel": number;
    "OverRange": 0 | 1;
  };
  "GasFault_Event": {
    "FaultCode": number;
    "FaultState": 0 | 1;
  };
  "PowerOn_Event": {
    "BootCount": number;
    "ResetCause": string;
    "Version": string;
  };
  "SelfTest_Event": {
    "Result": number;
  };
}

/** Each service's inputs; the cloud may leave any out. */
export declare interface ModelInputs {
  "Calibrate": {
    "Ppm": number;
  };
  "SelfTest": Record<string, never>;
  "Silence": Record<string, never>;
  "Acknowledge": Record<string, never>;
  "Reboot": Record<string, never>;
  "GetDiagnostics": Record<string, never>;
}

/** Each service's outputs. */
export declare interface ModelOutputs {
  "Calibrate": {
    "R0Ohm": number;
    "Reason": string;
  };
  "SelfTest": {
    "Result": number;
  };
  "Silence": Record<string, never>;
  "Acknowledge": Record<string, never>;
  "Reboot": {
    "Reason": string;
  };
  "GetDiagnostics": {
    "Version": string;
    "Link": string;
    "Failures": number;
    "SignalStrength": number;
    "Waiting": number;
    "Dropped": number;
    "Refused": number;
    "Resends": number;
    "BootCount": number;
    "ResetCause": string;
    "JsVars": number;
  };
}

/** Floats that are told: ` name:decimals`. One that is written without a point is dropped by the platform. */
export const FLOATS = " GasConcentration:1 GasLel:2 R0Drift:1 R0Ohm:1";
/** Of those that can be set. */
export const SETTABLE_FLOATS = " WarningLevel:1 AlarmLevel:1";
/**
 * What can be set: `name|type|...`, with the type as the platform numbers it (0 int, 1 float, 2 bool, 3 enum, 4 text), and
 * behind it lowest and highest, the values that there are, or the most characters.
 */
export const SETTABLE = "PowerSwitch|2|0|1;ReportInterval|0|10|300;WarningLevel|1|1|10;AlarmLevel|1|2|20";
/** What services take, in the same way: `service.input|...`. */
export const INPUTS = "Calibrate.Ppm|1|0|1000000";
