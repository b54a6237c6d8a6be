/**
 * An offer of the cloud, checked before anything is fetched or written: every field has its type and its bounds, for whoever
 * can write it could also write anything else (facts: cloud section 3). Texts that are refused are not repeated. @onDemand
 */

export interface Offer {
  /** A number for it: the same offer again has the same. */
  readonly key: number;
  readonly version: string;
  /** The bundle's CRC-32, which its version ends with. */
  readonly crc: number;
  readonly bytes: number;
  readonly method: "md5" | "sha256";
  /** In lower-case hex digits. */
  readonly digest: string;
  /** Signed: never shown. "": over MQTT. */
  readonly url: string;
  readonly streamId: number;
  readonly fileId: number;
}

interface Fields {
  readonly [name: string]: unknown;
}

const MAX_BYTES = 16777215;
const MAX_URL_CHARS = 500;
const MAX_ID = 4294967295;
const MAX_PART = 9999;

/** Why it is not taken; else the offer. `running`: the version of the bundle that runs, which has the form checked here. */
export function checkOffer(
  data: unknown,
  running: string,
  board: string,
  canMqtt: boolean,
  canFetch: boolean,
  crc32: (text: string) => number,
): Offer | string {
  function isObject(value: unknown): boolean {
    return !!value && typeof value === "object" && !Array.isArray(value);
  }

  function isWhole(value: unknown, least: number, most: number): boolean {
    return typeof value === "number" && Math.floor(value) === value && value >= least && value <= most;
  }

  /** "0.1.0-1a2b3c4d" as three numbers and the CRC's digits; undefined for any other text. */
  function partsOf(version: string): string[] | undefined {
    const [numbers, digits] = version.split("-") as [string, string | undefined];
    const parts = numbers.split(".");
    const isSound = parts.length === 3 && parts.every((part) => /^[0-9]+$/.test(part) && +part <= MAX_PART);
    if (!isSound || !digits || digits.length !== 8 || !/^[0-9a-f]+$/.test(digits)) return undefined;
    parts.push(digits);
    return parts.join(".").length === version.length ? parts : undefined;
  }

  function isOlder(parts: string[], than: string[]): boolean {
    for (let i = 0; i < 3; i++)
      if (+(parts[i] as string) !== +(than[i] as string)) return +(parts[i] as string) < +(than[i] as string);
    return false;
  }

  if (!isObject(data)) return "no manifest";
  const given = data as Fields;
  const files = given["files"];
  if (files !== undefined && (!Array.isArray(files) || files.length !== 1 || !isObject(files[0])))
    return "files: not one";
  const file = files ? ((files as unknown[])[0] as Fields) : undefined;
  const bytes = file ? file["fileSize"] : given["size"];
  const url = file ? file["fileUrl"] : given["url"];
  const sign = file ? file["fileSign"] : given["sign"] === undefined ? given["md5"] : given["sign"];
  const version = given["version"];
  const module = given["module"];
  const isDiff = given["isDiff"];
  const extra = given["extData"];
  const method = typeof given["signMethod"] === "string" ? (given["signMethod"] as string).toLowerCase() : "";
  const isMqtt = given["dProtocol"] === "mqtt";

  if (module !== undefined && module !== "" && module !== "default") return "module: there is only the default one";
  const parts = typeof version === "string" && version.length <= 32 ? partsOf(version) : undefined;
  if (!parts) return "version: not a.b.c-crc32";
  if (isDiff !== undefined && isDiff !== 0 && isDiff !== "0" && isDiff !== false) return "isDiff: only whole bundles";
  if (!isWhole(bytes, 1, MAX_BYTES)) return "size: not a whole number of bytes";
  if (method !== "md5" && method !== "sha256") return "signMethod: neither MD5 nor SHA256";
  if (typeof sign !== "string" || sign.length !== (method === "md5" ? 32 : 64) || !/^[0-9a-fA-F]+$/.test(sign))
    return "sign: no digest";
  if (extra !== undefined && !isObject(extra)) return "extData: no object";
  const own = (extra || {}) as Fields;
  if (own["board"] !== undefined && own["board"] !== board) return "extData.board: not " + board;
  const { streamId, fileId } = { streamId: given["streamId"], fileId: given["streamFileId"] };
  if (isMqtt && !(canMqtt && isWhole(streamId, 0, MAX_ID) && isWhole(fileId, 0, MAX_ID))) return "streamId: no number";
  if (!isMqtt && !canFetch) return "url: this modem can't fetch it";
  const isLink =
    typeof url === "string" &&
    url.length <= MAX_URL_CHARS &&
    /^[!#-~]+$/.test(url) &&
    /^https*:..[0-9A-Za-z]/.test(url);
  if (!isMqtt && (!isLink || (url as string).indexOf("\\") >= 0)) return "url: no link of at most 500 characters";
  const current = partsOf(running) as string[];
  if (own["allowDowngrade"] !== true && isOlder(parts, current)) return "version: older than " + running;
  return {
    key: crc32(version + ":" + bytes + ":" + sign.toLowerCase()) >>> 0,
    version: version as string,
    crc: parseInt(parts[3] as string, 16),
    bytes: bytes as number,
    method: method as "md5" | "sha256",
    digest: sign.toLowerCase(),
    url: isMqtt ? "" : (url as string),
    streamId: isMqtt ? (streamId as number) : 0,
    fileId: isMqtt ? (fileId as number) : 0,
  };
}
