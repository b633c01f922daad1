import { DomainError } from '../errors.ts';
import type { Backbone } from '../plugin.ts';
import type { Checkpoint, CheckpointTensor } from '../ports/checkpoint.ts';
import { backboneFlaw } from './check-backbone.ts';
import { flawOf } from './check-plugin.ts';
import { type ConformanceBench, type ConformanceSubject, ensure, type PluginCheck } from './conformance.ts';

const extraWeight = 'tuwen.conformance.extra.weight';

/** Whether a plugin knows its checkpoints, describes them as the contract says, and refuses what does not fit. */
export function describingChecks(
  subject: ConformanceSubject,
  { checkpoints }: ConformanceBench,
): readonly PluginCheck[] {
  const { plugin, checkpointPath, foreignPaths = [] } = subject;
  const opened = async (path: string, use: (checkpoint: Checkpoint) => Promise<void>): Promise<void> => {
    const checkpoint = await checkpoints.open(path);
    try {
      await use(checkpoint);
    } finally {
      await checkpoint.close();
    }
  };
  const check = (name: string, run: (checkpoint: Checkpoint) => Promise<void>): PluginCheck => ({
    name,
    run: () => opened(checkpointPath, run),
  });
  return [
    { name: 'has the fields of a plugin', run: async () => ensureNoFlaw(flawOf(plugin)?.reason) },
    check('recognises its checkpoint', async (checkpoint) =>
      ensure(await plugin.recognises(checkpoint), `does not recognise ${checkpoint.fileName}`),
    ),
    ...foreignPaths.map((path) => ({
      name: `does not recognise ${path.split(/[\\/]/).slice(-2).join('/')}`,
      run: () =>
        opened(path, async (foreign) => ensure(!(await plugin.recognises(foreign)), 'recognises it')),
    })),
    check('describes its checkpoint as the contract says', async (checkpoint) =>
      ensureNoFlaw(backboneFlaw(await describe(subject, checkpoint))),
    ),
    ...refusals(subject, check),
  ];
}

type Check = (name: string, run: (checkpoint: Checkpoint) => Promise<void>) => PluginCheck;

/** Of a checkpoint with weights; ONNX graphs hold theirs inside. */
function refusals(subject: ConformanceSubject, check: Check): readonly PluginCheck[] {
  const { weight, optionalWeights } = subject;
  if (weight === undefined) return [];
  const shownAs = weight.shownAs ?? weight.key;
  return [
    check('refuses a checkpoint without one of its weights, by its name', async (checkpoint) => {
      ensure(checkpoint.tensors.has(weight.key), `the checkpoint has no weight ${weight.key}`);
      await ensureRefused(subject, without(checkpoint, weight.key), shownAs);
    }),
    check('refuses a checkpoint without any one of its weights', async (checkpoint) => {
      for (const key of checkpoint.tensors.keys()) {
        if (optionalWeights?.test(key) !== true)
          await ensureRefused(subject, without(checkpoint, key), '', key);
      }
    }),
    check('refuses a weight that no part of the model uses, by its name', (checkpoint) =>
      ensureRefused(subject, withTensor(checkpoint, extraWeight, zeros([2, 3])), extraWeight),
    ),
    check('refuses a weight of another shape, by its name', (checkpoint) =>
      ensureRefused(subject, withTensor(checkpoint, weight.key, zeros([3, 1, 7])), shownAs),
    ),
  ];
}

function describe({ plugin, options }: ConformanceSubject, checkpoint: Checkpoint): Promise<Backbone> {
  return plugin.describe(checkpoint, { ...options, weights: options?.weights ?? 'as-stored' });
}

/** `what` is not there or not right in the checkpoint; the message holds `name`. */
async function ensureRefused(
  subject: ConformanceSubject,
  checkpoint: Checkpoint,
  name: string,
  what = name,
): Promise<void> {
  const refusal = await describe(subject, checkpoint).then(
    () => undefined,
    (error: unknown) => error,
  );
  ensure(refusal !== undefined, `accepts it (${what})`);
  const isRefusal = refusal instanceof DomainError && refusal.code === 'CHECKPOINT_MISMATCH';
  ensure(isRefusal, `throws ${String(refusal)} in place of a DomainError CHECKPOINT_MISMATCH (${what})`);
  ensure(refusal.message.includes(name), `does not name ${name}: ${refusal.message}`);
}

function ensureNoFlaw(flaw: string | undefined): void {
  ensure(flaw === undefined, flaw ?? '');
}

/** Methods included, which a spread of a class instance would lose. */
function changed(checkpoint: Checkpoint, tensors: ReadonlyMap<string, CheckpointTensor>): Checkpoint {
  return Object.create(checkpoint, { tensors: { value: tensors } }) as Checkpoint;
}

function without(checkpoint: Checkpoint, key: string): Checkpoint {
  const tensors = new Map(checkpoint.tensors);
  tensors.delete(key);
  return changed(checkpoint, tensors);
}

function withTensor(checkpoint: Checkpoint, key: string, tensor: CheckpointTensor): Checkpoint {
  return changed(checkpoint, new Map([...checkpoint.tensors, [key, tensor]]));
}

function zeros(shape: readonly number[]): CheckpointTensor {
  const count = shape.reduce((product, length) => product * length, 1);
  return { type: 'float32', shape, read: async () => new Uint8Array(count * 4) };
}
