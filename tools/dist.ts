/** Where bundles go: into a checkout; of an installed package, which may belong to somebody else, into the working directory. */
import { join, sep } from "node:path";
import { ROOT } from "./root.ts";

const isInstalled = ROOT.split(sep).includes("node_modules");

export const DIST = join(isInstalled ? process.cwd() : ROOT, "dist");

export const distFolder = (boardId: string): string => join(DIST, boardId);
