import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { adaptOnnx } from '../../../adapters/onnx/adapt-onnx.ts';
import { decodeModel, type NodeProto, type TensorProto } from '../../../adapters/onnx/onnx-proto.ts';
import { OnnxSession } from '../../../adapters/onnx/onnx-session.ts';
import type { OnnxTower } from '../../../core/plugin.ts';
import { floats, integer, makeOnnx, node, type OnnxParts } from '../../support/make-onnx.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const rows = 1000;
const table = Array.from({ length: rows * 2 }, (_, i) => i);
const half = (values: number) => new Uint8Array(new Uint16Array(values).fill(0x3c00).buffer);

/** A text tower of the nodes between `ids` and `y`: by default rows of a table, summed up. */
function tower(
  parts: Partial<OnnxParts> = {},
  more: Partial<OnnxTower> = {},
  folder = temporaryFolder(),
): OnnxTower {
  const path = join(folder, 'given.onnx');
  const model = makeOnnx({
    inputs: { ids: [7, ['n', 'l']] },
    outputs: { y: [1, ['n', 2]] },
    nodes: [node('Gather', ['table', 'ids'], 'rows'), sum('rows', 'y')],
    initializers: [floats('table', [rows, 2], table)],
    opset: 12,
    ...parts,
  });
  writeFileSync(path, model);
  return { kind: 'onnx', name: 'text', path, output: 'y', inputs: { ids: 'ids' }, ...more };
}

function sum(input: string, output: string): NodeProto {
  return node('ReduceSum', [input], output, [{ name: 'axes', type: 7, ints: [1] }, integer('keepdims', 0)]);
}

/** Features of the ids 3 and 10 as a text of two. */
async function run(given: OnnxTower, folder = temporaryFolder()): Promise<readonly number[]> {
  const written = await adaptOnnx(given, folder);
  const modelPath = join(folder, written.graph.name);
  const session = await OnnxSession.open({ modelPath, provider: 'cpu', threads: 1 });
  const { features } = await session.run({
    ids: { type: 'int32', dims: [1, 2], data: Int32Array.of(3, 10) },
  });
  await session.close();
  return [...(features!.data as Float32Array)];
}

