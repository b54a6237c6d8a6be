/**
 * MD5 (RFC 1321), SHA-1 and SHA-256 (FIPS 180-4) over byte strings, in plain ES5, for boards whose interpreter has none
 * built in. The constants are made from the formulas they stand for, which takes less flash than their tables. @onDemand
 */

export type HashName = "md5" | "sha1" | "sha256";
/** A byte string in, the raw digest as a byte string out. */
export type Hash = (bytes: string) => string;

const TWO_32 = 4294967296;

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}

/** Of a long message that comes in parts. */
export interface Part {
  /** What the part before has given; "" for the first. */
  readonly before: string;
  /** The message's length for its last part; -1 for those before it, which have whole blocks of 64 bytes. */
  readonly total: number;
}

/** Only an image that came over the air is hashed in parts. */
const HAS_PARTS = !(typeof __HAS_OTA__ === "boolean" && !__HAS_OTA__);

/** Without padding, or as much as there is of a block. */
function plainWords(bytes: string, isBigEndian: boolean): number[] {
  const words: number[] = [];
  for (let i = 0; i < bytes.length; i++) {
    const shift = (isBigEndian ? 3 - (i & 3) : i & 3) * 8;
    words[i >> 2] = (words[i >> 2] as number) | (bytes.charCodeAt(i) << shift);
  }
  return words;
}

/** The padded message as 32-bit words, 16 to a block. */
function wordsOf(bytes: string, isBigEndian: boolean): Int32Array {
  const words = new Int32Array((((bytes.length + 8) >> 6) + 1) * 16);
  const flip = isBigEndian ? 3 : 0;
  for (let i = 0; i <= bytes.length; i++) {
    const byte = i < bytes.length ? bytes.charCodeAt(i) : 0x80;
    words[i >> 2] = (words[i >> 2] as number) | (byte << (((i & 3) ^ flip) * 8));
  }
  // No login is near 512 MB: the upper half of the length stays 0.
  words[words.length - (isBigEndian ? 1 : 2)] = bytes.length * 8;
  return words;
}

function bytesOf(state: number[], isBigEndian: boolean): string {
  let bytes = "";
  for (let i = 0; i < state.length * 4; i++) {
    bytes += String.fromCharCode(((state[i >> 2] as number) >>> ((isBigEndian ? 3 - (i & 3) : i & 3) * 8)) & 255);
  }
  return bytes;
}

/** Runs `compress(block state, words, first word)` over all blocks; it returns what is added to the state. */
function digest(
  bytes: string,
  isBigEndian: boolean,
  state: number[],
  part: Part | undefined,
  compress: (state: number[], words: Int32Array, at: number) => number[],
): string {
  let words = wordsOf(bytes, isBigEndian);
  if (HAS_PARTS && part) {
    if (part.before) state = plainWords(part.before, isBigEndian);
    if (part.total < 0) words = new Int32Array(plainWords(bytes, isBigEndian));
    else words[words.length - (isBigEndian ? 1 : 2)] = part.total * 8;
  }
  for (let at = 0; at < words.length; at += 16) {
    const added = compress(state.slice(0), words, at);
    for (let i = 0; i < state.length; i++) state[i] = ((state[i] as number) + (added[i] as number)) | 0;
  }
  return bytesOf(state, isBigEndian);
}

const MD5_ROTATIONS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];

function md5(bytes: string, part: Part | undefined): string {
  return digest(bytes, false, [0x67452301, -0x10325477, -0x67452302, 0x10325476], part, (state, words, at) => {
    let [a, b, c, d] = state as [number, number, number, number];
    for (let i = 0; i < 64; i++) {
      const round = i >> 4;
      const mix =
        round === 0 ? (b & c) | (~b & d) : round === 1 ? (d & b) | (~d & c) : round === 2 ? b ^ c ^ d : c ^ (b | ~d);
      const word = words[
        at + ((round === 0 ? i : round === 1 ? 5 * i + 1 : round === 2 ? 3 * i + 5 : 7 * i) & 15)
      ] as number;
      const sum = (a + mix + word + Math.floor(Math.abs(Math.sin(i + 1)) * TWO_32)) | 0;
      a = d;
      d = c;
      c = b;
      b = (b + rotate(sum, MD5_ROTATIONS[round * 4 + (i & 3)] as number)) | 0;
    }
    return [a, b, c, d];
  });
}

