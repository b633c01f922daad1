import { describe, expect, it } from 'vitest';
import { asFile, expectRefusal, fixturePath, twoFloats, withCheckpoint } from './checkpoint-files.ts';
import { call, dict, global, int, joined, type Piece, pickle, tensor, text } from './make-pickle.ts';
import { makeZip, torchEntries } from './make-zip.ts';

describe('TorchScript', () => {
  const code = {
    name: 'archive/code/__torch__/a.py',
    data: Buffer.from('class B(Module): pass'),
    isDeflated: true,
  };
  const module = (state: Piece) => joined(global('__torch__.a', 'B'), ')\x81', state, 'b');
  const archive = (root: Piece) => asFile(makeZip([...torchEntries(pickle(root), twoFloats), code]));
  const refuses = (root: Piece, message: RegExp) =>
    expectRefusal(archive(root), 'CHECKPOINT_UNREADABLE', message);

  it('gives its tensors by their path, and its code is not read', async () => {
    const inner = module(dict({ b: tensor(), bias: 'N' }));
    await withCheckpoint(archive(module(dict({ a: tensor(), n: int(3), inner }))), async ({ tensors }) => {
      expect([...tensors.keys()]).toEqual(['a', 'inner.b']);
    });
  });

  it('of PyTorch gives what state_dict() of the module gives', async () => {
    await withCheckpoint(fixturePath('torchscript.pt'), async ({ tensors }) => {
      expect(Array.from(tensors, ([name, { type, shape }]) => `${name} ${type} [${shape}]`).sort()).toEqual([
        '0.bias float32 [2]',
        '0.weight float32 [2,3]',
        '1.0.bias float32 [2]',
        '1.0.weight float32 [2]',
        '1.1.bias float32 [2]',
        '1.1.num_batches_tracked int64 []',
        '1.1.running_mean float32 [2]',
        '1.1.running_var float32 [2]',
        '1.1.weight float32 [2]',
        'input_resolution int64 []',
      ]);
      const bytes = Uint8Array.from(await tensors.get('0.weight')!.read());
      const expected = [
        -0.004322052001953125, 0.309814453125, -0.47509765625, -0.4248046875, -0.222412109375, 0.15478515625,
      ];
      expect(new Float32Array(bytes.buffer)).toBeAllClose(expected, { atol: 1e-9 });
    });
  });

  it('gives a module that is in it twice, or in itself, once', async () => {
    const itself = joined(
      global('__torch__.a', 'B'),
      ')\x81q\x01}(',
      text('self'),
      'h\x01',
      text('w'),
      tensor(),
      'ub',
    );
    await withCheckpoint(archive(itself), async ({ tensors }) => {
      expect([...tensors.keys()]).toEqual(['w']);
    });
  });

  it('is refused when it is nested without end, has no attributes or nothing in it', async () => {
    let nest: Piece = module(dict({ w: tensor() }));
    for (let i = 0; i < 70; i++) nest = module(dict({ m: nest }));
    await refuses(nest, /no modules/);
    await refuses(module(dict({ ['x'.repeat(2000)]: tensor() })), /no modules/);
    await refuses(module(int(1)), /no attributes/);
    await refuses(module(dict({ n: int(1) })), /no state dict with tensors/);
  });

  it('does not take a shared dictionary for as many modules as there are', async () => {
    const shared = joined(
      dict(Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`k${i}`, 'N']))),
      'q\x02',
    );
    const many = Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`m${i}`, module('h\x02')]));
    await refuses(module(dict({ first: module(shared), ...many })), /no modules/);
  });

  it('may still call nothing', async () => {
    const hostile = module(dict({ a: call(global('os', 'system'), text('true')) }));
    await expectRefusal(archive(hostile), 'CHECKPOINT_UNSAFE', /os\.system/);
  });
});
