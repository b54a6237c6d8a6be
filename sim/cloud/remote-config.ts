/** A remote configuration as the platform offers it: a JSON file behind a link, with its digest (fact 4). */
import { createHash } from "node:crypto";
import type { FileServer } from "./file-server.ts";
import type { SignMethod } from "./ota-image.ts";
import { isObject, type Json, parseJson } from "./raw-json.ts";

/** `data` of the answer to `config/get`, and `params` of a push. */
export interface RemoteConfig {
  readonly configId: string;
  readonly configSize: number;
  readonly getType: "file";
  readonly sign: string;
  readonly signMethod: SignMethod;
  readonly url: string;
}

/** Fact 1.5. */
const MAX_BYTES = 64 * 1024;
const ID_DIGITS = 32;

/** From content, or from the very text of it. The same content has the same id; its link is signed anew. */
export function remoteConfig(files: FileServer, content: Json, signMethod: SignMethod = "Sha256"): RemoteConfig {
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
    configSize: bytes.length,
    getType: "file",
    sign: digest(signMethod.toLowerCase()),
    signMethod,
    url: files.link(pathname),
  };
}

export const configPush = (id: string, config: RemoteConfig): string =>
  JSON.stringify({ id, version: "1.0", method: "thing.config.push", params: config });
