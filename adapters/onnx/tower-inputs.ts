import { DomainError } from '../../core/errors.ts';
import type { ImagePreprocessing } from '../../core/model/manifest.ts';
import type { OnnxInputRole, OnnxTower } from '../../core/plugin.ts';
import { given } from './given-names.ts';
import { OnnxEmitter } from './onnx-emitter.ts';
import { dataType, type ValueInfoProto } from './onnx-proto.ts';

const integers: readonly number[] = [dataType.int32, dataType.int64];
const bfloat16 = 16;
const floats: readonly number[] = [dataType.float32, dataType.float16, bfloat16];

/** Element types that an input of a role may have. */
const typesOfRole: Readonly<Record<OnnxInputRole, readonly number[]>> = {
  pixels: floats,
  ids: integers,
  'attention-mask': [...integers, ...floats, dataType.bool],
  'token-types': integers,
  positions: integers,
};

/**
 * Nodes that make the inputs of somebody else's tower out of the one that every tower of ours has.
 * @throws DomainError CHECKPOINT_MISMATCH for an input without a role, or of a type that its role does not have
 */
export function towerInputs(
  fileName: string,
  tower: OnnxTower,
  inputs: readonly ValueInfoProto[],
): { readonly emitter: OnnxEmitter; readonly input: ValueInfoProto } {
  const emitter = new OnnxEmitter();
  const name = tower.name === 'image' ? 'pixels' : 'ids';
  const main = inputs.find((input) => tower.inputs[input.name] === name);
  if (main === undefined) {
    throw mismatch(`The output ${tower.output} of ${fileName} depends on no input of the role ${name}.`);
  }
  for (const input of inputs) {
    const type = requireType(fileName, tower, input);
    const value = emitRole(emitter, tower, tower.inputs[input.name]!, fileName);
    emitter.push('Cast', `tuwen/${input.name}`, [value], [given(input.name)], { to: type });
  }
  const [batch, length] = main.type?.tensorType?.shape?.dim ?? [];
  const [first, second] = [fixedOr(batch, 'batch'), fixedOr(length, 'length')];
  const size = { dimValue: tower.image?.size ?? 0 };
  const dim = name === 'pixels' ? [first, size, size, { dimValue: 3 }] : [first, second];
  const elemType = name === 'pixels' ? dataType.uint8 : dataType.int32;
  return { emitter, input: { name, type: { tensorType: { elemType, shape: { dim } } } } };
}

function requireType(fileName: string, tower: OnnxTower, { name, type }: ValueInfoProto): number {
  const role = Object.hasOwn(tower.inputs, name) ? tower.inputs[name] : undefined;
  if (role === undefined || (role === 'pixels') !== (tower.name === 'image')) {
    const known = role === undefined ? 'of which nothing is known' : `which is ${role}`;
    throw mismatch(`The ${tower.name} tower in ${fileName} depends on the input ${name}, ${known}.`);
  }
  const found = type?.tensorType?.elemType ?? 0;
  if (typesOfRole[role].includes(found)) return found;
  throw mismatch(
    `The input ${name} of ${fileName} has the element type ${found}, which ${role} cannot have.`,
    `Those of onnx.proto that it can have: ${typesOfRole[role].join(', ')}.`,
  );
}

/** The values of a role, before they get the type that the input has. */
function emitRole(emitter: OnnxEmitter, tower: OnnxTower, role: OnnxInputRole, fileName: string): string {
  switch (role) {
    case 'pixels':
      return emitPixels(emitter, requireGiven(tower.image, 'normalisation', fileName));
    case 'ids':
      return 'ids';
    case 'attention-mask':
      return emitMask(emitter, requireGiven(tower.padId, 'padding id', fileName));
    case 'token-types':
      emitter.push('Sub', 'tuwen/token-types', ['ids', 'ids'], ['tuwen/token-types']);
      return 'tuwen/token-types';
    case 'positions':
      return emitPositions(emitter);
  }
}

/** (pixel / 255 − mean) / std per channel, in this order; bytes (batch, n, n, 3) → float32 (batch, 3, n, n). */
function emitPixels(emitter: OnnxEmitter, { mean, std }: ImagePreprocessing): string {
  const channels = (name: string, values: readonly number[]) =>
    emitter.constant(`tuwen/${name}`, [3, 1, 1], dataType.float32, Float32Array.from(values));
  const name = (step: string) => `tuwen/pixels.${step}`;
  const push = (opType: string, from: string, step: string, more: readonly string[], attributes = {}) =>
    emitter.push(opType, name(step), [from, ...more], [name(step)], attributes);
  push('Cast', 'pixels', 'wide', [], { to: dataType.float32 });
  push('Transpose', name('wide'), 'planes', [], { perm: [0, 3, 1, 2] });
  push('Div', name('planes'), 'unit', [emitter.scalar(255)]);
  push('Sub', name('unit'), 'centred', [channels('mean', mean)]);
  push('Div', name('centred'), 'normalised', [channels('std', std)]);
  return name('normalised');
}

/** True where there is no padding. */
function emitMask(emitter: OnnxEmitter, padId: number): string {
  const pad = emitter.constant('tuwen/pad', [], dataType.int32, Int32Array.of(padId));
  emitter.push('Equal', 'tuwen/padding', ['ids', pad], ['tuwen/padding']);
  emitter.push('Not', 'tuwen/mask', ['tuwen/padding'], ['tuwen/mask']);
  return 'tuwen/mask';
}

/** 0, 1, … in every row: ones are summed up, and one is taken away. */
function emitPositions(emitter: OnnxEmitter): string {
  emitter.push('Equal', 'tuwen/places', ['ids', 'ids'], ['tuwen/places']);
  emitter.push('Cast', 'tuwen/ones', ['tuwen/places'], ['tuwen/ones'], { to: dataType.int64 });
  emitter.push('CumSum', 'tuwen/counts', ['tuwen/ones', emitter.integers([1])], ['tuwen/counts']);
  emitter.push('Sub', 'tuwen/positions', ['tuwen/counts', emitter.integers([1])], ['tuwen/positions']);
  return 'tuwen/positions';
}

function fixedOr(dim: { readonly dimValue?: unknown } | undefined, dimParam: string) {
  const length = Number(dim?.dimValue ?? 0);
  return length > 0 ? { dimValue: length } : { dimParam };
}

function requireGiven<T>(value: T | undefined, what: string, fileName: string): T {
  if (value !== undefined) return value;
  throw mismatch(`The ${what} that ${fileName} needs is not given.`);
}

function mismatch(message: string, remedy?: string): DomainError {
  return new DomainError('CHECKPOINT_MISMATCH', message, remedy === undefined ? {} : { remedy });
}
