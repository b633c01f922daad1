import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeOnnx } from '../../../adapters/onnx/describe-onnx.ts';
import { readOnnxModel } from '../../../adapters/onnx/onnx-model-reader.ts';
import { encodeModel, type NodeProto, type TensorProto } from '../../../adapters/onnx/onnx-proto.ts';
import { floats, makeOnnx, node } from '../../support/make-onnx.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { tinyImageTower } from '../../support/tiny-onnx-folder.ts';

function asFile(bytes: Uint8Array, folder = temporaryFolder()): string {
  const path = join(folder, 'model.onnx');
  writeFileSync(path, bytes);
  return path;
}

/** x × w, with `w` a tensor or as the nodes say. */
function product(
  w: TensorProto | undefined,
  nodes: readonly NodeProto[] = [],
  more: object = {},
): Uint8Array {
  return makeOnnx({
    inputs: { x: [1, ['n', 4]] },
    outputs: { y: [1, ['n', 4]] },
    nodes: [...nodes, node('Mul', ['x', 'w'], 'y')],
    initializers: w === undefined ? [] : [w],
    more,
  });
}

const external = (entries: Readonly<Record<string, string>>, dims = [4]): TensorProto => ({
  name: 'w',
  dims,
  dataType: 1,
  dataLocation: 1,
  externalData: Object.entries(entries).map(([key, value]) => ({ key, value })),
});

const sparse = { values: floats('w', [1], [1]), indices: { name: 'i', dims: [1], dataType: 7 }, dims: [4] };

describe('readOnnxModel', () => {
  it('leaves the data of large tensors where it is', async () => {
    const values = Array.from({ length: 1000 }, (_, i) => i / 7);
    const path = asFile(product(floats('w', [250, 4], values)));
    const { proto, ranges } = await readOnnxModel(path);
    const [tensor] = proto.graph.initializer;
    expect(tensor!.rawData).toHaveLength(0);
    expect(ranges.get(tensor!)).toMatchObject({ path, length: 4000 });
  });

  it('finds data beside the file', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'data'));
    writeFileSync(join(folder, 'data/w.bin'), new Uint8Array(100));
    const path = asFile(product(external({ location: 'data/w.bin', offset: '84', length: '16' })), folder);
    const { proto, ranges } = await readOnnxModel(path);
    expect(ranges.get(proto.graph.initializer[0]!)).toMatchObject({ start: 84, length: 16 });
  });

  it.each([
    ['/etc/hostname', {}],
    ['../outside.bin', {}],
    ['data/../../outside.bin', {}],
    ['./w.bin', {}],
    ['', {}],
    ['link.bin', {}],
    ['C:\\outside.bin', {}],
    ['*/_ORT_MEM_ADDR_/*', { offset: '4096' }],
  ])('refuses data in %j, outside the folder', async (location, more) => {
    const outer = temporaryFolder();
    const folder = join(outer, 'model');
    mkdirSync(folder);
    writeFileSync(join(outer, 'outside.bin'), new Uint8Array(100));
    writeFileSync(join(folder, 'w.bin'), new Uint8Array(100));
    symlinkSync(join(outer, 'outside.bin'), join(folder, 'link.bin'));
    const path = asFile(product(external({ location, ...more })), folder);
    await expect(readOnnxModel(path)).rejects.toMatchObject({
      code: expect.stringMatching(/^CHECKPOINT_UN(SAFE|READABLE)$/),
      message: expect.stringMatching(/tensor w .*(outside the folder|not beside it)/),
    });
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['is empty', new Uint8Array(), /has no graph/],
    ['is something else', new TextEncoder().encode('not a model, '.repeat(99)), /cannot be read/],
    ['is cut off', tinyImageTower().subarray(0, -9), /ends beyond what it is part of/],
    ['has too little data', product(floats('w', [5], [1, 2, 3, 4])), /tensor w has 16 bytes.*needs 20/],
    [
      'has data twice',
      product({ ...floats('w', [1], [1]), floatData: [1] }),
      /tensor w has data in 2 places/,
    ],
    [
      'has data of another type',
      product({ name: 'w', dims: [1], dataType: 1, int32Data: [1] }),
      /in int32Data/,
    ],
    [
      'has a negative length',
      product({ name: 'w', dims: [-1], dataType: 1 }),
      /tensor w has the shape \[-1\]/,
    ],
    [
      'has an unknown type',
      product({ name: 'w', dims: [], dataType: 99 }),
      /tensor w has the unknown element type 99/,
    ],
    [
      'has a part of a tensor',
      product({ ...floats('w', [1], [1]), segment: { begin: 0, end: 1 } }),
      /part of one/,
    ],
    [
      'lacks the file of its data',
      product(external({ location: 'w.bin' })),
      /in w\.bin, which is not beside it/,
    ],
    [
      'has a large tensor in an inner graph',
      product(undefined, [
        {
          ...node('If', ['x'], 'w'),
          attribute: [
            {
              name: 'then_branch',
              type: 5,
              g: {
                name: 'g',
                node: [],
                initializer: [external({ location: 'model.onnx' })],
                input: [],
                output: [],
              },
            },
          ],
        },
      ]),
      /large tensor w in an attribute/,
    ],
    [
      'has sparse weights',
      product(undefined, [
        {
          ...node('Constant', [], 'w'),
          attribute: [{ name: 'sparse_value', type: 11, sparseTensor: sparse }],
        },
      ]),
      /sparse weights/,
    ],
  ])('refuses a file that %s', async (_, bytes, message) => {
    await expect(readOnnxModel(asFile(bytes))).rejects.toMatchObject({
      code: 'CHECKPOINT_UNREADABLE',
      message: expect.stringMatching(message),
    });
  });

  it('refuses data beyond the end of its file', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'w.bin'), new Uint8Array(20));
    const path = asFile(product(external({ location: 'w.bin', offset: '5' })), folder);
    await expect(readOnnxModel(path)).rejects.toThrow(/tensor w ends at byte 21 of a file with 20/);
  });

  it('refuses graphs that would fill the memory before they are built', async () => {
    // A million empty nodes are two megabytes.
    const nodes = Buffer.alloc(2_000_000);
    for (let i = 0; i < nodes.length; i += 2) nodes[i] = 0x0a;
    const length = Buffer.from([
      0x80 | (nodes.length & 127),
      0x80 | ((nodes.length >> 7) & 127),
      nodes.length >> 14,
    ]);
    const path = asFile(Buffer.concat([Buffer.of(0x3a), length, nodes]));
    await expect(readOnnxModel(path)).rejects.toThrow(/more than 500000 fields/);
  });

  it('refuses graphs within graphs without end', async () => {
    let graph = { name: 'g', node: [] as NodeProto[], initializer: [], input: [], output: [] };
    for (let depth = 0; depth < 30; depth++) {
      graph = { ...graph, node: [{ ...node('If', [], 'w'), attribute: [{ name: 'b', type: 5, g: graph }] }] };
    }
    const bytes = encodeModel({ irVersion: 8, producerName: '', opsetImport: [], graph });
    await expect(readOnnxModel(asFile(bytes))).rejects.toThrow(/nested more than 16 deep/);
  });
});

