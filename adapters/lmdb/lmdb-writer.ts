import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  bigData,
  dataVersion,
  magic,
  maximumKeyBytes,
  maximumNodeBytes,
  metaOffset,
  metaPages,
  nodeHeaderBytes,
  noPage,
  overflowPages,
  pageFlag,
  pageHeaderBytes,
  treeOffset,
} from './format.ts';
import type { LmdbEntry } from './lmdb-reader.ts';

const pageSize = 4096;

/** Bytes between two writes. */
const blockBytes = 4 * 1024 * 1024;

interface Child {
  readonly firstKey: Buffer;
  readonly page: number;
}

/**
 * Writes a folder with a `data.mdb` from entries in the order of their keys' bytes, each page once and in one pass. The file
 * is there whole or not at all and as large as its content; who writes to it later has to give LMDB a larger map.
 * @throws RangeError for keys out of order or too long; DomainError of `entries`
 */
export async function writeLmdb(folder: string, entries: AsyncIterable<LmdbEntry>): Promise<number> {
  await mkdir(folder, { recursive: true });
  const partial = join(folder, 'data.mdb.partial');
  const file = await open(partial, 'w');
  try {
    const writer = new LmdbWriter(file);
    for await (const entry of entries) await writer.add(entry);
    const count = await writer.finish();
    await file.sync();
    await file.close();
    // A lock file of an earlier environment would describe readers that are gone.
    await rm(join(folder, 'lock.mdb'), { force: true });
    await rename(partial, join(folder, 'data.mdb'));
    return count;
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(partial, { force: true });
    throw error;
  }
}

