/** What was promised of the page. */
export const LIMITS = {
  gzipBytes: 250_000,
  /** Beyond the program itself. */
  nodeBytes: 60_000_000,
  paintMs: 1000,
  linesPerS: 1000,
  /** 60 a second. */
  frameMs: 1000 / 60,
  /** Of the page's main thread: with more a frame is missed. */
  cpuMsPerFrame: 12,
} as const;
