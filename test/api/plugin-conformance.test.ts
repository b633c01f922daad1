import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { pluginConformance } from '../../api/plugin-conformance.ts';
import type { Value } from '../../core/graph/graph.ts';
import type { Backbone, BackbonePlugin } from '../../core/plugin.ts';
import type { Checkpoint } from '../../core/ports/checkpoint.ts';
import { chineseClip } from '../../plugins/chinese-clip/plugin.ts';
import { starterImport } from '../support/starter.ts';

const { name: _, checkpointPath, ...options } = starterImport();
const foreignPath = fileURLToPath(new URL('../fixtures/torch/bare.pt', import.meta.url));

/** Names and messages of the checks that Chinese-CLIP fails with these changes. */
async function failures(changes: Partial<BackbonePlugin>): Promise<Readonly<Record<string, string>>> {
  const { checks, close } = await pluginConformance({
    plugin: { ...chineseClip, ...changes },
    checkpointPath,
    options,
    foreignPaths: [foreignPath],
    weight: { key: 'module.visual.ln_post.bias', shownAs: 'visual.ln_post.bias' },
  });
  onTestFinished(close);
  const failed: Record<string, string> = {};
  for (const { name, run } of checks) {
    await run().catch((error: Error) => {
      failed[name] = error.message;
    });
  }
  return failed;
}

/** Chinese-CLIP that describes something else. */
function describing(change: (backbone: Backbone) => Backbone): Partial<BackbonePlugin> {
  return {
    describe: async (...parameters) => change(await chineseClip.describe(...parameters)),
  };
}

/** Chinese-CLIP that is only shown the weights it knows. */
function overlooking(checkpoint: Checkpoint): Checkpoint {
  const known = [...checkpoint.tensors].filter(([key]) => !key.startsWith('tuwen.'));
  return Object.create(checkpoint, { tensors: { value: new Map(known) } }) as Checkpoint;
}

const elementCount = ({ shape }: Value) =>
  shape.reduce<number>((product, length) => product * Number(length), 1);

it('finds nothing wrong with a plugin that keeps the contract', async () => {
  expect(await failures({})).toEqual({});
});

it('notices a plugin that recognises everything', async () => {
  expect(await failures({ recognises: () => true })).toEqual({
    'does not recognise torch/bare.pt': 'recognises it',
  });
});

it('notices a plugin that overlooks weights', async () => {
  const plugin = {
    describe: (checkpoint, given) => chineseClip.describe(overlooking(checkpoint), given),
  } satisfies Partial<BackbonePlugin>;
  expect(await failures(plugin)).toEqual({
    'refuses a weight that no part of the model uses, by its name':
      'accepts it (tuwen.conformance.extra.weight)',
  });
});

it('notices refusals that are no DomainError', async () => {
  const plugin = {
    describe: (checkpoint, given) =>
      chineseClip.describe(checkpoint, given).catch(({ message }: Error) => {
        throw new Error(message);
      }),
  } satisfies Partial<BackbonePlugin>;
  const failed = await failures(plugin);
  expect(Object.keys(failed)).toHaveLength(4);
  for (const message of Object.values(failed))
    expect(message).toMatch(/in place of a DomainError CHECKPOINT_MISMATCH/);
});

it('notices a dimension that the towers do not have', async () => {
  const failed = await failures(describing((backbone) => ({ ...backbone, dimension: 64 })));
  expect(failed['describes its checkpoint as the contract says']).toMatch(
    /output of the image tower is features float32 \[batch, 128\], expected features float32 \[batch, 64\]/,
  );
});

it('notices ids that the word embedding does not have', async () => {
  const withoutSize = ({ tokenizer: { size: __, ...tokenizer }, ...backbone }: Backbone): Backbone => ({
    ...backbone,
    tokenizer,
    vocabularySize: 5,
  });
  expect(Object.keys(await failures(describing(withoutSize)))).toContain(
    'reads texts with ids of its word embedding, within its context',
  );
});

it('notices a tower that gives everything one vector', async () => {
  const constant = describing((backbone) => {
    const { textTower } = backbone;
    if ('kind' in textTower) throw new Error('expected a graph');
    const ones = <T extends Value>(value: T): T =>
      'data' in value ? { ...value, data: async () => new Float32Array(elementCount(value)).fill(1) } : value;
    const weights = textTower.weights.map(ones);
    const nodes = textTower.nodes.map((node) => ({ ...node, inputs: node.inputs.map(ones) }));
    return { ...backbone, textTower: { ...textTower, weights, nodes } };
  });
  expect(Object.keys(await failures(constant))).toEqual(['gives texts vectors of its dimension that differ']);
});
