import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FileCheckpointReader } from '../../../adapters/checkpoints/file-checkpoint-reader.ts';
import type { Checkpoint } from '../../../core/ports/checkpoint.ts';
import { makeSafetensors, someTensors } from '../../support/make-safetensors.ts';
import { starterPath } from '../../support/starter.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** A folder with these files. */
function folderOf(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

const { 'a.weight': a, 'b.bias': b, scale } = someTensors();
const open = (path: string) => new FileCheckpointReader().open(path);

/** An index over two shards, with changes. */
function sharded(weightMap: Readonly<Record<string, string>> = {}): string {
  const map = {
    'a.weight': 'one.safetensors',
    'b.bias': 'two.safetensors',
    scale: 'two.safetensors',
    ...weightMap,
  };
  return folderOf({
    'one.safetensors': makeSafetensors({ 'a.weight': a! }),
    'two.safetensors': makeSafetensors({ 'b.bias': b!, scale: scale! }),
    'model.safetensors.index.json': JSON.stringify({ metadata: { total_size: 36 }, weight_map: map }),
  });
}

describe('a folder', () => {
  it('with safetensors is read before any other weights in it', async () => {
    const folder = folderOf({
      'model.safetensors': makeSafetensors(someTensors()),
      'pytorch_model.bin': 'broken',
    });
    const checkpoint = await open(folder);
    expect([...checkpoint.tensors.keys()]).toEqual(['a.weight', 'b.bias', 'scale']);
    await checkpoint.close();
  });

  it('with one .pt gives it, and what lies beside it', async () => {
    const folder = folderOf({ 'vocab.txt': '[PAD]\n' });
    copyFileSync(starterPath('starter.pt'), join(folder, 'anything.pt'));
    const checkpoint = await open(folder);
    expect(checkpoint.fileName).toBe('anything.pt');
    expect(Buffer.from((await checkpoint.companion('vocab.txt'))!).toString()).toBe('[PAD]\n');
    expect(await checkpoint.companion('config.json')).toBeUndefined();
    await checkpoint.close();
  });

  it('with graphs gives their names and paths, without links', async () => {
    const folder = folderOf({ 'onnx/text.onnx': 't', 'image.onnx': 'i' });
    symlinkSync('/etc/hostname', join(folder, 'link.onnx'));
    const checkpoint = await open(folder);
    expect([...checkpoint.onnx].map(([name, { path }]) => [name, path])).toEqual([
      ['image.onnx', join(folder, 'image.onnx')],
      ['onnx/text.onnx', join(folder, 'onnx/text.onnx')],
    ]);
    expect(checkpoint.tensors.size).toBe(0);
  });

  it('without a model says what was looked for and what is there', async () => {
    await expect(open(folderOf({ 'readme.md': '', 'a.pt': '', 'b.pt': '' }))).rejects.toMatchObject({
      code: 'CHECKPOINT_UNREADABLE',
      message: expect.stringMatching(
        /holds no model; it has: a\.pt, b\.pt, readme\.md\. Looked for: model\.safetensors/,
      ),
    });
  });

  it('does not give a companion that is a link or no plain name', async () => {
    const folder = folderOf({ 'model.safetensors': makeSafetensors(someTensors()) });
    symlinkSync('/etc/hostname', join(folder, 'vocab.txt'));
    const checkpoint = await open(folder);
    await expect(checkpoint.companion('vocab.txt')).rejects.toMatchObject({ code: 'CHECKPOINT_UNREADABLE' });
    await expect(checkpoint.companion('../vocab.txt')).rejects.toThrow(RangeError);
    await checkpoint.close();
  });
});

describe('shards', () => {
  it('are one checkpoint', async () => {
    const checkpoint = await open(sharded());
    expect([...checkpoint.tensors.keys()]).toEqual(['a.weight', 'b.bias', 'scale']);
    expect(await checkpoint.tensors.get('b.bias')!.read()).toEqual(Buffer.from(b!.bytes));
    expect(checkpoint.sha256).toMatch(/^[0-9a-f]{64}$/);
    await checkpoint.close();
  });

  it.each<[string, Readonly<Record<string, string>>, RegExp]>([
    ['a tensor in another shard', { scale: 'one.safetensors' }, /two\.safetensors holds the tensor scale/],
    ['a tensor in no shard', { more: 'one.safetensors' }, /the tensor more is not in one\.safetensors/],
    [
      'a shard outside the folder',
      { scale: '../two.safetensors' },
      /"\.\.\/two\.safetensors" is no name of a shard/,
    ],
    ['a missing shard', { scale: 'three.safetensors' }, /three\.safetensors.*ENOENT/],
  ])('are refused with %s', async (_, map, message) => {
    await expect(open(sharded(map))).rejects.toMatchObject({
      code: 'CHECKPOINT_UNREADABLE',
      message: expect.stringMatching(message),
    });
  });
});

it('reads pytorch_model.bin, whole and in shards', async () => {
  const folder = temporaryFolder();
  copyFileSync(starterPath('starter.pt'), join(folder, 'pytorch_model.bin'));
  const whole = await open(folder);
  const names = [...whole.tensors.keys()];
  const sharded = temporaryFolder();
  copyFileSync(starterPath('starter.pt'), join(sharded, 'pytorch_model-00001-of-00001.bin'));
  const map = Object.fromEntries(names.map((name) => [name, 'pytorch_model-00001-of-00001.bin']));
  writeFileSync(join(sharded, 'pytorch_model.bin.index.json'), JSON.stringify({ weight_map: map }));
  const shards = await open(sharded);
  expect([...shards.tensors.keys()]).toEqual(names);
  const bytesOf = ({ tensors }: Checkpoint) => tensors.get(names[3]!)!.read();
  expect(await bytesOf(shards)).toEqual(await bytesOf(whole));
  await Promise.all([whole.close(), shards.close()]);
});

it('does not take one graph for a model', async () => {
  await expect(open(join(folderOf({ 'a.onnx': '' }), 'a.onnx'))).rejects.toThrow(/Pass the folder/);
});

describe('a folder with weights and a clip/ beside them', () => {
  const weights = () => makeSafetensors({ 'a.weight': a! });
  const inner = () => makeSafetensors({ 'b.bias': b! });

  it('gives both, the inner keys and companions under its name', async () => {
    const folder = folderOf({
      'model.safetensors': weights(),
      'config.json': 'outer',
      'clip/model.safetensors': inner(),
      'clip/config.json': 'inner',
    });
    const checkpoint = await open(folder);
    expect([...checkpoint.tensors.keys()]).toEqual(['a.weight', 'clip.b.bias']);
    const text = async (name: string) => new TextDecoder().decode(await checkpoint.companion(name));
    expect([await text('config.json'), await text('clip/config.json')]).toEqual(['outer', 'inner']);
    expect(checkpoint.sizeBytes).toBe(weights().length + inner().length);
    expect((await checkpoint.tensors.get('clip.b.bias')!.read()).length).toBeGreaterThan(0);
    await checkpoint.close();
  });

  it('is another checkpoint when only the inner weights are others', async () => {
    const digest = async (files: Parameters<typeof folderOf>[0]) => {
      const checkpoint = await open(folderOf(files));
      await checkpoint.close();
      return checkpoint.sha256;
    };
    const files = { 'model.safetensors': weights(), 'clip/model.safetensors': inner() };
    const first = await digest(files);
    expect(await digest(files)).toBe(first);
    expect(await digest({ ...files, 'clip/model.safetensors': weights() })).not.toBe(first);
    expect(await digest({ 'model.safetensors': weights() })).not.toBe(first);
  });

  it('is refused when there is nothing in it', async () => {
    await expect(
      open(folderOf({ 'model.safetensors': weights(), 'clip/readme.md': '' })),
    ).rejects.toMatchObject({
      code: 'CHECKPOINT_UNREADABLE',
      message: expect.stringMatching(/The folder clip holds no model/),
    });
  });
});
