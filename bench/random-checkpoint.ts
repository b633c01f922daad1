/** @file Checkpoints of published sizes with random weights, to measure what does not depend on training. */
import { open, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export interface CheckpointSize {
  readonly imageSize: number;
  readonly patchSize: number;
  readonly visionWidth: number;
  readonly visionLayers: number;
  readonly textWidth: number;
  readonly textLayers: number;
  readonly dimension: number;
}

export const vitB16: CheckpointSize = {
  imageSize: 224,
  patchSize: 16,
  visionWidth: 768,
  visionLayers: 12,
  textWidth: 768,
  textLayers: 12,
  dimension: 512,
};

export const vitH14: CheckpointSize = {
  imageSize: 224,
  patchSize: 14,
  visionWidth: 1280,
  visionLayers: 32,
  textWidth: 1024,
  textLayers: 24,
  dimension: 1024,
};

const vocabularySize = 21128;

/** Writes a float16 `.safetensors` and its `vocab.txt` beside it. */
export async function writeRandomCheckpoint(path: string, size: CheckpointSize): Promise<void> {
  const header: Record<string, unknown> = {};
  let end = 0;
  const shapes = Object.entries(weightShapes(size));
  for (const [name, shape] of shapes) {
    const start = end;
    end += 2 * shape.reduce((product, length) => product * length, 1);
    header[name] = { dtype: 'F16', shape, data_offsets: [start, end] };
  }
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  const file = await open(path, 'w');
  await file.writeFile(Buffer.concat([length, json]));
  for (const [name, shape] of shapes) await file.writeFile(randomHalves(name, shape));
  await file.close();
  const words = Array.from({ length: vocabularySize - 4 }, (_, i) => String.fromCodePoint(0x4e00 + i));
  await writeFile(
    join(dirname(path), 'vocab.txt'),
    `${['[PAD]', '[UNK]', '[CLS]', '[SEP]', ...words].join('\n')}\n`,
  );
}

/** float16 patterns of ±[2^-6, 2^-5), or of 1 for the gains of layer norms and 2 for the logit scale. */
function randomHalves(name: string, shape: readonly number[]): Uint8Array {
  const patterns = new Uint16Array(shape.reduce((product, length) => product * length, 1));
  if (name === 'logit_scale') patterns.fill(0x4000);
  else if (/(ln_\w+|LayerNorm)\.weight$/.test(name)) patterns.fill(0x3c00);
  else {
    // Every tensor is another one: exporters write equal ones once.
    let state = [...name].reduce(
      (hash, character) => Math.imul(hash ^ character.charCodeAt(0), 0x01000193),
      0x811c9dc5,
    );
    for (let i = 0; i < patterns.length; i++) {
      state = (Math.imul(state, 1664525) + 1013904223) | 0;
      patterns[i] = 0x2400 | ((state >>> 16) & 0x83ff);
    }
  }
  return new Uint8Array(patterns.buffer);
}

function weightShapes(size: CheckpointSize): Record<string, number[]> {
  const { visionWidth, textWidth, dimension } = size;
  return {
    text_projection: [textWidth, dimension],
    logit_scale: [],
    ...visionShapes(size),
    'visual.proj': [visionWidth, dimension],
    ...textShapes(size),
  };
}

function visionShapes({ imageSize, patchSize, visionWidth: width, visionLayers }: CheckpointSize) {
  const positions = (imageSize / patchSize) ** 2 + 1;
  const shapes: Record<string, number[]> = {
    'visual.class_embedding': [width],
    'visual.positional_embedding': [positions, width],
    'visual.conv1.weight': [width, 3, patchSize, patchSize],
  };
  for (const norm of ['ln_pre', 'ln_post']) addVectors(shapes, `visual.${norm}`, width);
  for (let i = 0; i < visionLayers; i++) {
    const block = `visual.transformer.resblocks.${i}`;
    addVectors(shapes, `${block}.ln_1`, width);
    addVectors(shapes, `${block}.ln_2`, width);
    shapes[`${block}.attn.in_proj_weight`] = [3 * width, width];
    shapes[`${block}.attn.in_proj_bias`] = [3 * width];
    addLinear(shapes, `${block}.attn.out_proj`, width, width);
    addLinear(shapes, `${block}.mlp.c_fc`, 4 * width, width);
    addLinear(shapes, `${block}.mlp.c_proj`, width, 4 * width);
  }
  return shapes;
}

function textShapes({ textWidth: width, textLayers }: CheckpointSize) {
  const shapes: Record<string, number[]> = {
    'bert.embeddings.word_embeddings.weight': [vocabularySize, width],
    'bert.embeddings.position_embeddings.weight': [512, width],
    'bert.embeddings.token_type_embeddings.weight': [2, width],
  };
  addVectors(shapes, 'bert.embeddings.LayerNorm', width);
  for (let i = 0; i < textLayers; i++) {
    const layer = `bert.encoder.layer.${i}`;
    for (const role of ['query', 'key', 'value'])
      addLinear(shapes, `${layer}.attention.self.${role}`, width, width);
    addLinear(shapes, `${layer}.attention.output.dense`, width, width);
    addVectors(shapes, `${layer}.attention.output.LayerNorm`, width);
    addLinear(shapes, `${layer}.intermediate.dense`, 4 * width, width);
    addLinear(shapes, `${layer}.output.dense`, width, 4 * width);
    addVectors(shapes, `${layer}.output.LayerNorm`, width);
  }
  return shapes;
}

function addLinear(shapes: Record<string, number[]>, name: string, width: number, inner: number): void {
  shapes[`${name}.weight`] = [width, inner];
  shapes[`${name}.bias`] = [width];
}

function addVectors(shapes: Record<string, number[]>, name: string, width: number): void {
  shapes[`${name}.weight`] = [width];
  shapes[`${name}.bias`] = [width];
}
