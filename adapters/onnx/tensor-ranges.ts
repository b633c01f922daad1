import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { DomainError } from '../../core/errors.ts';
import { unreadable } from '../checkpoints/checkpoint-fault.ts';
import type { TensorProto } from './onnx-proto.ts';
import { requireData, sizeOfTensor } from './tensor-size.ts';

/** Bytes of a tensor that stand in a file. */
export interface TensorRange {
  readonly path: string;
  readonly start: number;
  readonly length: number;
}

/** A plain name, or plain names of folders before it. */
const plainPath = /^(?:[^/\\:\p{C}]+\/)*[^/\\:\p{C}]+$/u;

/** Finds the bytes of the tensors of an ONNX file, in it or in files beside it. */
export class TensorRanges {
  readonly #path: string;
  readonly #sizeBytes: number;
  readonly #external = new Map<string, Promise<{ path: string; sizeBytes: number }>>();

  constructor(path: string, sizeBytes: number) {
    this.#path = path;
    this.#sizeBytes = sizeBytes;
  }

  /**
   * Checks the data of a tensor against its shape. Undefined for one that holds its data.
   * @throws CheckpointFault; DomainError CHECKPOINT_UNSAFE for data outside the folder of the file
   */
  async locate(tensor: TensorProto): Promise<TensorRange | undefined> {
    if (tensor.dataLocation === 1) return this.#locateExternal(tensor);
    requireData(tensor);
    const own = tensor.ownData?.[0];
    if (own === undefined) return undefined;
    const [start, length] = [Number(own.start), Number(own.length)];
    requireInside(tensor, start, length, this.#sizeBytes);
    return { path: this.#path, start, length };
  }

  async #locateExternal(tensor: TensorProto): Promise<TensorRange> {
    const entries = new Map(tensor.externalData?.map(({ key, value }) => [key, value]));
    const expected = sizeOfTensor(tensor);
    const { path, sizeBytes } = await this.#externalFile(tensor, entries.get('location') ?? '');
    const start = wholeNumber(tensor, 'offset', entries.get('offset') ?? '0');
    const length = wholeNumber(tensor, 'length', entries.get('length') ?? String(expected));
    if (length !== expected) {
      throw unreadable(`the tensor ${tensor.name} has ${length} bytes of data, its shape needs ${expected}`);
    }
    requireInside(tensor, start, length, sizeBytes);
    return { path, start, length };
  }

  #externalFile(tensor: TensorProto, location: string) {
    const known = this.#external.get(location) ?? this.#findExternal(tensor.name, location);
    this.#external.set(location, known);
    return known;
  }

  async #findExternal(name: string, location: string) {
    const parts = location.split('/');
    if (!plainPath.test(location) || parts.includes('..') || parts.includes('.')) throw this.#outside(name);
    const folder = await realpath(dirname(this.#path));
    const path = await realpath(join(folder, location)).catch(() => undefined);
    const found = path === undefined ? undefined : await stat(path);
    if (path === undefined || !found?.isFile()) {
      throw unreadable(`the data of the tensor ${name} is in ${location}, which is not beside it`);
    }
    if (!path.startsWith(folder.endsWith(sep) ? folder : folder + sep)) throw this.#outside(name);
    return { path, sizeBytes: found.size };
  }

  #outside(name: string): DomainError {
    const shown = name.slice(0, 100).replace(/\p{C}/gu, '�');
    return new DomainError(
      'CHECKPOINT_UNSAFE',
      `The data of the tensor ${shown} in ${basename(this.#path)} is outside the folder of the file.`,
      { remedy: 'Put the file with the data beside the graph, not a link to it.' },
    );
  }
}

function requireInside({ name }: TensorProto, start: number, length: number, sizeBytes: number): void {
  if (start + length > sizeBytes) {
    throw unreadable(
      `the data of the tensor ${name} ends at byte ${start + length} of a file with ${sizeBytes}`,
    );
  }
}

function wholeNumber({ name }: TensorProto, what: string, text: string): number {
  const value = Number(text);
  if (/^\d{1,16}$/.test(text) && Number.isSafeInteger(value)) return value;
  throw unreadable(`the ${what} of the data of the tensor ${name} is ${text}`);
}
