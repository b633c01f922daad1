import { Command } from 'commander';
import { DomainError } from '../../core/errors.ts';
import { embed } from './embed.ts';

interface ExtractOptions {
  readonly model?: string;
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
    .option('--images <path>', 'a TSV of id and base64, a folder of pictures, or an LMDB folder')
    .option('--texts <path>', 'a JSONL of texts, or an LMDB folder of pairs')
    .option('--image-features <file>', 'file to write (default: <split>_imgs.img_feat.jsonl)')
    .option('--text-features <file>', 'file to write (default: <split>_texts.txt_feat.jsonl)')
    .action(async ({ model, images, texts, imageFeatures, textFeatures }: ExtractOptions) => {
      if (images === undefined && texts === undefined) {
        throw new DomainError('INVALID_INPUT', 'There is nothing to extract.', {
          remedy: 'Give --images, --texts or both.',
        });
      }
      const chosen = model === undefined ? {} : { model };
      if (texts !== undefined) {
        const output = textFeatures ?? `${texts.replace(/\.jsonl$/, '')}.txt_feat.jsonl`;
        await embed({ ...chosen, texts, output });
      }
      if (images !== undefined)
        await embed({ ...chosen, images, output: imageFeatures ?? imagesOutput(images, texts) });
    });
  return new Command('features').description('Features as files.').addCommand(extract);
}

/** The original names them after the texts; without texts they are named after the pictures. */
function imagesOutput(images: string, texts: string | undefined): string {
  const split = texts?.endsWith('_texts.jsonl') ? texts.slice(0, -'_texts.jsonl'.length) : undefined;
  return `${split === undefined ? images.replace(/(\.tsv|[\\/])$/, '') : `${split}_imgs`}.img_feat.jsonl`;
}
