import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { it } from 'vitest';
import { FileCheckpointReader } from '../../adapters/checkpoints/file-checkpoint-reader.ts';
import { JsonTokenizer } from '../../adapters/tokenizers/json-tokenizer.ts';
import type { JsonValue } from '../../core/json.ts';
import { recognise } from '../../core/model/recognise.ts';
import { parseVocabulary } from '../../core/tokenization/vocabulary.ts';
import { WordPieceTokenizer } from '../../core/tokenization/wordpiece-tokenizer.ts';
import { chineseClip } from '../../plugins/chinese-clip/plugin.ts';
import { onnxDualEncoder } from '../../plugins/onnx-dual-encoder/plugin.ts';
import { openaiClip } from '../../plugins/openai-clip/plugin.ts';
import { siglip2 } from '../../plugins/siglip2/plugin.ts';
import { taiyi } from '../../plugins/taiyi/plugin.ts';
import { fuzz, fuzzRuns, fuzzTimeout } from '../support/fuzz.ts';
import { mutate } from '../support/mutate.ts';
import { mutateJson } from '../support/mutate-json.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { tinyOnnxFolder } from '../support/tiny-onnx-folder.ts';

const fixtures = fileURLToPath(new URL('../fixtures/', import.meta.url));
const plugins = [onnxDualEncoder, chineseClip, openaiClip, taiyi, siglip2];
const reader = new FileCheckpointReader();

function copied(from: string, more: Readonly<Record<string, string>> = {}): string {
  const folder = temporaryFolder();
  cpSync(join(fixtures, from), folder, { recursive: true });
  for (const [name, source] of Object.entries(more)) cpSync(join(fixtures, source), join(folder, name));
  return folder;
}

const words = { 'vocab.json': 'openai-clip/vocab.json', 'merges.txt': 'openai-clip/merges.txt' };
const tokenizer = { 'tokenizer.json': 'tokenizer-json/bpe.json' };
const models: readonly { readonly folder: string; readonly files: readonly string[] }[] = [
  { folder: tinyOnnxFolder(), files: ['tuwen-model.json', 'vocab.txt'] },
  { folder: copied('taiyi/classifier'), files: ['config.json', 'clip/config.json', 'vocab.txt'] },
  { folder: copied('openai-clip/hugging-face', words), files: ['config.json', 'vocab.json', 'merges.txt'] },
  { folder: copied('openai-clip/open-clip', words), files: ['open_clip_config.json'] },
  { folder: copied('siglip2', tokenizer), files: ['config.json', 'preprocessor_config.json'] },
];
const files = models.flatMap(({ folder, files: names }) => names.map((name) => join(folder, name)));
const originals = files.map((path) => readFileSync(path));
const folderOf = (path: string) => models.find(({ folder }) => path.startsWith(folder))!.folder;

/** A model takes longer to open than a file. */
const runs = Math.ceil(fuzzRuns / 5);

/** As an import does it, up to the towers. */
async function describeModel(folder: string): Promise<void> {
  const checkpoint = await reader.open(folder);
  try {
    const plugin = await recognise(checkpoint, plugins);
    const { tokenizer: source } = await plugin.describe(checkpoint, { weights: 'as-stored' });
    const opened =
      source.kind === 'wordpiece'
        ? new WordPieceTokenizer(parseVocabulary(Buffer.from(source.bytes).toString()))
        : new JsonTokenizer(source.bytes);
    opened.tokenize('Two 猫', 12);
  } finally {
    await checkpoint.close();
  }
}

it(`describes or refuses each of ${runs} models with a changed file beside its weights`, fuzzTimeout, () => {
  let path = files[0]!;
  return fuzz({
    seed: 20261208,
    runs,
    make: (run, random) => {
      path = files[run % files.length]!;
      const original = originals[run % files.length]!;
      if (!path.endsWith('.json') || random() < 0.3) return mutate(original, random);
      const changed = mutateJson(JSON.parse(original.toString()) as JsonValue, random);
      return Buffer.from(JSON.stringify(changed));
    },
    read: async (bytes) => {
      writeFileSync(path, bytes);
      try {
        await describeModel(folderOf(path));
      } finally {
        writeFileSync(path, originals[files.indexOf(path)]!);
      }
    },
    refusals: /^(CHECKPOINT_(UNREADABLE|UNSAFE|MISMATCH)|INVALID_INPUT)$/,
  });
});
