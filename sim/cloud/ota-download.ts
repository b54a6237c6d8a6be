/** An image in blocks over MQTT (fact 3.1): JSON up, and down a binary frame of JSON, data and CRC-16/ARC. */
import { crc16Arc } from "./crc16.ts";
import { type DeviceRequest, readRequest, wholeNumberIn } from "./device-request.ts";
import { bitFlipped } from "./file-faults.ts";
import type { Downlink } from "./platform.ts";
import { type Json, member } from "./raw-json.ts";
import type { Uplink } from "./row.ts";
import type { Settings } from "./settings.ts";

export type DownloadFault =
  | "lost"
  | "doubled"
  | "wrongCrc"
  | "bitError"
  | "shortBlock"
  | "truncated"
  | "staleOffset"
  | "otherFile"
  | "refused";

/** What one reply holds; `data` and `size` are the same length in all that is sound. */
interface Block {
  readonly code: number;
  readonly fileToken: string | undefined;
  readonly fileLength: number;
  readonly size: number;
  readonly offset: number;
  readonly data: Uint8Array;
  readonly crc: number;
}

type Break = (block: Block, file: Uint8Array, value: number | undefined) => readonly Block[];

const FAULTS: Readonly<Record<DownloadFault, Break>> = {
  lost: () => [],
  doubled: (block) => [block, block],
  wrongCrc: (block) => [{ ...block, crc: block.crc ^ 1 }],
  /** Behind the CRC's back: only the digest of the whole tells. */
  bitError: (block, _, at = 0) => [blockOf(block, block.offset, bitFlipped(block.data, at))],
  /** Fewer bytes than were asked for, and all of it consistent. */
  shortBlock: (block, _, bytes = Math.floor(block.data.length / 2)) => [
    blockOf(block, block.offset, block.data.subarray(0, bytes)),
  ],
  /** Fewer bytes than its own JSON says. */
  truncated: (block, _, bytes = 1) => [{ ...block, data: block.data.subarray(0, -bytes) }],
  staleOffset: (block, file) => {
    const { offset, size } = block;
    const other = offset >= size ? offset - size : offset + size;
    return [blockOf(block, other, file.subarray(other, other + size))];
  },
  otherFile: (block) => [{ ...block, fileToken: "another", fileLength: block.fileLength + 1 }],
  refused: (block, _, code = 500) => [refusal(code, block.fileToken)],
};

export const DOWNLOAD_FAULTS = Object.keys(FAULTS) as DownloadFault[];

const LAST_ID = 0xffffffff;

export function fileDownload(uplink: Uplink): Downlink[] {
  const { platform, device, topic } = uplink;
  const request = readRequest(uplink);
  if (request.id === "") return [];
  const wanted = wantedOf(request, platform.settings);
  const file = typeof wanted === "string" ? undefined : platform.ota.fileOf(device, wanted.streamId, wanted.fileId);
  const wrong = typeof wanted === "string" ? wanted : blockFault(wanted, file?.bytes.length, platform.settings);
  if (wrong === undefined && typeof wanted !== "string" && file) {
    const { offset, size, fileToken } = wanted;
    const sound = blockOf(
      { fileToken, fileLength: file.bytes.length },
      offset,
      file.bytes.subarray(offset, offset + size),
    );
    const fault = platform.ota.downloadFaults.take();
    const blocks = fault ? FAULTS[fault.name](sound, file.bytes, fault.value) : [sound];
    if (fault) platform.note("note", device, `block at ${offset}: ${fault.name} on purpose`, topic);
    return blocks.map((block) => reply(uplink, request.id, block));
  }
  // What is wrong with the envelope was told already.
  const code = request.code === 200 ? 460 : request.code;
  if (request.code === 200) platform.violate({ device, rule: "payload", why: wrong ?? "no such file", topic, code });
  return [reply(uplink, request.id, refusal(code, undefined))];
}

interface Wanted {
  readonly streamId: number;
  readonly fileId: number;
  readonly size: number;
  readonly offset: number;
  readonly fileToken: string | undefined;
}

/** Its shape; a text says what is wrong with it. */
function wantedOf({ params }: DeviceRequest, { otaBlockMaxBytes }: Settings): Wanted | string {
  const info = member(params, "fileInfo");
  const block = member(params, "fileBlock");
  const streamId = wholeNumberIn(info, "streamId", 0, Number.MAX_SAFE_INTEGER);
  const fileId = wholeNumberIn(info, "fileId", 0, LAST_ID);
  const size = wholeNumberIn(block, "size", 1, otaBlockMaxBytes);
  const offset = wholeNumberIn(block, "offset", 0, LAST_ID);
  const fileToken = member(params, "fileToken");
  for (const one of [streamId, fileId, size, offset]) if (typeof one === "string") return one;
  if (fileToken !== undefined && typeof fileToken !== "string") return "fileToken is no text";
  return { streamId, fileId, size, offset, fileToken } as Wanted;
}

/** The last block of a file may be smaller than the others. */
function blockFault(
  { streamId, fileId, size, offset }: Wanted,
  fileLength: number | undefined,
  { otaBlockMinBytes }: Settings,
): string | undefined {
  if (fileLength === undefined) return `stream ${streamId}, file ${fileId} is in no job over MQTT of this device`;
  if (offset >= fileLength) return `offset ${offset} is behind the end of a file of ${fileLength} bytes`;
  const isLast = offset + size >= fileLength;
  return size < otaBlockMinBytes && !isLast ? `size is ${size}, not at least ${otaBlockMinBytes}` : undefined;
}

function blockOf(of: Pick<Block, "fileToken" | "fileLength">, offset: number, data: Uint8Array): Block {
  const { fileToken, fileLength } = of;
  return { code: 200, fileToken, fileLength, size: data.length, offset, data, crc: crc16Arc(data) };
}

/** How the platform refuses a block is unverified. */
function refusal(code: number, fileToken: string | undefined): Block {
  return { code, fileToken, fileLength: 0, size: 0, offset: 0, data: new Uint8Array(), crc: 0 };
}

function reply({ platform, device, topic }: Uplink, id: string, block: Block): Downlink {
  const { replyQos, replyDelayMs, otaRefusalHasCrc } = platform.settings;
  const down = `${topic}_reply`;
  const words = `id ${id} code ${block.code}, ${block.data.length} bytes at ${block.offset}`;
  platform.note("down", device, words, down);
  const payload = frameOf(id, block, block.code === 200 || otaRefusalHasCrc);
  return { device, topic: down, payload, qos: replyQos, delayMs: replyDelayMs };
}

/** Two bytes of the JSON's length, high one first; the JSON; the data; their CRC, low byte first. */
function frameOf(id: string, block: Block, hasCrc: boolean): Uint8Array {
  const { code, fileToken, fileLength, size, offset, data, crc } = block;
  const sound: Record<string, Json> = {
    ...(fileToken !== undefined && { fileToken }),
    fileLength,
    bSize: size,
    bOffset: offset,
  };
  const json = Buffer.from(JSON.stringify({ id, code, data: code === 200 ? sound : {} }), "utf8");
  const head = Buffer.alloc(2);
  head.writeUInt16BE(json.length);
  const tail = Buffer.alloc(hasCrc ? 2 : 0);
  if (hasCrc) tail.writeUInt16LE(crc);
  return Buffer.concat([head, json, data, tail]);
}
