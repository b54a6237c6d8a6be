/**
 * What the firmware needs of a board, and what a board file says about itself. Interfaces only: `src/espruino.ts` fills
 * them on Espruino, `boards/<id>.ts` holds the data, tests bring their own.
 */

/** Monotonic time for all waiting; wall time is an offset kept elsewhere (`system/clock.ts`). */
export interface Clock {
  /** Milliseconds since an arbitrary start; never goes back. */
  nowMs(): number;
  /** Runs `fn` once after `delayMs`; the handle, never 0, is for `cancel`. */
  after(delayMs: number, fn: () => void): number;
  /** 0 is no timer. A handle must not be cancelled once it has fired: Espruino gives its number to the next timer. */
  cancel(handle: number): void;
}

/** A serial line, in Espruino's own shape. Text is one character a byte (0x00–0xFF). */
export interface Uart {
  write(bytes: string): void;
  on(event: "data", listener: (chunk: string) => void): void;
}

/** One that somebody may look on at. */
export interface WatchedUart extends Uart {
  /** Its turn comes before the others'. */
  prependListener(event: "data", listener: (chunk: string) => void): void;
  removeListener(event: "data", listener: (chunk: string) => void): void;
}

/** Reads one analogue input: a fraction of the ADC's reference, 0..1. NaN where the board has no ADC. */
export type Adc = () => number;

/** One digital output; false when its pin did not follow. */
export type Output = (on: boolean) => boolean;

/**
 * `bytes` of what a URL names, from `fromByte` on, by the modem's own HTTP client and beside the session; fewer where it ends,
 * or the connection did: whoever knows the size asks on from there. At most 3,072 at a time, and within 150 s.
 * `done("", body)`, a character a byte; else why not, "busy" while one is under way.
 */
export type Fetch = (url: string, fromByte: number, bytes: number, done: (error: string, body: string) => void) => void;

/** Named blobs that survive a power cut between two writes, in the shape of Espruino's Storage. */
export interface Flash {
  /** All of it, or so many bytes from `offset` on. */
  read(name: string, offset?: number, bytes?: number): string | undefined;
  write(name: string, text: string): boolean;
}

/** Why the board started, where the chip tells it. */
export type ResetCause = "unknown" | "power-on" | "pin" | "software" | "watchdog" | "brown-out";

/** The chip's pin name as Espruino spells it, for example "A0" or "D17". */
export type PinName = string;

/** Which native hashes `require("crypto")` has on this board. */
export type NativeHash = "SHA1" | "SHA256";

/** Raw flash outside Espruino's files: whole erase pages, written through its Flash library by absolute address. */
export interface FlashArea {
  readonly address: number;
  readonly pageBytes: number;
  readonly pages: number;
  /** Espruino's own code may grow into it: used only where its Flash library lists it as free. */
  readonly isContested?: boolean;
}

/** That flash, as Espruino's Flash library gives it. Writing only clears bits; an erased one is set. */
export interface RawFlash {
  read(bytes: number, address: number): ArrayBuffer;
  readText(bytes: number, address: number): string;
  /** Whole words at the address of a word. */
  write(bytes: ArrayBuffer | string, address: number): void;
  erasePage(address: number): void;
}

/** Where the chip keeps why it started: the first row with `(word & mask) === value` tells; `value` is `mask` unless given. */
export interface ResetRegister {
  readonly address: number;
  readonly rows: readonly (readonly [mask: number, cause: ResetCause, value?: number])[];
  /** Written to the register once it is read, where it keeps old causes. */
  readonly clear?: number;
}

/** A pin with something at its end; `activeLow`: low is on, or pressed. */
export interface LoadPin {
  readonly pin: PinName;
  readonly activeLow?: boolean;
}

