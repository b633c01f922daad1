import { DomainError } from '../errors.ts';
import type { BackbonePlugin } from '../plugin.ts';
import type { Checkpoint } from '../ports/checkpoint.ts';

const shownNames = 5;

/**
 * The plugin that reads a checkpoint: the one named `family`, or the first that recognises it.
 * @throws DomainError CHECKPOINT_MISMATCH when none does, NOT_FOUND for an unknown family
 */
export async function recognise(
  checkpoint: Checkpoint,
  plugins: readonly BackbonePlugin[],
  family?: string,
): Promise<BackbonePlugin> {
  const families = plugins.map(({ name }) => name).join(', ');
  if (family !== undefined) {
    const named = plugins.find(({ name }) => name === family);
    if (named !== undefined) return named;
    throw new DomainError('NOT_FOUND', `There is no family ${family}.`, {
      remedy: `There are: ${families}.`,
    });
  }
  for (const plugin of plugins) if (await plugin.recognises(checkpoint)) return plugin;
  throw new DomainError(
    'CHECKPOINT_MISMATCH',
    `${checkpoint.fileName} is of no known architecture; it has ${contentsOf(checkpoint)}.`,
    { remedy: `Known families: ${families}.` },
  );
}

function contentsOf({ tensors, onnx }: Checkpoint): string {
  const [what, names] =
    onnx.size > 0 ? ['the graphs', [...onnx.keys()]] : ['the weights', [...tensors.keys()]];
  return `${what} ${names.slice(0, shownNames).join(', ')}${names.length > shownNames ? ', …' : ''}`;
}
