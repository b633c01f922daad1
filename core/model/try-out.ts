import type { LoadedModel } from '../embedding/loaded-models.ts';
import { DomainError } from '../errors.ts';
import type { ProbePack } from './probe-pack.ts';

/**
 * Runs a model once on a picture and a text. Towers of ours are known to run; of somebody else's graph only its form
 * is.
 * @throws DomainError CHECKPOINT_MISMATCH with the reason of the runtime
 */
export async function tryOut(
  fileName: string,
  probes: ProbePack,
  open: () => Promise<LoadedModel>,
): Promise<void> {
  try {
    const { model, close } = await open();
    try {
      const [image] = await model.embedImages(probes.images.slice(0, 1));
      if (image instanceof Error) throw image;
      await model.embedTexts(probes.texts.slice(0, 1));
    } finally {
      await close();
    }
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'INFERENCE_FAILED') throw error;
    throw new DomainError('CHECKPOINT_MISMATCH', `The towers of ${fileName} do not run. ${error.message}`, {
      cause: error,
    });
  }
}