/** The part of a board file that goes into the bundle. */
export interface Board {
  readonly id: string;
  readonly modemUart: {
    readonly port: "Serial1" | "Serial2" | "Serial3" | "Serial6";
    readonly tx?: PinName;
    readonly rx?: PinName;
    /** The port is a device file named by the configuration (`modem.path`): Espruino's Linux build. */
    readonly isDeviceFile?: boolean;
  };
  /** Where the REPL goes when it must not stay where Espruino puts it by default; absent: leave it. */
  readonly console?: { readonly port: "USB" | "Serial1" | "Serial2" | "Bluetooth" };
  readonly gasAdc: {
    readonly pin: PinName;
    /** Voltage that reads as 1.0. */
    readonly referenceV: number;
  };
  /** The sensor's supply over a divider like the load's. Read, as the next two, where the settings say that it is wired. */
  readonly supplyAdc?: PinName;
  /** Over the resistor between heater and ground. */
  readonly heaterAdc?: PinName;
  /** Over an NTC to ground, whose series resistor is at the ADC's reference. */
  readonly ntcAdc?: PinName;
  /** Switches the heater of a sensor that is heated in turns: high heats. */
  readonly heaterPwm?: PinName;
  /** For a head that speaks, where the board has a serial port beside the modem's and the console's. */
  readonly gasUart?: {
    readonly port: "Serial1" | "Serial3" | "Serial6";
    readonly tx: PinName;
    readonly rx: PinName;
    /** Where the REPL must stay, which else would fall onto this port. */
    readonly console?: "USB";
  };
  /** The switched output behind `PowerSwitch`. */
  readonly powerSwitch: LoadPin;
  /** Red, yellow and green, where the board has them or a place for them. */
  readonly alarmLed?: LoadPin;
  readonly faultLed?: LoadPin;
  readonly normalLed?: LoadPin;
  readonly buzzer?: LoadPin;
  /** To ground or, `activeLow` false, to the supply; the board's pull-up is used in the first case. */
  readonly button?: LoadPin;
  /** Drives the modem's PWRKEY / RESET_N through a transistor: pin high pulls the modem's line low. */
  readonly modemPowerKey?: PinName;
  readonly modemReset?: PinName;
  readonly nativeHashes: readonly NativeHash[];
  /**
   * Two areas for the log of what must not be lost (`store/bank.ts`), filled in turn; one, of a sector that is cut into several,
   * where the board has no second. No page of them may hold anything else.
   */
  readonly logFlash: readonly FlashArea[];
  readonly resetRegister?: ResetRegister;
}

/** What whoever wires the board up has to know; `docs/wiring/` is drawn from it. */
export interface BoardWiring {
  /** Pins on its headers, pads or terminals that are free for all this, and those of `onBoard`: "A0-A8 B1 B3". */
  readonly pins: string;
  /** Of those, the ones with a lamp or a button of the board's own. */
  readonly onBoard?: string;
  /** What is printed beside a pin, where that is not Espruino's name. */
  readonly labels?: { readonly [pin: PinName]: string };
  /** Level of its pins in volts: the most that a pin may see. */
  readonly logicV: number;
  /** Where the board itself is fed, and with what. */
  readonly supply: string;
  /** Where the REPL is once the firmware runs. */
  readonly console: string;
  /** More that is particular to this board, as sentences. */
  readonly notes?: readonly string[];
  /** What the board takes in Espruino, in mA, where somebody who measured it says so. */
  readonly current?: {
    readonly runMa?: string;
    /** Waiting for a timer with the UART on, as this firmware does. */
    readonly idleMa?: string;
    /** Asleep without UART, as this firmware never is. */
    readonly sleepMa?: string;
    readonly source: string;
  };
}

/** The part of a board file that only the build and the desk read. */
export interface BoardProfile {
  /** Name on the box. */
  readonly name: string;
  /** What `process.env.BOARD` says on it: the name of Espruino's own board file. */
  readonly espruinoBoard: string;
  readonly chip: string;
  /** Espruino's variables and their size, from its board file. */
  readonly jsVars: number;
  readonly jsVarBytes: number;
  /** Flash for Espruino's Storage: bundle and provisioned configuration. 0: none. */
  readonly storageAddress: number;
  readonly storageBytes: number;
  readonly storagePageBytes: number;
  /** The most a bundle may take of it. */
  readonly bundleBudgetBytes: number;
  readonly uarts: number;
  /** What the board can't do, as sentences for the user; the build prints them. */
  readonly lacks: readonly {
    readonly feature:
      | "adc"
      | "storage"
      | "memory"
      | "second-uart"
      | "ota"
      | "native-hash"
      | "usb-console"
      | "log"
      | "reset-cause"
      | "outputs"
      | "maturity";
    readonly why: string;
  }[];
  readonly wiring: BoardWiring;
}
