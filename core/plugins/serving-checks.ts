import type { Embedding, EmbeddingModel } from '../embedding/embedding-model.ts';
import { type ConformanceBench, type ConformanceSubject, ensure, type PluginCheck } from './conformance.ts';

const rows = 8;

/** Largest difference that the batch of a row may make to a component of its unit vector. */
const tolerance = 1e-5;

/** Two inputs whose unit vectors differ by less have one vector: what is left is rounding. */
const smallestDifference = 1e-4;

const modelName = 'conformance';

/** Whether the towers run as every tower does: both modalities in one space, row by row independent, repeatable. */
export function servingChecks(
  { checkpointPath, options, texts: ownTexts }: ConformanceSubject,
  bench: ConformanceBench,
): readonly PluginCheck[] {
  let loading: Promise<EmbeddingModel> | undefined;
  const model = () => {
    loading ??= bench.importModel
      .run({ ...options, checkpointPath, name: modelName })
      .then(() => bench.load(modelName));
    return loading;
  };
  const texts = async () => ownTexts ?? (await bench.probes()).texts.slice(0, rows);
  const pictures = async () => (await bench.probes()).images.slice(0, rows);
  return [
    {
      name: 'reads texts with ids of its word embedding, within its context',
      run: async () => ensureIdsFit(await model(), await texts()),
    },
    ...towerChecks('texts', texts, async (some) => (await model()).embedTexts(some), model),
    ...towerChecks(
      'pictures',
      pictures,
      async (some) => {
        const embeddings = await (await model()).embedImages(some);
        return embeddings.map((embedding) => {
          if (embedding instanceof Error) throw embedding;
          return embedding;
        });
      },
      model,
    ),
  ];
}

function ensureIdsFit(model: EmbeddingModel, texts: readonly string[]): void {
  const { vocabularySize, contextLength } = model.manifest;
  for (const text of [...texts, '𠮷 \u{1f468}\u200d\u{1f469} ﷺ'.repeat(99)]) {
    const { ids } = model.tokenize(text);
    ensure(
      ids.length > 0 && ids.length <= contextLength,
      `${ids.length} ids, the context is ${contextLength}`,
    );
    const outside = ids.find((id) => id < 0 || id >= vocabularySize);
    ensure(outside === undefined, `the id ${outside} is outside the ${vocabularySize} word embeddings`);
  }
}

function towerChecks<Input>(
  what: string,
  inputs: () => Promise<readonly Input[]>,
  embed: (some: readonly Input[]) => Promise<readonly Embedding[]>,
  model: () => Promise<EmbeddingModel>,
): readonly PluginCheck[] {
  return [
    {
      name: `gives ${what} vectors of its dimension that differ`,
      run: async () => {
        const { dimension } = (await model()).manifest;
        const units = (await embed(await inputs())).map(({ unit }) => unit);
        for (const { length } of units) ensure(length === dimension, `${length} numbers, not ${dimension}`);
        const closest = Math.min(...units.slice(1).map((unit) => furthest(unit, units[0]!)));
        ensure(closest > smallestDifference, `two of the ${what} have the same vector`);
      },
    },
    {
      name: `gives ${what} the same vectors each time`,
      run: async () => {
        const [first, second] = [await embed(await inputs()), await embed(await inputs())];
        const worst = Math.max(...first.map(({ raw }, i) => furthest(raw, second[i]!.raw)));
        ensure(worst === 0, `two runs differ by ${worst}`);
      },
    },
    {
      name: `gives ${what} the same vectors alone and among others`,
      run: async () => {
        const together = await embed(await inputs());
        for (const [i, input] of (await inputs()).entries()) {
          const [alone] = await embed([input]);
          const difference = furthest(alone!.unit, together[i]!.unit);
          ensure(difference <= tolerance, `row ${i} differs by ${difference}`);
        }
      },
    },
  ];
}

function furthest(a: Float32Array, b: Float32Array): number {
  return a.reduce((worst, value, i) => Math.max(worst, Math.abs(value - b[i]!)), 0);
}