describe('describeOnnx', () => {
  const call = (name: string): NodeProto => ({ ...node(name, ['x'], 'w'), domain: 'own' });
  const doubling = (name: string, called: string) => ({
    name,
    domain: 'own',
    node: [call(called), call(called)],
    input: ['x'],
    output: ['w'],
    opsetImport: [{ domain: '', version: 17 }],
  });

  it.each<[string, Uint8Array, RegExp]>([
    [
      'operators of others',
      product(undefined, [call('Mystery')]),
      /node make w of model\.onnx is a own\.Mystery/,
    ],
    [
      'functions that call themselves',
      product(undefined, [call('again')], { functions: [doubling('again', 'again')] }),
      /function again calls itself/,
    ],
    [
      'functions that unfold without measure',
      product(undefined, [call('f40')], {
        functions: Array.from({ length: 41 }, (_, i) =>
          i === 0
            ? { ...doubling('f0', ''), node: [node('Relu', ['x'], 'w')] }
            : doubling(`f${i}`, `f${i - 1}`),
        ),
      }),
      /unfolds to more than 200000 nodes/,
    ],
    ['values that nothing gives', product(undefined), /reads w, which nothing gives/],
    [
      'values that two nodes give',
      product(undefined, [node('Relu', ['x'], 'w'), node('Neg', ['x'], 'w')]),
      /two nodes of it give w/,
    ],
  ])('refuses %s', async (_, bytes, message) => {
    await expect(describeOnnx(asFile(bytes), 'y')).rejects.toThrow(message);
  });
});
