import { unreadableImage } from './unreadable-image.ts';

const tableSize = 4096;
const longestCode = 12;

/** GIF sub-blocks as one run of bytes, up to the terminator or the end of the file. */
function joinSubBlocks(encoded: Uint8Array, start: number): Uint8Array {
  const joined = new Uint8Array(Math.max(0, encoded.length - start));
  let length = 0;
  for (let at = start; at < encoded.length && encoded[at] !== 0; at += 1 + encoded[at]!) {
    const block = encoded.subarray(at + 1, at + 1 + encoded[at]!);
    joined.set(block, length);
    length += block.length;
  }
  return joined.subarray(0, length);
}

/**
 * `count` palette indices from the LZW data at `start` (code size, then sub-blocks).
 * @throws DomainError IMAGE_UNREADABLE when the codes make no sense or end early
 */
export function decodeLzw(encoded: Uint8Array, start: number, count: number): Uint8Array {
  const bits = encoded[start] ?? 0;
  if (bits < 1 || bits > 11) throw unreadableImage('is a GIF with a wrong code size');
  return new LzwDecoder(joinSubBlocks(encoded, start + 1), bits).take(count);
}

class LzwDecoder {
  readonly #data: Uint8Array;
  readonly #clear: number;
  readonly #rootBits: number;
  /** For every code: the code of its string without the last index; its first and last index; its length. */
  readonly #prefix = new Uint16Array(tableSize);
  readonly #first = new Uint8Array(tableSize);
  readonly #last = new Uint8Array(tableSize);
  readonly #length = new Uint16Array(tableSize);
  #next = 0;
  #codeBits = 0;
  #previous = -1;
  #bitAt = 0;

  constructor(data: Uint8Array, rootBits: number) {
    this.#data = data;
    this.#rootBits = rootBits;
    this.#clear = 1 << rootBits;
    for (let code = 0; code < this.#clear; code++) {
      this.#first[code] = code;
      this.#last[code] = code;
      this.#length[code] = 1;
    }
    this.#restart();
  }

  take(count: number): Uint8Array {
    const indices = new Uint8Array(count);
    for (let at = 0; at < count; ) {
      const code = this.#readCode();
      if (code === this.#clear) this.#restart();
      else if (code === this.#clear + 1) throw unreadableImage('ends before its last pixel');
      else at += this.#expand(code, indices, at);
    }
    return indices;
  }

  #restart(): void {
    this.#next = this.#clear + 2;
    this.#codeBits = this.#rootBits + 1;
    this.#previous = -1;
  }

  #readCode(): number {
    const byte = this.#bitAt >>> 3;
    if (this.#bitAt + this.#codeBits > this.#data.length * 8)
      throw unreadableImage('ends before its last pixel');
    const bits = this.#data[byte]! | ((this.#data[byte + 1] ?? 0) << 8) | ((this.#data[byte + 2] ?? 0) << 16);
    const code = (bits >>> (this.#bitAt & 7)) & ((1 << this.#codeBits) - 1);
    this.#bitAt += this.#codeBits;
    return code;
  }

  /** Writes the string of `code` at `at`, learns a new one, and returns how many indices it was. */
  #expand(code: number, indices: Uint8Array, at: number): number {
    if (code > this.#next || (this.#previous < 0 && code >= this.#clear))
      throw unreadableImage('is a damaged GIF');
    if (this.#previous >= 0) this.#learn(code);
    this.#previous = code;
    const length = this.#length[code]!;
    for (let position = at + length - 1, c = code; position >= at; position--) {
      indices[position] = this.#last[c]!; // past the end of `indices` nothing is stored
      c = this.#prefix[c]!;
    }
    return length;
  }

  #learn(code: number): void {
    if (this.#next >= tableSize) return;
    const previous = this.#previous;
    this.#prefix[this.#next] = previous;
    this.#length[this.#next] = this.#length[previous]! + 1;
    this.#first[this.#next] = this.#first[previous]!;
    this.#last[this.#next] = this.#first[code === this.#next ? previous : code]!;
    if (++this.#next === 1 << this.#codeBits && this.#codeBits < longestCode) this.#codeBits++;
  }
}
