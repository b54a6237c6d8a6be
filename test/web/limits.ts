/** What was promised of the page. */
export const LIMITS = {
  gzipBytes: 250_000,
  /** Beyond the program itself. */
  nodeBytes: 60_000_000,
  paintMs: 1000,
  linesPerS: 1000,
  /** 60 a second. */
  frameMs: 1000 / 60,
  /** Of the page's main thread: half of a frame, for the browser has to paint it, too. */
  cpuMsPerFrame: 8,
} as const;