const SHA1_ROUND = [0x5a827999, 0x6ed9eba1, -0x70e44324, -0x359d3e2a];

function sha1(bytes: string, part: Part | undefined): string {
  const start = [0x67452301, -0x10325477, -0x67452302, 0x10325476, -0x3c2d1e10];
  return digest(bytes, true, start, part, (state, words, at) => {
    const w = new Int32Array(80);
    let [a, b, c, d, e] = state as [number, number, number, number, number];
    for (let i = 0; i < 80; i++) {
      w[i] =
        i < 16
          ? (words[at + i] as number)
          : rotate((w[i - 3] as number) ^ (w[i - 8] as number) ^ (w[i - 14] as number) ^ (w[i - 16] as number), 1);
      const round = Math.floor(i / 20);
      const mix = round === 0 ? (b & c) | (~b & d) : round === 2 ? (b & c) | (b & d) | (c & d) : b ^ c ^ d;
      const sum = (rotate(a, 5) + mix + e + (w[i] as number) + (SHA1_ROUND[round] as number)) | 0;
      e = d;
      d = c;
      c = rotate(b, 30);
      b = a;
      a = sum;
    }
    return [a, b, c, d, e];
  });
}

/** The first 32 bits behind the point of the `power`-th power of the first `count` primes. */
function primeFractions(count: number, power: number): Int32Array {
  const fractions = new Int32Array(count);
  for (let found = 0, n = 2; found < count; n++) {
    let divisor = 2;
    while (divisor * divisor <= n && n % divisor) divisor++;
    if (divisor * divisor > n) {
      const root = Math.pow(n, power);
      fractions[found++] = ((root - Math.floor(root)) * TWO_32) | 0;
    }
  }
  return fractions;
}

function sha256(bytes: string, part: Part | undefined): string {
  const k = primeFractions(64, 1 / 3);
  const start = primeFractions(8, 1 / 2);
  return digest(bytes, true, [].slice.call(start) as number[], part, (s, words, at) => {
    const w = new Int32Array(64);
    for (let i = 0; i < 64; i++) {
      if (i < 16) w[i] = words[at + i] as number;
      else {
        const x = w[i - 15] as number;
        const y = w[i - 2] as number;
        const spreadX = rotate(x, 25) ^ rotate(x, 14) ^ (x >>> 3);
        const spreadY = rotate(y, 15) ^ rotate(y, 13) ^ (y >>> 10);
        w[i] = ((w[i - 16] as number) + spreadX + (w[i - 7] as number) + spreadY) | 0;
      }
      const [a, b, c, d, e, f, g, h] = s as [number, number, number, number, number, number, number, number];
      const choice = (e & f) ^ (~e & g);
      const majority = (a & b) ^ (a & c) ^ (b & c);
      const first =
        (h + (rotate(e, 26) ^ rotate(e, 21) ^ rotate(e, 7)) + choice + (k[i] as number) + (w[i] as number)) | 0;
      const second = (rotate(a, 30) ^ rotate(a, 19) ^ rotate(a, 10)) + majority;
      s.unshift((first + second) | 0);
      s.pop();
      s[4] = (d + first) | 0;
    }
    return s;
  });
}

/** The raw digest as a byte string; of a board's native ones the build leaves out what stands here. */
export function hash(name: HashName, bytes: string, part?: Part): string {
  if (!(typeof __HAS_SHA1__ === "boolean" && __HAS_SHA1__) && name === "sha1") return sha1(bytes, part);
  if (!(typeof __HAS_SHA256__ === "boolean" && __HAS_SHA256__) && name === "sha256") return sha256(bytes, part);
  return md5(bytes, part);
}
