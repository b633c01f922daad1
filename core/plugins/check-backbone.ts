import type { Graph, Value } from '../graph/graph.ts';
import { formatShape } from '../graph/shapes.ts';
import type { Backbone, Tower } from '../plugin.ts';

/**
 * What is wrong with a backbone that a plugin described: its sizes, its tokenizer, and the inputs and outputs of towers
 * that are graphs of ours. Undefined when nothing is.
 */
export function backboneFlaw(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return 'describe gave no backbone';
  const backbone = value as Backbone;
  for (const field of ['dimension', 'contextLength', 'vocabularySize'] as const) {
    if (!isPositive(backbone[field]))
      return `${field} is ${backbone[field]}, expected a positive whole number`;
  }
  if (!isPositive(backbone.image?.size)) return `image.size is ${backbone.image?.size}`;
  if (!(Number.isFinite(backbone.scoring?.scale) && backbone.scoring.scale > 0)) {
    return `scoring.scale is ${backbone.scoring?.scale}`;
  }
  if (!(backbone.tokenizer?.bytes instanceof Uint8Array)) return 'tokenizer.bytes are no bytes';
  return towerFlaw('image', backbone.imageTower, backbone) ?? towerFlaw('text', backbone.textTower, backbone);
}

function towerFlaw(name: Tower['name'], tower: Tower | undefined, backbone: Backbone): string | undefined {
  if (typeof tower !== 'object' || tower === null) return `there is no ${name} tower`;
  if (tower.name !== name) return `the ${name} tower is named ${tower.name}`;
  return 'kind' in tower ? undefined : graphFlaw(tower, backbone);
}

function graphFlaw({ name, inputs, outputs }: Graph, backbone: Backbone): string | undefined {
  const { image, dimension, contextLength } = backbone;
  const expected: readonly Value[] =
    name === 'image'
      ? [{ name: 'pixels', type: 'uint8', shape: ['batch', image.size, image.size, 3] }]
      : ['length', contextLength].map((length) => ({ name: 'ids', type: 'int32', shape: ['batch', length] }));
  const features = { name: 'features', type: 'float32', shape: ['batch', dimension] } as const;
  return (
    portsFlaw(`input of the ${name} tower`, inputs, expected) ??
    portsFlaw(`output of the ${name} tower`, outputs, [features])
  );
}

/** There is one, and it is one of `expected`. */
function portsFlaw(what: string, found: readonly Value[], expected: readonly Value[]): string | undefined {
  const shown = found.map(formatPort).join(' and ') || 'nothing';
  const wanted = expected.map(formatPort);
  return wanted.includes(shown) ? undefined : `the ${what} is ${shown}, expected ${wanted[0]}`;
}

function formatPort({ name, type, shape }: Value): string {
  return `${name} ${type} ${formatShape(shape)}`;
}

function isPositive(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) > 0;
}
