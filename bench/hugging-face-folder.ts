import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

const preprocessor = {
  image_processor_type: 'ChineseCLIPFeatureExtractor',
  do_resize: true,
  size: { height: 224, width: 224 },
  resample: 3,
  do_center_crop: false,
  do_rescale: true,
  rescale_factor: 1 / 255,
  do_normalize: true,
  image_mean: [0.48145466, 0.4578275, 0.40821073],
  image_std: [0.26862954, 0.26130258, 0.27577711],
  do_convert_rgb: true,
};

/** `home/hf`: Chinese-CLIP as Hugging Face lays it out, of the `joint.onnx` and `vocab.txt` in `home`. */
export async function writeHuggingFaceFolder(home: string): Promise<void> {
  const target = join(home, 'hf');
  await mkdir(join(target, 'onnx'), { recursive: true });
  symlinkSync(join(home, 'joint.onnx'), join(target, 'onnx/model.onnx'));
  const files = {
    'config.json': { model_type: 'chinese_clip', architectures: ['ChineseCLIPModel'] },
    'preprocessor_config.json': preprocessor,
    'tokenizer_config.json': { tokenizer_class: 'BertTokenizer', model_max_length: 52, pad_token: '[PAD]' },
    'tokenizer.json': tokenizerOf(readFileSync(join(home, 'vocab.txt'), 'utf8').trimEnd().split('\n')),
  };
  for (const [name, content] of Object.entries(files))
    writeFileSync(join(target, name), JSON.stringify(content));
}

/** BERT's word pieces in the form of the library tokenizers. */
function tokenizerOf(words: readonly string[]): object {
  const special = (content: string) => ({
    id: words.indexOf(content),
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  });
  const place = (id: string) => ({ SpecialToken: { id, type_id: 0 } });
  return {
    version: '1.0',
    added_tokens: ['[PAD]', '[UNK]', '[CLS]', '[SEP]'].map(special),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: true,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [place('[CLS]'), { Sequence: { id: 'A', type_id: 0 } }, place('[SEP]')],
      pair: [],
      special_tokens: Object.fromEntries(
        ['[CLS]', '[SEP]'].map((id) => [id, { id, ids: [words.indexOf(id)], tokens: [id] }]),
      ),
    },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(words.map((word, id) => [word, id])),
    },
  };
}