class LmdbWriter {
  readonly #file: FileHandle;
  /** Pages that are not written yet, and their size. */
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #written = metaPages * pageSize;
  #nextPage = metaPages;
  #leaf = new TreePage(pageFlag.leaf);
  #leaves: Child[] = [];
  #lastKey: Buffer | undefined;
  #entries = 0;
  #overflowPages = 0;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  async add({ key, value }: LmdbEntry): Promise<void> {
    if (key.length === 0 || key.length > maximumKeyBytes)
      throw new RangeError(`add: a key of ${key.length} bytes`);
    if (this.#lastKey !== undefined && Buffer.compare(this.#lastKey, key) >= 0) {
      throw new RangeError(`add: the key ${key} does not follow ${this.#lastKey}`);
    }
    this.#lastKey = key;
    this.#entries++;
    const isLarge = nodeHeaderBytes + key.length + value.length > maximumNodeBytes(pageSize);
    const stored = isLarge ? await this.#writeOverflow(value) : value;
    const node = {
      key,
      stored,
      low: value.length % 65_536,
      high: Math.floor(value.length / 65_536),
      flags: isLarge ? bigData : 0,
    };
    if (!this.#leaf.fits(node)) {
      await this.#endLeaf();
      this.#leaf = new TreePage(pageFlag.leaf);
    }
    this.#leaf.add(node);
  }

  /** Writes what is left, then the pages that say where all of it is. */
  async finish(): Promise<number> {
    if (this.#entries > 0) await this.#endLeaf();
    const leafPages = this.#leaves.length;
    let [level, depth, branchPages]: [readonly Child[], number, number] = [
      this.#leaves,
      Math.min(1, leafPages),
      0,
    ];
    while (level.length > 1) {
      level = await this.#writeBranches(level);
      branchPages += level.length;
      depth++;
    }
    await this.#flush();
    const root = level[0] === undefined ? noPage : BigInt(level[0].page);
    for (let number = 0; number < metaPages; number++) {
      const page = metaPage(number, this.#nextPage);
      const tree = page.subarray(metaOffset.main);
      tree.writeUInt16LE(depth, treeOffset.depth);
      tree.writeBigUInt64LE(BigInt(branchPages), treeOffset.branchPages);
      tree.writeBigUInt64LE(BigInt(leafPages), treeOffset.leafPages);
      tree.writeBigUInt64LE(BigInt(this.#overflowPages), treeOffset.overflowPages);
      tree.writeBigUInt64LE(BigInt(this.#entries), treeOffset.entries);
      tree.writeBigUInt64LE(root, treeOffset.root);
      await this.#file.write(page, 0, pageSize, number * pageSize);
    }
    return this.#entries;
  }

  async #endLeaf(): Promise<void> {
    const page = this.#nextPage;
    await this.#write(this.#leaf.bytes(page));
    this.#leaves.push({ firstKey: this.#leaf.firstKey, page });
  }

  async #writeBranches(children: readonly Child[]): Promise<readonly Child[]> {
    const level: Child[] = [];
    let branch = new TreePage(pageFlag.branch);
    let firstKey = children[0]!.firstKey;
    const end = async () => {
      level.push({ firstKey, page: this.#nextPage });
      await this.#write(branch.bytes(this.#nextPage));
    };
    for (const child of children) {
      const node = childNode(child);
      if (!branch.fits(node)) {
        await end();
        branch = new TreePage(pageFlag.branch);
        firstKey = child.firstKey;
      }
      // The first key of a branch is not looked at, and LMDB leaves it out.
      branch.add(branch.isEmpty ? { ...node, key: Buffer.alloc(0) } : node);
    }
    await end();
    return level;
  }

  /** The number of the first page, as it stands in the place of the value. */
  async #writeOverflow(value: Buffer): Promise<Buffer> {
    const count = overflowPages(value.length, pageSize);
    const pages = Buffer.alloc(count * pageSize);
    writeHeader(pages, this.#nextPage, pageFlag.overflow);
    pages.writeUInt32LE(count, 12);
    value.copy(pages, pageHeaderBytes);
    const number = Buffer.alloc(8);
    number.writeBigUInt64LE(BigInt(this.#nextPage));
    this.#overflowPages += count;
    await this.#write(pages);
    return number;
  }

  async #write(pages: Buffer): Promise<void> {
    this.#waiting.push(pages);
    this.#waitingBytes += pages.length;
    this.#nextPage += pages.length / pageSize;
    if (this.#waitingBytes >= blockBytes) await this.#flush();
  }

  async #flush(): Promise<void> {
    const block = Buffer.concat(this.#waiting);
    await this.#file.write(block, 0, block.length, this.#written);
    this.#written += block.length;
    this.#waiting = [];
    this.#waitingBytes = 0;
  }
}

interface PageNode {
  readonly key: Buffer;
  /** What follows the key. */
  readonly stored: Buffer;
  /** The three numbers before the length of the key: size of the value and flags, or the number of a child. */
  readonly low: number;
  readonly high: number;
  readonly flags: number;
}

function childNode({ firstKey, page }: Child): PageNode {
  const [low, high, flags] = [page % 65_536, Math.floor(page / 65_536) % 65_536, Math.floor(page / 2 ** 32)];
  return { key: firstKey, stored: Buffer.alloc(0), low, high, flags };
}

/** A page of the tree: offsets grow from its front, nodes from its end. */
class TreePage {
  readonly #page = Buffer.alloc(pageSize);
  readonly #kind: number;
  #lower = pageHeaderBytes;
  #upper = pageSize;
  #firstKey = Buffer.alloc(0);

  constructor(kind: number) {
    this.#kind = kind;
  }

  get isEmpty(): boolean {
    return this.#lower === pageHeaderBytes;
  }

  get firstKey(): Buffer {
    return this.#firstKey;
  }

  fits(node: PageNode): boolean {
    return this.#lower + 2 + evenSize(node) <= this.#upper;
  }

  add(node: PageNode): void {
    if (this.isEmpty) this.#firstKey = Buffer.from(node.key);
    this.#upper -= evenSize(node);
    this.#page.writeUInt16LE(this.#upper, this.#lower);
    this.#lower += 2;
    for (const [i, value] of [node.low, node.high, node.flags, node.key.length].entries())
      this.#page.writeUInt16LE(value, this.#upper + 2 * i);
    node.key.copy(this.#page, this.#upper + nodeHeaderBytes);
    node.stored.copy(this.#page, this.#upper + nodeHeaderBytes + node.key.length);
  }

  bytes(number: number): Buffer {
    writeHeader(this.#page, number, this.#kind);
    this.#page.writeUInt16LE(this.#lower, 12);
    this.#page.writeUInt16LE(this.#upper, 14);
    return this.#page;
  }
}

function evenSize({ key, stored }: PageNode): number {
  const size = nodeHeaderBytes + key.length + stored.length;
  return size + (size & 1);
}

function writeHeader(page: Buffer, number: number, flags: number): void {
  page.writeBigUInt64LE(BigInt(number), 0);
  page.writeUInt16LE(flags, 10);
}

function metaPage(number: number, pageCount: number): Buffer {
  const page = Buffer.alloc(pageSize);
  writeHeader(page, number, pageFlag.meta);
  page.writeUInt32LE(magic, metaOffset.magic);
  page.writeUInt32LE(dataVersion, metaOffset.version);
  page.writeBigUInt64LE(BigInt(pageCount * pageSize), metaOffset.mapSize);
  page.writeUInt32LE(pageSize, metaOffset.free + treeOffset.pageSize);
  page.writeBigUInt64LE(noPage, metaOffset.free + treeOffset.root);
  page.writeBigUInt64LE(BigInt(pageCount - 1), metaOffset.lastPage);
  page.writeBigUInt64LE(BigInt(number), metaOffset.transaction);
  return page;
}
