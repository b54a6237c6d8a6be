/** An image as the platform holds it, and the manifest that it sends of one (fact 3). */
import { createHash } from "node:crypto";
import { bitFlipped } from "./file-faults.ts";
import type { Json } from "./raw-json.ts";

/** The manual's spelling and those of the C SDK: a device compares without case. */
export type SignMethod = "MD5" | "Md5" | "SHA256" | "Sha256";
/** How the device is to fetch it: by HTTP, or in blocks over MQTT. */
export type Via = "https" | "mqtt";

export interface ImageGiven {
  readonly productKey: string;
  readonly version: string;
  /** "default" unless given, and then not named in the manifest. */
  readonly module?: string;
  /** One nameless file, or several. */
  readonly content: Uint8Array | readonly { readonly name: string; readonly bytes: Uint8Array }[];
  readonly signMethod?: SignMethod;
  readonly isDiff?: boolean;
  readonly extData?: Readonly<Record<string, Json>>;
}

export interface ImageFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Hex, of what `signMethod` says. */
  readonly sign: string;
  /** Where the file server has it. */
  readonly pathname: string;
}

export interface OtaImage {
  readonly productKey: string;
  readonly version: string;
  readonly module: string;
  readonly signMethod: SignMethod;
  readonly isDiff: boolean;
  readonly extData: Readonly<Record<string, Json>>;
  readonly streamId: number;
  /** A file's id is its place, from 1. */
  readonly files: readonly ImageFile[];
  readonly isSeveral: boolean;
}

export type ManifestFault = "wrongDigest" | "wrongSize" | "wrongVersion";

export const DEFAULT_MODULE = "default";
/** Facts 1.5, 3. */
const MAX_HTTPS_BYTES = 1000 * 1024 * 1024;
const MAX_MQTT_BYTES = 16 * 1024 * 1024;
const MAX_FILES = 20;

export function makeImage(
  given: ImageGiven,
  streamId: number,
  put: (path: string, bytes: Uint8Array) => string,
): OtaImage {
  const { productKey, version, module = DEFAULT_MODULE, signMethod = "MD5", content } = given;
  const isSeveral = !(content instanceof Uint8Array);
  const files = isSeveral ? content : [{ name: "firmware.bin", bytes: content }];
  if (files.length < 1 || files.length > MAX_FILES)
    throw new Error(`an image has 1 to ${MAX_FILES} files, not ${files.length}`);
  for (const { name, bytes } of files)
    if (bytes.length < 1 || bytes.length > MAX_HTTPS_BYTES)
      throw new Error(`${name} has ${bytes.length} bytes, not 1 to ${MAX_HTTPS_BYTES}`);
  return {
    productKey,
    version,
    module,
    signMethod,
    isDiff: given.isDiff ?? false,
    extData: given.extData ?? {},
    streamId,
    isSeveral,
    files: files.map(({ name, bytes }) => ({
      name,
      bytes,
      sign: createHash(signMethod.toLowerCase()).update(bytes).digest("hex"),
      pathname: put(`/ota/${streamId}/${encodeURIComponent(name)}`, bytes),
    })),
  };
}

/** Why an image can't be fetched that way, if so. */
export function viaFault({ files, isSeveral }: OtaImage, via: Via): string | undefined {
  const bytes = files.reduce((sum, file) => sum + file.bytes.length, 0);
  if (via === "https") return undefined;
  if (isSeveral) return "over MQTT the platform gives one file, not several";
  return bytes > MAX_MQTT_BYTES ? `over MQTT an image has at most ${MAX_MQTT_BYTES} bytes, not ${bytes}` : undefined;
}

/** The `data` of a push and of the answer to `firmware/get`; a link is signed anew in each. */
export function manifestOf(image: OtaImage, via: Via, link: (pathname: string) => string): Record<string, Json> {
  const { version, isDiff, signMethod, module, extData, streamId, files, isSeveral } = image;
  const [first] = files as [ImageFile];
  const isMd5 = signMethod.toLowerCase() === "md5";
  const one = {
    size: first.bytes.length,
    ...(via === "https" ? { url: link(first.pathname) } : { dProtocol: "mqtt", streamId, streamFileId: 1 }),
    ...(isMd5 && { md5: first.sign }),
    sign: first.sign,
  };
  const several = {
    files: files.map(({ name, bytes, sign, pathname }) => ({
      fileSize: bytes.length,
      fileName: name,
      fileUrl: link(pathname),
      fileSign: sign,
    })),
  };
  return {
    version,
    isDiff: isDiff ? 1 : 0,
    ...(isSeveral ? several : one),
    digestsign: "",
    signMethod,
    ...(module !== DEFAULT_MODULE && { module }),
    extData: { ...extData },
  };
}

type Manifest = Record<string, Json>;

const FAULTS: Readonly<Record<ManifestFault, (manifest: Manifest) => Manifest>> = {
  wrongDigest: (manifest) => changed(manifest, ["sign", "md5", "fileSign"], (hex) => otherDigest(String(hex))),
  wrongSize: (manifest) => changed(manifest, ["size", "fileSize"], (size) => Number(size) + 1),
  wrongVersion: (manifest) => changed(manifest, ["version"], (version) => `${String(version)}-other`),
};

export const MANIFEST_FAULTS = Object.keys(FAULTS) as ManifestFault[];

/** Those of its members that it has, and those of its files. */
function changed(manifest: Manifest, names: readonly string[], to: (value: Json) => Json): Manifest {
  const members = Object.entries(manifest).map(([name, value]) => {
    if (name === "files" && Array.isArray(value))
      return [name, value.map((file) => changed(file as Manifest, names, to))];
    return [name, names.includes(name) ? to(value) : value];
  });
  return Object.fromEntries(members) as Manifest;
}

export const brokenManifest = (manifest: Manifest, fault: ManifestFault): Manifest => FAULTS[fault](manifest);

/** Hex digits too, one of them another. */
const otherDigest = (hex: string): string => Buffer.from(bitFlipped(Buffer.from(hex, "hex"), 0)).toString("hex");
