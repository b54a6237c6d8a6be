/** The product's thing model (TSL) as the console holds it, and the check of one value against it (facts 2.1, 2.4). */

export type DataType = "bool" | "int" | "float" | "enum" | "text";

export interface DataSpec {
  readonly type: DataType;
  readonly unit?: string;
  readonly min?: number;
  readonly max?: number;
  /** Enum: number -> meaning. */
  readonly values?: Readonly<Record<number, string>>;
}

export interface EventSpec {
  readonly type: "info" | "alert" | "error";
  readonly outputs: Readonly<Record<string, DataSpec>>;
}

/** Inputs and outputs may be left out. */
export interface ServiceSpec {
  readonly inputs: Readonly<Record<string, DataSpec>>;
  readonly outputs: Readonly<Record<string, DataSpec>>;
}

export interface ThingModel {
  readonly properties: Readonly<Record<string, DataSpec>>;
  readonly events: Readonly<Record<string, EventSpec>>;
  readonly services: Readonly<Record<string, ServiceSpec>>;
}

const GAS_STATE: DataSpec = {
  type: "enum",
  values: { 0: "warming", 1: "normal", 2: "warning", 3: "alarm", 4: "fault" },
};
const GAS_CONCENTRATION: DataSpec = { type: "float", unit: "ppm", min: 0, max: 1_000_000 };
/** Pure methane is 2000 %LEL: more cannot be. */
const GAS_LEL: DataSpec = { type: "float", unit: "%LEL", min: 0, max: 2000 };

/** What they mean is the firmware's table, `src/system/fault-codes.ts`. */
const FAULT_CODE: DataSpec = { type: "int", min: 1, max: 99 };
const FAULT_STATE: DataSpec = { type: "enum", values: { 0: "cleared", 1: "raised" } };
const COUNT: DataSpec = { type: "int", min: 0, max: 2_147_483_647 };

const HOURS: DataSpec = { type: "int", unit: "h", min: -2_147_483_648, max: 2_147_483_647 };
const NOTHING: ServiceSpec = { inputs: {}, outputs: {} };

export const GAS_MODEL: ThingModel = {
  properties: {
    PowerSwitch: { type: "bool" },
    GasConcentration: GAS_CONCENTRATION,
    GasLel: GAS_LEL,
    GasState: GAS_STATE,
    SignalStrength: { type: "int", unit: "dBm", min: -150, max: 0 },
    /** Records that wait in the device, that it had to drop, and that the platform refused for good. */
    RecordsWaiting: COUNT,
    RecordsDropped: COUNT,
    RecordsRefused: COUNT,
    /** Starts of the board, why the last one was, and what went wrong before it. */
    BootCount: COUNT,
    ResetCause: { type: "text" },
    LastCrash: { type: "text" },
    /** What is wrong with the sensor, as `FaultCode` of the event; 0 is nothing. */
    SensorFault: { type: "int", min: 0, max: 99 },
    /** Of the sensor: how long it was heated, when it has to be calibrated (negative is overdue), what calibration found. */
    RunHours: { ...HOURS, min: 0 },
    CalibrationDueH: HOURS,
    CalibrationCount: COUNT,
    R0Drift: { type: "float", unit: "%", min: -100, max: 10_000 },
    /** The ppm that count as 100 %LEL. */
    LelPpm: { type: "int", unit: "ppm", min: 0, max: 1_000_000 },
  },
  events: {
    GasCheck_Event: {
      type: "alert",
      outputs: {
        GasState: GAS_STATE,
        GasConcentration: GAS_CONCENTRATION,
        GasLel: GAS_LEL,
        /** More than the sensor can measure: the concentration is the end of its range. */
        OverRange: { type: "bool" },
      },
    },
    GasFault_Event: { type: "error", outputs: { FaultCode: FAULT_CODE, FaultState: FAULT_STATE } },
    /** One bit a part that failed; 0 is all well. */
    SelfTest_Event: { type: "info", outputs: { Result: { type: "int", min: 0, max: 255 } } },
  },
  services: {
    /** In clean air, or in so much gas. */
    Calibrate: {
      inputs: { Ppm: { type: "float", unit: "ppm", min: 0, max: 1_000_000 } },
      outputs: { R0Ohm: { type: "float", unit: "ohm", min: 0, max: 1e9 }, Reason: { type: "text" } },
    },
    SelfTest: { inputs: {}, outputs: { Result: { type: "int", min: 0, max: 255 } } },
    Silence: NOTHING,
    Acknowledge: NOTHING,
  },
};

export interface ValueFault {
  readonly code: number;
  readonly why: string;
}

interface TypeCheck {
  readonly code: number;
  readonly wants: string;
  /** `raw` is the number as it was written: JSON.parse makes 10.0 and 10 the same. */
  readonly fits: (spec: DataSpec, value: unknown, raw: unknown) => boolean;
}

const TYPE_CHECKS: Readonly<Record<DataType, TypeCheck>> = {
  bool: { code: 6308, wants: "0 or 1", fits: (_, value, raw) => isNumber(value) && (raw === "0" || raw === "1") },
  int: { code: 6306, wants: "an integer", fits: (spec, value, raw) => isInteger(value, raw) && inRange(spec, value) },
  float: {
    code: 6307,
    wants: "a number written with a decimal point",
    fits: (spec, value, raw) => isNumber(value) && String(raw).includes(".") && inRange(spec, value),
  },
  enum: {
    code: 6309,
    wants: "one of the enum's integers",
    fits: (spec, value, raw) => isInteger(value, raw) && value in (spec.values ?? {}),
  },
  text: {
    code: 6310,
    wants: "a text of at most 10240 characters",
    fits: (_, value) => typeof value === "string" && value.length <= 10_240,
  },
};

export function valueFault(name: string, spec: DataSpec, value: unknown, raw: unknown): ValueFault | undefined {
  const check = TYPE_CHECKS[spec.type];
  if (check.fits(spec, value, raw)) return undefined;
  const shown = isNumber(value) ? String(raw) : JSON.stringify(value);
  const range = spec.min === undefined && spec.max === undefined ? "" : ` within ${spec.min} to ${spec.max}`;
  return { code: check.code, why: `${name} is ${shown}, not ${check.wants}${range}` };
}

const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);

function isInteger(value: unknown, raw: unknown): value is number {
  return isNumber(value) && /^-?\d+$/.test(String(raw));
}

function inRange(spec: DataSpec, value: number): boolean {
  return value >= (spec.min ?? Number.NEGATIVE_INFINITY) && value <= (spec.max ?? Number.POSITIVE_INFINITY);
}
