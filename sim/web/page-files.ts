/** The built page, read once: what a request names is looked up in it, so no path leads anywhere else. */
import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { gzipSync } from "node:zlib";

export interface PageFile {
  readonly type: string;
  readonly content: Buffer;
  /** Smaller, where that is worth it. */
  readonly gzip: Buffer;
}

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

/** By the path that a browser asks for. */
export function pageFiles(folder: string): ReadonlyMap<string, PageFile> {
  const files = new Map<string, PageFile>();
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const type = TYPES[extname(name)];
    if (type === undefined) continue;
    const content = readFileSync(join(folder, name));
    files.set(`/${name.replaceAll("\\", "/")}`, { type, content, gzip: gzipSync(content) });
  }
  const index = files.get("/index.html");
  if (!index) throw new Error(`there is no index.html in ${folder}: that is no built page`);
  return files.set("/", index);
}
