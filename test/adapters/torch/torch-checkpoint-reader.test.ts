import { createHash } from 'node:crypto';
import { readFileSync, truncateSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TorchCheckpointReader } from '../../../adapters/torch/torch-checkpoint-reader.ts';
import type { Checkpoint } from '../../../core/ports/checkpoint.ts';
import { readJsonFile } from '../../support/read-json-file.ts';
import { hasShared, sharedPath } from '../../support/shared.ts';
import {
  asFile,
  asZip,
  fixturePath,
  readFixture,
  sha256,
  summary,
  twoFloats,
  withCheckpoint,
} from './checkpoint-files.ts';
import { call, dict, global, int, list, pickle, tensor, text, tuple } from './make-pickle.ts';
import { makeZip, torchEntries } from './make-zip.ts';

/** One sha256 over every key, type, shape and all bytes, in order. */
async function digest({ tensors }: Checkpoint): Promise<string> {
  const hash = createHash('sha256');
  for (const [key, tensor] of tensors) {
    hash.update(`${key} ${tensor.type} ${JSON.stringify(tensor.shape)}\n`).update(await tensor.read());
  }
  return hash.digest('hex');
}

describe('files of torch.save', () => {
  const files = [
    'zip-protocol-2.pt',
    'zip-protocol-4.pt',
    'legacy-protocol-2.pt',
    'legacy-protocol-4.pt',
    'bare.pt',
  ];

  it.each(files)('%s gives the keys, types, shapes and row-major bytes that PyTorch sees', async (file) => {
    const expected = readFixture<Record<string, readonly unknown[]>>('expected.json');
    await withCheckpoint(fixturePath(file), async ({ tensors }) => {
      const entries = [...tensors].map(async ([key, tensor]) => [key, await summary(tensor)]);
      expect(await Promise.all(entries)).toEqual(Object.entries(expected));
    });
  });

  it('tells name, size and sha256 of the file', async () => {
    const bytes = readFileSync(fixturePath('bare.pt'));
    await withCheckpoint(fixturePath('bare.pt'), (checkpoint) => {
      expect(checkpoint).toMatchObject({
        fileName: 'bare.pt',
        sizeBytes: bytes.length,
        sha256: sha256(bytes),
      });
    });
  });
});

describe('TorchCheckpointReader', () => {
  const values = async (path: string) =>
    withCheckpoint(path, async ({ tensors }) => {
      const bytes = await tensors.get('w')!.read();
      return [...new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)];
    });

  it('reads zip64', async () => {
    const entries = torchEntries(pickle(dict({ w: tensor() })), twoFloats);
    const everyField = makeZip(
      entries.map((entry) => ({ ...entry, isZip64: true })),
      { isZip64: true },
    );
    expect(await values(asFile(everyField))).toEqual([1.5, -2]);
  });

  it('reads what a file has beside its state dict without minding it', async () => {
    const scalar = call(
      global('numpy.core.multiarray', 'scalar'),
      call(global('numpy', 'dtype'), text('f8')),
      text('x'),
    );
    const path = asZip(
      pickle(
        dict({
          epoch: int(1),
          optimizer: dict({ lr: scalar, state: list(int(1), tensor({ key: text('absent') })) }),
          dtype: global('torch', 'bfloat16'),
          state_dict: dict({ w: tensor(), note: text('not a tensor') }),
        }),
      ),
    );
    expect(await values(path)).toEqual([1.5, -2]);
    await withCheckpoint(path, ({ tensors }) => expect([...tensors.keys()]).toEqual(['w']));
  });

  it('repeats elements where the stride is 0, within reason', async () => {
    const repeated = tensor({ shape: tuple(int(2), int(3)), stride: tuple(int(1), int(0)) });
    expect(await values(asZip(pickle(dict({ w: repeated }))))).toEqual([1.5, 1.5, 1.5, -2, -2, -2]);
  });

  it('keeps the bits of numbers that are not a number when it gathers', async () => {
    const bytes = Buffer.from('010000000000f0ff020000000000f8ff', 'hex');
    const reversed = tensor({
      storageClass: global('torch', 'DoubleStorage'),
      shape: tuple(int(2), int(1), int(2)),
      stride: tuple(int(0), int(1), int(1)),
    });
    await withCheckpoint(asZip(pickle(dict({ w: reversed })), { 0: bytes }), async ({ tensors }) => {
      expect(Buffer.from(await tensors.get('w')!.read())).toEqual(Buffer.concat([bytes, bytes]));
    });
  });

  it('keeps the last of two equal keys, as a dictionary does', async () => {
    const twice = Buffer.concat([
      Buffer.from('}('),
      text('w'),
      int(1),
      text('w'),
      tensor(),
      Buffer.from('u'),
    ]);
    expect(await values(asZip(pickle(twice)))).toEqual([1.5, -2]);
  });

  it('reads a tensor again and again, and several at once', async () => {
    await withCheckpoint(fixturePath('zip-protocol-2.pt'), async ({ tensors }) => {
      const matrix = tensors.get('module.matrix')!;
      const [first, second] = await Promise.all([matrix.read(), matrix.read()]);
      expect(second).toEqual(first);
      first.fill(0);
      expect(await matrix.read()).toEqual(second);
    });
  });

  it('says that a tensor cannot be read when the file was closed or cut since', async () => {
    const path = asFile(readFileSync(fixturePath('bare.pt')), 'changed.pt');
    const checkpoint = await new TorchCheckpointReader().open(path);
    truncateSync(path, 500);
    const tensor = checkpoint.tensors.get('module.uint8')!;
    await expect(tensor.read()).rejects.toMatchObject({
      code: 'CHECKPOINT_UNREADABLE',
      message: expect.stringMatching(/^The checkpoint changed\.pt cannot be read: it ends too early\./),
    });
    await checkpoint.close();
    await checkpoint.close();
    await expect(tensor.read()).rejects.toMatchObject({ code: 'CHECKPOINT_UNREADABLE' });
  });
});

describe.skipIf(!hasShared)('reference checkpoints', () => {
  const references = Object.entries(readFixture<Record<string, [number, string]>>('reference-digests.json'));

  it.each(references)('%s holds what PyTorch sees in it', async (file, [count, expected]) => {
    await withCheckpoint(sharedPath(file), async (checkpoint) => {
      expect(checkpoint.tensors.size).toBe(count);
      expect(await digest(checkpoint)).toBe(expected);
    });
  });

  it.each([
    ['golden/models-tiny/vit-a', 'ckpt_fp32.pt', 'state_dict'],
    ['golden/models-tiny/rn-a', 'ckpt_fp32.pt', 'state_dict'],
    ['golden/models-tiny/vit-full-a', 'ckpt_mixed.pt', 'state_dict'],
    ['golden/models-tiny/formats', 'mixed_prefix_flash.pt', 'flash_keys'],
  ])('%s lists keys, types and shapes as its record does', async (folder, file, list) => {
    const record = readJsonFile(sharedPath(`${folder}/record.json`))[list];
    await withCheckpoint(sharedPath(`${folder}/${file}`), ({ tensors }) => {
      const listing = [...tensors].map(([key, { type, shape }]) => [key, [type, shape]]);
      expect(listing).toEqual(Object.entries(record as object));
    });
  });

  it('reads the legacy format to the same tensors as the zip format', async () => {
    const formats = 'golden/models-tiny/formats/';
    const legacy = await withCheckpoint(sharedPath(`${formats}mixed_prefix_legacy_format.pt`), digest);
    expect(legacy).toBe(await withCheckpoint(sharedPath(`${formats}mixed_prefix.pt`), digest));
  });
});