describe('adaptOnnx', () => {
  it('gives a tower the inputs and the output of every tower', async () => {
    expect(await run(tower())).toEqual([26, 28]);
  });

  it('needs no shapes', async () => {
    expect(await run(tower({ inputs: { ids: [7] }, outputs: { y: [1] } }))).toEqual([26, 28]);
  });

  it('keeps what the output depends on and nothing else', async () => {
    const folder = temporaryFolder();
    const given = tower({
      inputs: { ids: [7, ['n', 'l']], pixels: [1, ['n', 4]] },
      outputs: { y: [1, ['n', 2]], features: [1, ['n', 4]] },
      nodes: [
        node('Gather', ['table', 'ids'], 'rows'),
        node('MatMul', ['pixels', 'other'], 'features'),
        sum('rows', 'y'),
      ],
      initializers: [floats('table', [rows, 2], table), floats('other', [4, 400], table.slice(0, 1600))],
    });
    const { graph, weights } = await adaptOnnx(given, folder);
    const written = decodeModel(readFileSync(join(folder, graph.name))).graph;
    expect(written.node.map(({ opType }) => opType)).toEqual(['Cast', 'Gather', 'ReduceSum', 'Cast']);
    expect(written.initializer.map(({ name }) => name)).toEqual(['given/table']);
    expect(weights).toMatchObject({ name: 'text.weights', sizeBytes: rows * 2 * 4 });
    expect(new Float32Array(readFileSync(join(folder, weights!.name)).buffer.slice(0, 16))).toEqual(
      Float32Array.of(0, 1, 2, 3),
    );
  });

  it('reads data that lies in another file, of weights and of constants', async () => {
    const folder = temporaryFolder();
    writeFileSync(
      join(folder, 'given.onnx.extra_file'),
      new Uint8Array(Float32Array.from([0, ...table]).buffer),
    );
    const outside = (name: string, dims: number[], offset: number, length: number): TensorProto => ({
      name,
      dims,
      dataType: 1,
      dataLocation: 1,
      externalData: Object.entries({ location: 'given.onnx.extra_file', offset, length }).map(
        ([key, value]) => ({ key, value: String(value) }),
      ),
    });
    const given = tower(
      {
        nodes: [
          {
            ...node('Constant', [], 'one'),
            attribute: [{ name: 'value', type: 4, t: outside('', [1], 8, 4) }],
          },
          node('Gather', ['table', 'ids'], 'rows'),
          node('Mul', ['rows', 'one'], 'same'),
          sum('same', 'y'),
        ],
        initializers: [outside('table', [rows, 2], 4, rows * 8)],
      },
      {},
      folder,
    );
    expect(await run(given)).toEqual([26, 28]);
  });

  it('makes half precision float32 at the end', async () => {
    const ones = { name: 'table', dims: [rows, 2], dataType: 10, rawData: half(rows * 2) };
    expect(await run(tower({ outputs: { y: [10, ['n', 2]] }, initializers: [ones] }))).toEqual([2, 2]);
  });

  it('keeps inner graphs and functions', async () => {
    const branch = (name: string, opType: string): NonNullable<NodeProto['attribute']>[number] => ({
      name,
      type: 5,
      g: {
        name,
        node: [node(opType, ['rows'], `${name}.out`)],
        initializer: [],
        input: [],
        output: [{ name: `${name}.out`, type: { tensorType: { elemType: 1 } } }],
      },
    });
    const given = tower({
      nodes: [
        node('Gather', ['table', 'ids'], 'rows'),
        { ...node('Constant', [], 'yes'), attribute: [{ name: 'value', type: 4, t: yes() }] },
        {
          ...node('If', ['yes'], 'chosen'),
          attribute: [branch('then_branch', 'Neg'), branch('else_branch', 'Abs')],
        },
        { ...node('Twice', ['chosen'], 'twice'), domain: 'own' },
        sum('twice', 'y'),
      ],
      more: {
        opsetImport: [
          { domain: '', version: 12 },
          { domain: 'own', version: 1 },
          { domain: 'unused.elsewhere', version: 1 },
        ],
        functions: [
          {
            name: 'Twice',
            domain: 'own',
            input: ['a'],
            output: ['b'],
            node: [node('Add', ['a', 'a'], 'b')],
            opsetImport: [{ domain: '', version: 12 }],
          },
        ],
      },
    });
    expect(await run(given)).toEqual([-52, -56]);
  });

  it.each<[string, OnnxTower, RegExp]>([
    ['an input without a role', tower({}, { inputs: {} }), /depends on no input of the role ids/],
    ['an output that is not there', tower({}, { output: 'z' }), /has no output z\. It has: y/],
    ['an old opset', tower({ opset: 10 }), /is of opset 10\. Export it with opset 11/],
    [
      'ids of floats',
      tower({ inputs: { ids: [1, ['n', 'l']] } }),
      /ids of given\.onnx has the element type 1/,
    ],
    ['features of integers', tower({ outputs: { y: [7, ['n', 2]] } }), /output y .* element type 7/],
    [
      'pictures in a text tower',
      tower(
        {
          inputs: { ids: [7, ['n', 'l']], pixels: [1, [1]] },
          nodes: [
            node('Gather', ['table', 'ids'], 'rows'),
            node('Mul', ['rows', 'pixels'], 'm'),
            sum('m', 'y'),
          ],
        },
        { inputs: { ids: 'ids', pixels: 'pixels' } },
      ),
      /depends on the input pixels, which is pixels/,
    ],
    [
      'a mask without a padding id',
      tower(
        {
          inputs: { ids: [7, ['n', 'l']], mask: [7, ['n', 'l']] },
          nodes: [
            node('Mul', ['ids', 'mask'], 'kept'),
            node('Gather', ['table', 'kept'], 'rows'),
            sum('rows', 'y'),
          ],
        },
        { inputs: { ids: 'ids', mask: 'attention-mask' } },
      ),
      /padding id that given\.onnx needs is not given/,
    ],
  ])('refuses %s', async (_, given, message) => {
    await expect(adaptOnnx(given, temporaryFolder())).rejects.toThrow(message);
  });
});

function yes(): TensorProto {
  return { name: '', dims: [], dataType: 9, rawData: Uint8Array.of(1) };
}
