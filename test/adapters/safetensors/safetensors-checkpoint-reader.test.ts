import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SafetensorsCheckpointReader } from '../../../adapters/safetensors/safetensors-checkpoint-reader.ts';
import { makeSafetensors, someTensors, type TensorSource } from '../../support/make-safetensors.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

function asFile(bytes: Uint8Array): string {
  const path = join(temporaryFolder(), 'model.safetensors');
  writeFileSync(path, bytes);
  return path;
}

const open = (bytes: Uint8Array) => new SafetensorsCheckpointReader().open(asFile(bytes));

type Header = Record<string, { dtype: unknown; shape: unknown; data_offsets: unknown }>;

/** A file whose header was changed. */
const spoilt = (change: (header: Header) => void) =>
  makeSafetensors(someTensors(), (header) => change(header as Header));

describe('SafetensorsCheckpointReader', () => {
  it('gives names, types, shapes and bytes in the order of the header', async () => {
    const file = makeSafetensors(someTensors());
    const checkpoint = await open(file);
    const found = await Promise.all(
      [...checkpoint.tensors].map(async ([name, { type, shape, read }]) => [
        name,
        type,
        shape,
        [...(await read())],
      ]),
    );
    const expected = Object.entries(someTensors()).map(([name, { shape, bytes }], i) => [
      name,
      ['float32', 'float16', 'int64'][i],
      shape,
      [...bytes],
    ]);
    expect(found).toEqual(expected);
    expect(checkpoint).toMatchObject({
      fileName: 'model.safetensors',
      sizeBytes: file.length,
      sha256: createHash('sha256').update(file).digest('hex'),
    });
    await checkpoint.close();
  });

  it('takes tensors without elements', async () => {
    const empty: TensorSource = { dtype: 'F32', shape: [0, 4], bytes: new Uint8Array(0) };
    const checkpoint = await open(makeSafetensors({ ...someTensors(), empty }));
    expect(checkpoint.tensors.get('empty')?.shape).toEqual([0, 4]);
    expect(await checkpoint.tensors.get('empty')!.read()).toHaveLength(0);
    await checkpoint.close();
  });

  it.each<[string, Buffer, RegExp]>([
    ['an empty file', Buffer.alloc(0), /shorter than any safetensors file/],
    [
      'a header longer than the file',
      Buffer.concat([Buffer.alloc(7, 255), Buffer.alloc(20)]),
      /does not fit/,
    ],
    [
      'a header that is no JSON',
      Buffer.concat([Buffer.from([2, 0, 0, 0, 0, 0, 0, 0]), Buffer.from('{]')]),
      /no JSON/,
    ],
    [
      'an unknown type',
      spoilt((h) => (h['b.bias']!.dtype = 'F8_E4M3')),
      /b\.bias is of the unknown type "F8_E4M3"/,
    ],
    ['a negative length', spoilt((h) => (h['b.bias']!.shape = [-2])), /b\.bias has no usable shape/],
    [
      'a huge shape',
      spoilt((h) => (h['b.bias']!.shape = [2 ** 40, 2 ** 40])),
      /b\.bias has 4 bytes, but its shape needs/,
    ],
    [
      'offsets that are no numbers',
      spoilt((h) => (h['b.bias']!.data_offsets = ['0', '4'])),
      /b\.bias has no usable offsets/,
    ],
    [
      'a range outside the file',
      spoilt((h) => (h['scale']!.data_offsets = [2 ** 40, 2 ** 40 + 8])),
      /gap in front of the tensor scale/,
    ],
    [
      'overlapping ranges',
      spoilt((h) => (h['b.bias']!.data_offsets = [20, 24])),
      /b\.bias overlaps another one/,
    ],
    ['a gap', spoilt((h) => delete h['b.bias']), /gap in front of the tensor scale/],
    [
      'bytes after the last tensor',
      Buffer.concat([makeSafetensors(someTensors()), Buffer.alloc(3)]),
      /has 39 bytes of tensors, but its header says 36/,
    ],
    [
      'a file cut short',
      makeSafetensors(someTensors()).subarray(0, -1),
      /has 35 bytes of tensors, but its header says 36/,
    ],
    ['no tensors', makeSafetensors({}), /holds no tensors/],
  ])('refuses %s', async (_, bytes, message) => {
    await expect(open(bytes)).rejects.toMatchObject({
      code: 'CHECKPOINT_UNREADABLE',
      message: expect.stringMatching(message),
    });
  });
});
