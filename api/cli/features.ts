import { Command } from 'commander';
import { DomainError } from '../../core/errors.ts';
import { withDataset } from '../../core/evaluation/datasets/register-dataset.ts';
import { embed } from './embed.ts';
import { withDatabase } from './with-database.ts';

interface ExtractOptions {
  readonly model?: string;
  readonly dataset?: string;
  readonly images?: string;
  readonly texts?: string;
  readonly imageFeatures?: string;
  readonly textFeatures?: string;
}

/** The original's extract_features.py: both kinds in one go, into files named as it names them. */
export function featuresCommand(): Command {
  const extract = new Command('extract')
    .description("Features of a data set's pictures and texts.")
    .option('--model <name>', 'model (default: the first one)')
    .option('--dataset <name>', 'registered retrieval set, in place of --images and --texts')
    .option('--images <path>', 'a TSV of id and base64, a folder of pictures, or an LMDB folder')
    .option('--texts <path>', 'a JSONL of texts, or an LMDB folder of pairs')
    .option('--image-features <file>', 'file to write (default: <split>_imgs.img_feat.jsonl)')
    .option('--text-features <file>', 'file to write (default: <split>_texts.txt_feat.jsonl)')
    .action(async ({ model, imageFeatures, textFeatures, ...data }: ExtractOptions) => {
      const { images, texts } = await located(data);
      if (images === undefined && texts === undefined) {
        throw new DomainError('INVALID_INPUT', 'There is nothing to extract.', {
          remedy: 'Give --dataset, or --images, --texts or both.',
        });
      }
      const chosen = model === undefined ? {} : { model };
      if (texts !== undefined) {
        const output = textFeatures ?? `${texts.replace(/(\.jsonl|[\\/])$/, '')}.txt_feat.jsonl`;
        await embed({ ...chosen, texts, output });
      }
      if (images !== undefined)
        await embed({ ...chosen, images, output: imageFeatures ?? imagesOutput(images, texts) });
    });
  return new Command('features').description('Features as files.').addCommand(extract);
}

/** Files on a command line are where they are said to be, those of a registered set inside TUWEN_DATASETS. */
async function located(data: Pick<ExtractOptions, 'dataset' | 'images' | 'texts'>): Promise<typeof data> {
  if (data.dataset === undefined) return data;
  return withDatabase(async ({ registry, roots }) => {
    const { images, texts } = await withDataset(registry, 'retrieval', data, ['images', 'texts']);
    const [imagesAt, textsAt] = await Promise.all([roots.resolve(images!), roots.resolve(texts!)]);
    return { images: imagesAt.path, texts: textsAt.path };
  });
}

/** The original names them after the texts; without texts they are named after the pictures. */
function imagesOutput(images: string, texts: string | undefined): string {
  const split = texts?.endsWith('_texts.jsonl') ? texts.slice(0, -'_texts.jsonl'.length) : undefined;
  return `${split === undefined ? images.replace(/(\.tsv|[\\/])$/, '') : `${split}_imgs`}.img_feat.jsonl`;
}
