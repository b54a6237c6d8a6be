/** The rest of what the typings lack; apart from `espruino-api.d.ts` because Node types these names differently. */

declare function setTimeout(fn: () => void, delayMs?: number): number;
declare function setInterval(fn: () => void, periodMs?: number): number;

declare function require(module: "Storage"): EspruinoStorage;
declare function require(module: "crypto"): EspruinoCrypto;
declare function require(module: "Flash"): EspruinoFlash;

declare const process: {
  memory(isCollecting?: boolean): EspruinoMemory;
  env: EspruinoEnv;
  version: string;
  on(event: "uncaughtException", listener: (error: unknown) => void): void;
};

declare const console: { log(...values: unknown[]): void };

interface Serial {
  setup(baudRate: number, options?: EspruinoSerialOptions): void;
  unsetup(): void;
  flush(): void;
  inject(data: string): void;
  on(event: "data", listener: (chunk: string) => void): void;
  on(event: "framing" | "parity", listener: () => void): void;
  setConsole(force?: boolean): void;
}

interface String {
  startsWith(text: string, position?: number): boolean;
  endsWith(text: string, length?: number): boolean;
  includes(text: string, position?: number): boolean;
  padStart(length: number, fill?: string): string;
  padEnd(length: number, fill?: string): string;
  repeat(count: number): string;
}

interface Array<T> {
  includes(item: T): boolean;
  fill(value: T, start?: number, end?: number): this;
  find(test: (item: T, index: number) => unknown): T | undefined;
  findIndex(test: (item: T, index: number) => unknown): number;
}
