/** What Espruino has and its published typings lack; also what the desk needs to type-check a file of src. */

declare namespace E {
  function on(event: "init" | "kill" | "errorFlag" | "error" | "AGPIO", listener: (detail?: string[]) => void): void;
  function enableWatchdog(timeoutS: number, isAutomatic?: boolean): void;
  function kickWatchdog(): void;
  function getErrorFlags(): string[];
  function getFlags(): Record<string, number>;
  function setFlags(flags: Record<string, number>): void;
  function hwRand(): number;
  function reboot(): void;
  function setConsole(device: unknown, options?: { force?: boolean }): void;
  function setBootCode(code: string | undefined, alwaysExec?: boolean): void;
  function setTimeZone(hours: number): void;
  function setPassword(password: string | undefined): void;
  function lockConsole(): void;
  function CRC32(data: string | ArrayBuffer | ArrayLike<number>): number;
  function toString(...parts: unknown[]): string | undefined;
  function toJS(value: unknown): string;
  function asUTF8(text: string): string;
  function fromUTF8(text: string): string;
  function decodeUTF8(text: string, lookup?: string[], replacement?: string): string;
  function getSizeOf(value: unknown, depth?: number): number;
  function getAnalogVRef(): number;
  function getTemperature(): number;
  function getPowerUsage(): { total: number };
  function srand(seed: number): void;
}

/** `Serial.setup`'s options; `path` is the Linux build's. */
interface EspruinoSerialOptions {
  tx?: unknown;
  rx?: unknown;
  ck?: unknown;
  cts?: unknown;
  bytesize?: number;
  parity?: "none" | "o" | "odd" | "e" | "even" | null;
  stopbits?: number;
  flow?: "none" | "xon" | null;
  path?: string;
  errors?: boolean;
}

interface EspruinoStorage {
  read(name: string, offset?: number, length?: number): string | undefined;
  write(name: string, data: string, offset?: number, size?: number): boolean;
  readJSON(name: string, noExceptions?: boolean): unknown;
  writeJSON(name: string, data: unknown): boolean;
  erase(name: string): void;
  eraseAll(): void;
  compact(): void;
  list(pattern?: RegExp, filter?: { sf: boolean }): string[];
  hash(pattern?: RegExp): number;
  getFree(checkInternalFlash?: boolean): number;
  getStats(checkInternalFlash?: boolean): {
    totalBytes: number;
    freeBytes: number;
    fileBytes: number;
    fileCount: number;
    trashBytes: number;
    trashCount: number;
  };
}

interface EspruinoFlash {
  read(bytes: number, address: number): Uint8Array;
  write(bytes: ArrayBuffer | string, address: number): void;
  erasePage(address: number): void;
  getPage(address: number): { addr: number; length: number } | undefined;
  getFree(): { addr: number; length: number }[];
}

interface EspruinoCrypto {
  SHA1?(data: string): ArrayBuffer;
  SHA256?(data: string): ArrayBuffer;
}

interface EspruinoMemory {
  free: number;
  usage: number;
  total: number;
  history: number;
  gc: number;
  gctime: number;
  blocksize: number;
  stackEndAddress: number;
  flash_start: number;
  flash_binary_end: number;
  flash_code_start: number;
  flash_length: number;
}

interface EspruinoEnv {
  VERSION: string;
  GIT_COMMIT: string;
  BOARD: string;
  FLASH: number;
  STORAGE: number;
  RAM: number;
  SERIAL: string;
  CONSOLE: string;
  MODULES: string;
  EXPORTS: unknown;
}

interface EspruinoWatchOptions {
  repeat?: boolean;
  edge?: "rising" | "falling" | "both";
  debounce?: number;
  irq?: boolean;
  data?: unknown;
}

/** What `setWatch` tells: times in seconds. */
interface EspruinoWatchEvent {
  state: boolean;
  time: number;
  lastTime: number;
  pin: unknown;
}

/** The version in package.json, put in by the build. */
declare const __VERSION__: string;
/** The board's id. Stands in the text together with the version, by which a bundle is known before it runs. */
declare const __BOARD__: string;
/** What the board file says; constants, so that the minifier drops what a board does not need. */
declare const __HAS_SHA1__: boolean;
declare const __HAS_SHA256__: boolean;
declare const __HAS_GAS_UART__: boolean;
declare const __HAS_TWO_AREAS__: boolean;
declare const __HAS_CONTESTED_AREA__: boolean;
declare const __HAS_PLATFORM__: boolean;
/** The services of Alibaba Cloud IoT beside alarms, properties and orders. */
declare const __HAS_SERVICES__: boolean;
declare const __HAS_OTA__: boolean;
declare const __HAS_ALIYUN__: boolean;
declare const __HAS_MQTT__: boolean;
/** Where its files stand in flash, the page they are erased by, and what a bundle may have at most. */
declare const __FILES_START__: number;
declare const __FILES_PAGE_BYTES__: number;
declare const __FILES_END__: number;
declare const __MOST_BUNDLE_BYTES__: number;
