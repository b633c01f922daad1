import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** @file Writes a small checkpoint with random weights: `node random-checkpoint.js <folder>`. */

const width = 32;
const dimension = 16;
const patch = 8;
const grid = 3;
const positions = 24;

const words = [
  ...['[PAD]', '[UNK]', '[CLS]', '[SEP]'],
  ...'一个的红绿蓝黄黑白色大小猫狗鸟鱼马花草树山水日月星云雨雪伞车船人家门天地手口心',
  ...Array.from('abcdefghijklmnopqrstuvwxyz0123456789', (letter) => [letter, `##${letter}`]).flat(),
];

/** Shape of every weight by its name. */
function shapes() {
  const towers = {
    image: { 'patches.weight': [width, 3 * patch * patch], positions: [1 + grid * grid, width] },
    text: { 'words.weight': [words.length, width], positions: [positions, width] },
  };
  const block = {
    ...{ 'norm1.weight': [width], 'norm1.bias': [width], 'norm2.weight': [width], 'norm2.bias': [width] },
    ...{ 'qkv.weight': [3 * width, width], 'qkv.bias': [3 * width] },
    ...{ 'out.weight': [width, width], 'out.bias': [width] },
    ...{ 'up.weight': [4 * width, width], 'up.bias': [4 * width] },
    ...{ 'down.weight': [width, 4 * width], 'down.bias': [width] },
  };
  const end = { 'norm.weight': [width], 'norm.bias': [width], 'projection.weight': [dimension, width] };
  /** @type {Record<string, number[]>} */
  const all = { logit_scale: [] };
  for (const [tower, start] of Object.entries(towers)) {
    for (const [name, shape] of Object.entries({ ...start, ...end })) all[`${tower}.${name}`] = shape;
    for (const [name, shape] of Object.entries(block)) all[`${tower}.blocks.0.${name}`] = shape;
  }
  return all;
}

/** Numbers in [0, 1), the same in every run. */
function seededRandom() {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * Writes `model.safetensors` and `vocab.txt`: eight bytes with the length of a JSON header, the header, the numbers.
 * @param {string} folder
 */
export function writeRandomCheckpoint(folder) {
  const random = seededRandom();
  /** @type {Record<string, unknown>} */
  const header = {};
  const parts = [];
  let offset = 0;
  for (const [name, shape] of Object.entries(shapes())) {
    const count = shape.reduce((product, length) => product * length, 1);
    const scale = name.endsWith('bias') || shape.length === 1 ? 0.1 : 1 / Math.sqrt(shape.at(-1) ?? 1);
    const centre = /norm\d?\.weight$/.test(name) ? 1 : 0;
    const values = Float32Array.from({ length: count }, () => centre + (random() * 2 - 1) * scale);
    if (name === 'logit_scale') values[0] = Math.log(20);
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + values.byteLength] };
    offset += values.byteLength;
    parts.push(Buffer.from(values.buffer));
  }
  const json = JSON.stringify(header);
  const text = Buffer.from(json.padEnd(Math.ceil(json.length / 8) * 8));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'model.safetensors'), Buffer.concat([length, text, ...parts]));
  writeFileSync(join(folder, 'vocab.txt'), `${words.join('\n')}\n`);
}

if (process.argv[1] === import.meta.filename) {
  const folder = process.argv[2] ?? 'checkpoint';
  writeRandomCheckpoint(folder);
  console.log(`Written: ${join(folder, 'model.safetensors')} and vocab.txt`);
}
