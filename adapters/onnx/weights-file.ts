import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import type { ModelFile } from '../../core/model/manifest.ts';
import { storing } from '../files/storing.ts';
import { dataType, type TensorProto } from './onnx-proto.ts';
import type { StoredWeight } from './stored-weight.ts';

/** External tensors start on a page, so that the runtime can map the file instead of reading it. */
const pageSize = 4096;

const littleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** Weights one after the other, hashed while they are written. */
export class WeightsFile {
  readonly #handle: FileHandle;
  readonly #name: string;
  readonly #hash = createHash('sha256');
  #sizeBytes = 0;
  #weightBytes = 0;

  private constructor(handle: FileHandle, name: string) {
    this.#handle = handle;
    this.#name = name;
  }

  static async create(path: string, name: string): Promise<WeightsFile> {
    if (!littleEndian) throw new Error('ONNX weights are little-endian; this machine is not');
    return new WeightsFile(await storing(name, () => open(path, 'w')), name);
  }

  /** Without the gaps that put weights on pages. */
  get weightBytes(): number {
    return this.#weightBytes;
  }

  async append({ name, dims, type, bytes }: StoredWeight): Promise<TensorProto> {
    return this.appendPieces({ name, dims, dataType: dataType[type] }, [await bytes()]);
  }

  /** Writes the bytes of a tensor piece by piece; the result says where they are. */
  async appendPieces(
    { name, dims, dataType: type }: Pick<TensorProto, 'name' | 'dims' | 'dataType'>,
    pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  ): Promise<TensorProto> {
    const offset = await this.#align();
    for await (const piece of pieces) await this.#write(piece);
    const length = this.#sizeBytes - offset;
    this.#weightBytes += length;
    const location = { location: this.#name, offset: String(offset), length: String(length) };
    const externalData = Object.entries(location).map(([key, value]) => ({ key, value }));
    return { name, dims, dataType: type, dataLocation: 1, externalData };
  }

  describe(): ModelFile {
    return { name: this.#name, sizeBytes: this.#sizeBytes, sha256: this.#hash.copy().digest('hex') };
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  async #align(): Promise<number> {
    const gap = (pageSize - (this.#sizeBytes % pageSize)) % pageSize;
    if (gap > 0) await this.#write(new Uint8Array(gap));
    return this.#sizeBytes;
  }

  async #write(bytes: Uint8Array): Promise<void> {
    await storing(this.#name, () => this.#handle.writeFile(bytes));
    this.#hash.update(bytes);
    this.#sizeBytes += bytes.byteLength;
  }
}
