import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeModel, encodeModel, type ModelProto, type NodeProto } from '../../adapters/onnx/onnx-proto.ts';
import { sharedPath } from './shared.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Entries of the vocabulary of golden/vit-a. */
const entries = 600;

/** Ids that BERT's vocabulary has for them, which the golden texts use. */
const specialTokens: Readonly<Record<number, string>> = {
  0: '[PAD]',
  100: '[UNK]',
  101: '[CLS]',
  102: '[SEP]',
};

/** The tokens of a vocabulary in which `w7` has the id 7, so that any ids are those of a text. */
export const numberedTokens = Array.from({ length: entries }, (_, id) => specialTokens[id] ?? `w${id}`);

/** The text of a row of golden ids. */
export function textOf(ids: BigInt64Array): string {
  const used = Array.from(ids, Number).filter((id) => id !== 0);
  return used
    .slice(1, -1)
    .map((id) => numberedTokens[id])
    .join(' ');
}

/** A folder with the original's pair and the numbered vocabulary. */
export function originalOnnxFolder(): string {
  const folder = temporaryFolder();
  for (const name of ['vit-a.img.fp32.onnx', 'vit-a.txt.fp32.onnx'])
    cpSync(sharedPath(`golden/onnx/${name}`), join(folder, name));
  writeFileSync(join(folder, 'vocab.txt'), `${numberedTokens.join('\n')}\n`);
  return folder;
}

/** The same towers as Hugging Face's export of `ChineseCLIPModel` has them: one graph, unit vectors, `config.json`. */
export function huggingFaceOnnxFolder(): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'onnx'));
  writeFileSync(join(folder, 'onnx/model.onnx'), encodeModel(bothTowers()));
  const configuration = {
    'config.json': { model_type: 'chinese_clip', text_config: { max_position_embeddings: 52 } },
    'preprocessor_config.json': { do_center_crop: false, size: { height: 64, width: 64 }, resample: 3 },
    'tokenizer.json': {
      model: { type: 'WordPiece', vocab: Object.fromEntries(numberedTokens.map((token, id) => [token, id])) },
    },
  };
  for (const [name, json] of Object.entries(configuration))
    writeFileSync(join(folder, name), JSON.stringify(json));
  return folder;
}

function bothTowers(): ModelProto {
  const image = renamed(readGolden('img'), 'image.', { image: 'pixel_values' });
  const text = renamed(readGolden('txt'), 'text.', { text: 'input_ids' });
  const unit = (from: string, to: string): NodeProto => ({
    opType: 'LpNormalization',
    name: to,
    input: [from],
    output: [to],
    attribute: [{ name: 'axis', type: 2, i: -1 }],
  });
  const embeds = [
    ['image.unnorm_image_features', 'image_embeds'],
    ['text.unnorm_text_features', 'text_embeds'],
  ] as const;
  const outputs = [...image.graph.output, ...text.graph.output];
  return {
    ...image,
    graph: {
      name: 'both',
      node: [...image.graph.node, ...text.graph.node, ...embeds.map(([from, to]) => unit(from, to))],
      initializer: [...image.graph.initializer, ...text.graph.initializer],
      input: [...image.graph.input, ...text.graph.input],
      output: outputs.map((value, i) => ({ ...value, name: embeds[i]![1] })),
    },
  };
}

function readGolden(tower: 'img' | 'txt'): ModelProto {
  return decodeModel(readFileSync(sharedPath(`golden/onnx/vit-a.${tower}.fp32.onnx`)));
}

/** A model whose values begin with `prefix`, but for the inputs that get names of their own. */
function renamed(model: ModelProto, prefix: string, inputs: Readonly<Record<string, string>>): ModelProto {
  const as = (name: string) => inputs[name] ?? (name === '' ? '' : prefix + name);
  const values = <T extends { readonly name: string }>(list: readonly T[]) =>
    list.map((value) => ({ ...value, name: as(value.name) }));
  const { node, initializer, input, output } = model.graph;
  return {
    ...model,
    graph: {
      name: 'renamed',
      node: node.map((each) => ({ ...each, input: each.input.map(as), output: each.output.map(as) })),
      initializer: values(initializer),
      input: values(input),
      output: values(output),
    },
  };
}
