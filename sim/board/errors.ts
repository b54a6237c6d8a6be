/** An error that a built-in of the device throws; the realm turns it into one of its own `Error`s. */
export class DeviceError extends Error {
  readonly kind: "Error" | "TypeError" | "SyntaxError";

  constructor(message: string, kind: DeviceError["kind"] = "Error") {
    super(message);
    this.kind = kind;
  }
}

/** Unwinds the device's stack when the chip stops in the middle of a call: reset, watchdog, power cut. */
export class Halt extends Error {}
