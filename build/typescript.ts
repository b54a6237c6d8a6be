/** TypeScript by way of `require`: through tsx's module loader its 9 MB take a second longer to load. */
import { createRequire } from "node:module";
import type TS from "typescript";

export const ts = createRequire(import.meta.url)("typescript") as typeof TS;
