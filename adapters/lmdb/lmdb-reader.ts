import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import {
  bigData,
  damaged,
  dataVersion,
  magic,
  metaOffset,
  metaPages,
  nodeHeaderBytes,
  noPage,
  pageFlag,
  pageHeaderBytes,
  treeOffset,
} from './format.ts';

export interface LmdbEntry {
  readonly key: Buffer;
  readonly value: Buffer;
}

interface Tree {
  readonly root: bigint;
  readonly depth: number;
  readonly entries: number;
}

/** Far more than a file of any size needs, and an end for one that points to itself. */
const maximumDepth = 32;

/** Pages that are kept; those near the root are asked for again and again. */
const cachedPages = 256;

const largestValue = 256 * 1024 * 1024;

/** Reads LMDB's files (`data.mdb`) without a memory map. Whatever a file claims is checked against its size first. */
export class LmdbReader {
  readonly #file: FileHandle;
  readonly #name: string;
  readonly #size: number;
  readonly #pages = new Map<bigint, Buffer>();
  #pageSize = 0;
  #tree: Tree = { root: noPage, depth: 0, entries: 0 };

  private constructor(file: FileHandle, name: string, size: number) {
    this.#file = file;
    this.#name = name;
    this.#size = size;
  }

  /** @throws DomainError INVALID_INPUT for a folder without a usable `data.mdb` */
  static async open(folder: string): Promise<LmdbReader> {
    const name = 'data.mdb';
    const file = await open(join(folder, name)).catch((cause: unknown) => {
      throw damaged(name, `it cannot be read (${(cause as NodeJS.ErrnoException).code})`);
    });
    try {
      const reader = new LmdbReader(file, name, (await file.stat()).size);
      await reader.#readMeta();
      return reader;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Entries of the main tree. */
  get count(): number {
    return this.#tree.entries;
  }

  async get(key: Buffer): Promise<Buffer | undefined> {
    let number = this.#tree.root;
    if (number === noPage) return undefined;
    for (let depth = 1; depth <= this.#tree.depth; depth++) {
      const page = await this.#page(number);
      const nodes = this.#nodes(page);
      if (isLeaf(page)) {
        const node = nodes.find((each) => each.key.equals(key));
        return node === undefined ? undefined : this.#value(page, node);
      }
      // The first key of a branch is below all others, whatever it says.
      const next = nodes.findLastIndex((each, i) => i === 0 || Buffer.compare(each.key, key) <= 0);
      number = this.#child(page, nodes[next]);
    }
    throw damaged(this.#name, 'its tree is deeper than it says');
  }

  /** All entries in the order of their keys' bytes. */
  async *entries(): AsyncGenerator<LmdbEntry> {
    const left: Left = {
      pages: this.#size / this.#pageSize,
      bytes: this.#size,
      entries: this.#tree.entries,
    };
    if (this.#tree.root !== noPage) yield* this.#walk(this.#tree.root, 1, left);
    if (left.entries > 0) throw damaged(this.#name, 'it has fewer entries than it says');
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  async *#walk(number: bigint, depth: number, left: Left): AsyncGenerator<LmdbEntry> {
    if (depth > this.#tree.depth) throw damaged(this.#name, 'its tree is deeper than it says');
    if (--left.pages < 0) throw damaged(this.#name, 'its tree has more pages than it has');
    const page = await this.#page(number);
    for (const node of this.#nodes(page)) {
      if (isLeaf(page)) yield await this.#entry(page, node, left);
      else yield* this.#walk(this.#child(page, node), depth + 1, left);
    }
  }

  async #entry(page: Buffer, node: Node, left: Left): Promise<LmdbEntry> {
    if (--left.entries < 0) throw damaged(this.#name, 'it has more entries than it says');
    const value = await this.#value(page, node);
    left.bytes -= value.length;
    if (left.bytes < 0) throw damaged(this.#name, 'its values have more bytes than it has');
    return { key: node.key, value };
  }

  async #readMeta(): Promise<void> {
    const first = await this.#read(0, Math.min(this.#size, 512));
    if (first.length < 512 || first.readUInt32LE(metaOffset.magic) !== magic) {
      throw damaged(this.#name, 'it does not begin as one');
    }
    this.#pageSize = first.readUInt32LE(metaOffset.free + treeOffset.pageSize);
    const isPageSize =
      this.#pageSize >= 512 && this.#pageSize <= 65_536 && (this.#pageSize & (this.#pageSize - 1)) === 0;
    if (!isPageSize || this.#size < metaPages * this.#pageSize) throw damaged(this.#name, 'it ends early');
    const metas = [first, await this.#read(this.#pageSize, 512)];
    const newest = metas
      .filter((meta) => meta.readUInt32LE(metaOffset.magic) === magic)
      .reduce((a, b) => (transactionOf(b) > transactionOf(a) ? b : a));
    const version = newest.readUInt32LE(metaOffset.version);
    if (version !== dataVersion)
      throw damaged(this.#name, `its format has version ${version}, expected ${dataVersion}`);
    const tree = newest.subarray(metaOffset.main);
    const depth = tree.readUInt16LE(treeOffset.depth);
    const entries = tree.readBigUInt64LE(treeOffset.entries);
    // Databases with several values for a key, or with integers as keys, are none of the original's.
    if (tree.readUInt16LE(treeOffset.flags) !== 0 || depth > maximumDepth || entries > BigInt(this.#size)) {
      throw damaged(this.#name, 'its tree is of a kind that is not read here');
    }
    this.#tree = { root: tree.readBigUInt64LE(treeOffset.root), depth, entries: Number(entries) };
  }

  async #page(number: bigint): Promise<Buffer> {
    const kept = this.#pages.get(number);
    if (kept !== undefined) return kept;
    if (number < metaPages || (number + 1n) * BigInt(this.#pageSize) > BigInt(this.#size)) {
      throw damaged(this.#name, `it points to page ${number}, which it does not have`);
    }
    const page = await this.#read(Number(number) * this.#pageSize, this.#pageSize);
    if (this.#pages.size >= cachedPages) this.#pages.delete(this.#pages.keys().next().value!);
    this.#pages.set(number, page);
    return page;
  }

  #nodes(page: Buffer): readonly Node[] {
    const flags = page.readUInt16LE(10);
    const lower = page.readUInt16LE(12);
    const isTree = flags === pageFlag.branch || flags === pageFlag.leaf;
    if (!isTree || lower < pageHeaderBytes || lower > this.#pageSize) {
      throw damaged(this.#name, 'a page of its tree is none');
    }
    return Array.from({ length: (lower - pageHeaderBytes) >> 1 }, (_, i) => {
      const start = page.readUInt16LE(pageHeaderBytes + 2 * i);
      const keyStart = start + nodeHeaderBytes;
      const keyBytes = keyStart <= this.#pageSize ? page.readUInt16LE(start + 6) : Number.POSITIVE_INFINITY;
      if (keyStart + keyBytes > this.#pageSize) throw damaged(this.#name, 'a node leaves its page');
      return { start, key: page.subarray(keyStart, keyStart + keyBytes) };
    });
  }

  async #value(page: Buffer, { start, key }: Node): Promise<Buffer> {
    const size = page.readUInt16LE(start) + page.readUInt16LE(start + 2) * 65_536;
    const flags = page.readUInt16LE(start + 4);
    const valueStart = start + nodeHeaderBytes + key.length;
    if ((flags & ~bigData) !== 0 || size > largestValue)
      throw damaged(this.#name, 'a value is of a kind that is not read here');
    if ((flags & bigData) === 0) {
      if (valueStart + size > this.#pageSize) throw damaged(this.#name, 'a value leaves its page');
      return page.subarray(valueStart, valueStart + size);
    }
    if (valueStart + 8 > this.#pageSize) throw damaged(this.#name, 'a value leaves its page');
    const from = page.readBigUInt64LE(valueStart) * BigInt(this.#pageSize) + BigInt(pageHeaderBytes);
    if (from + BigInt(size) > BigInt(this.#size)) throw damaged(this.#name, 'a value lies behind its end');
    return this.#read(Number(from), size);
  }

  #child(page: Buffer, node: Node | undefined): bigint {
    if (node === undefined) throw damaged(this.#name, 'a page of its tree is empty');
    return BigInt(page.readUInt32LE(node.start)) + (BigInt(page.readUInt16LE(node.start + 4)) << 32n);
  }

  async #read(position: number, length: number): Promise<Buffer> {
    const { buffer, bytesRead } = await this.#file.read(Buffer.alloc(length), 0, length, position);
    if (bytesRead < length) throw damaged(this.#name, 'it ends early');
    return buffer;
  }
}

/**
 * What a walk over all entries may still meet. A sound tree reaches each page and each byte once; without an end, a small file
 * could keep a reader busy for ever.
 */
interface Left {
  pages: number;
  bytes: number;
  entries: number;
}

interface Node {
  /** Offset in its page. */
  readonly start: number;
  readonly key: Buffer;
}

function isLeaf(page: Buffer): boolean {
  return page.readUInt16LE(10) === pageFlag.leaf;
}

function transactionOf(meta: Buffer): bigint {
  return meta.readBigUInt64LE(metaOffset.transaction);
}
