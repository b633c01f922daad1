import type { Embedding, EmbeddingModel } from '../embedding/embedding-model.ts';
import type { LoadedModel } from '../embedding/loaded-models.ts';
import { dot } from '../numeric/vectors.ts';
import type { ParityCertificate, TowerParity } from './parity.ts';
import type { ProbePack } from './probe-pack.ts';

type Open = () => Promise<LoadedModel>;

/** Compares two precisions of a model on a probe pack. One is in memory at a time. */
export async function certify(
  probes: ProbePack,
  threshold: number,
  openReference: Open,
  openCandidate: Open,
): Promise<ParityCertificate> {
  const expected = await embedProbes(probes, openReference);
  const found = await embedProbes(probes, openCandidate);
  const image = towerParity(expected.images, found.images);
  const text = towerParity(expected.texts, found.texts);
  const passed = Math.min(image.minimumCosine, text.minimumCosine) >= threshold;
  return { probePack: probes.id, image, text, threshold, passed };
}

interface ProbeEmbeddings {
  readonly images: readonly Float32Array[];
  readonly texts: readonly Float32Array[];
}

async function embedProbes(probes: ProbePack, open: Open): Promise<ProbeEmbeddings> {
  const { model, close } = await open();
  try {
    const images = await model.embedImages(probes.images);
    const texts = await embedTexts(model, probes.texts);
    return { images: images.map(unitOrThrow), texts };
  } finally {
    await close();
  }
}

async function embedTexts(model: EmbeddingModel, texts: readonly string[]): Promise<readonly Float32Array[]> {
  return (await model.embedTexts(texts)).map(({ unit }) => unit);
}

function unitOrThrow(embedding: Embedding | Error): Float32Array {
  if (embedding instanceof Error) throw embedding;
  return embedding.unit;
}

function towerParity(expected: readonly Float32Array[], found: readonly Float32Array[]): TowerParity {
  const cosines = expected.map((vector, i) => dot(vector, found[i]!));
  const errors = expected.map((vector, i) =>
    vector.reduce((worst, value, j) => Math.max(worst, Math.abs(value - found[i]![j]!)), 0),
  );
  return { count: expected.length, minimumCosine: Math.min(...cosines), maximumError: Math.max(...errors) };
}
