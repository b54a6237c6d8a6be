/** A remote configuration as a file of the file server: its link, its size and its digest (fact 4). */
import { createHash } from "node:crypto";
import type { FileServer } from "./file-server.ts";
import type { SignMethod } from "./ota-image.ts";
import { isObject, type Json, parseJson } from "./raw-json.ts";

export interface ConfigFile {
  readonly configId: string;
  readonly size: number;
  readonly sign: string;
  readonly signMethod: SignMethod;
  readonly url: string;
}

/** Fact 1.5. */
const MAX_BYTES = 64 * 1024;
const ID_DIGITS = 32;

/** From content, or from the very text of it. The same content has the same id; its link is signed anew. */
export function configFile(files: FileServer, content: Json, signMethod: SignMethod = "Sha256"): ConfigFile {
  const text = typeof content === "string" ? content : JSON.stringify(content);
  if (!isObject(parseJson(text)?.value)) throw new Error("a remote configuration is one JSON object");
  const bytes = Buffer.from(text, "utf8");
  if (bytes.length > MAX_BYTES)
    throw new Error(`a remote configuration has at most ${MAX_BYTES} bytes, not ${bytes.length}`);
  const digest = (hash: string) => createHash(hash).update(bytes).digest("hex");
  const configId = digest("sha256").slice(0, ID_DIGITS);
  const pathname = files.put(`/config/${configId}`, bytes);
  return {
    configId,
    size: bytes.length,
    sign: digest(signMethod.toLowerCase()),
    signMethod,
    url: files.link(pathname),
  };
}
