import type { Embedding } from '../embedding/embedding-model.ts';
import type { LoadedModel } from '../embedding/loaded-models.ts';
import { DomainError } from '../errors.ts';
import { dot } from '../numeric/vectors.ts';
import type { ModelManifest, Precision, PrecisionVariant, TowerFiles } from './manifest.ts';
import type { ParityCertificate, TowerParity } from './parity.ts';
import type { ProbePack } from './probe-pack.ts';

export interface CertifyInput {
  /** With the reference precision only. */
  readonly manifest: ModelManifest;
  /** Files of every precision, the reference first. */
  readonly written: ReadonlyMap<Precision, TowerFiles>;
  readonly probes: ProbePack;
  /** Smallest cosine that is asked for. */
  readonly threshold: number;
  /** Keeps a precision below the threshold; its certificate says so. */
  readonly force: boolean;
  readonly open: (manifest: ModelManifest, precision: Precision) => Promise<LoadedModel>;
  readonly onPrecision: (precision: Precision, done: number, total: number) => void;
}

/**
 * The manifest with every written precision, each compared with the reference on a probe pack. One model is in memory
 * at a time.
 * @throws DomainError PARITY_TOO_LOW
 */
export async function certifyPrecisions(input: CertifyInput): Promise<ModelManifest> {
  const { manifest, written, probes, threshold, open } = input;
  const [reference, ...others] = [...written.keys()];
  if (others.length === 0) return manifest;
  const expected = await embedProbes(probes, await open(manifest, reference!));
  const precisions: Partial<Record<Precision, PrecisionVariant>> = { ...manifest.precisions };
  for (const [i, precision] of others.entries()) {
    input.onPrecision(precision, i, others.length);
    const files = written.get(precision)!;
    const candidate = { ...manifest, precisions: { [precision]: { files } } };
    const found = await embedProbes(probes, await open(candidate, precision));
    const parity = certificate(probes.id, threshold, expected, found);
    if (!(parity.passed || input.force)) throw parityTooLow(manifest.name, precision, parity);
    precisions[precision] = { files, parity };
  }
  return { ...manifest, precisions };
}

interface ProbeEmbeddings {
  readonly images: readonly Float32Array[];
  readonly texts: readonly Float32Array[];
}

/** Unit vectors of the whole pack; closes the model. */
async function embedProbes(probes: ProbePack, { model, close }: LoadedModel): Promise<ProbeEmbeddings> {
  try {
    const images = await model.embedImages(probes.images);
    const texts = await model.embedTexts(probes.texts);
    return { images: images.map(unitOrThrow), texts: texts.map(({ unit }) => unit) };
  } finally {
    await close();
  }
}

function unitOrThrow(embedding: Embedding | Error): Float32Array {
  if (embedding instanceof Error) throw embedding;
  return embedding.unit;
}

function certificate(
  probePack: string,
  threshold: number,
  expected: ProbeEmbeddings,
  found: ProbeEmbeddings,
): ParityCertificate {
  const image = towerParity(expected.images, found.images);
  const text = towerParity(expected.texts, found.texts);
  const passed = Math.min(image.minimumCosine, text.minimumCosine) >= threshold;
  return { probePack, image, text, threshold, passed };
}

function towerParity(expected: readonly Float32Array[], found: readonly Float32Array[]): TowerParity {
  const cosines = expected.map((vector, i) => dot(vector, found[i]!));
  const errors = expected.map((vector, i) =>
    vector.reduce((worst, value, j) => Math.max(worst, Math.abs(value - found[i]![j]!)), 0),
  );
  return { count: expected.length, minimumCosine: Math.min(...cosines), maximumError: Math.max(...errors) };
}

function parityTooLow(name: string, precision: Precision, parity: ParityCertificate): DomainError {
  const { image, text, threshold } = parity;
  return new DomainError(
    'PARITY_TOO_LOW',
    `The model ${name} in ${precision} comes to a cosine of ${image.minimumCosine.toFixed(4)} (pictures) and ` +
      `${text.minimumCosine.toFixed(4)} (texts) to its reference, below ${threshold}.`,
    { remedy: `Leave ${precision} out, or import with force to keep it.`, details: { precision, parity } },
  );
}
