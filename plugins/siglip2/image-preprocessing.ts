import type { JsonObject, JsonValue } from '../../core/json.ts';
import { configurationMismatch, integerField } from '../../core/model/configuration-fields.ts';
import type { ImagePreprocessing } from '../../core/model/manifest.ts';
import type { VisionConfiguration } from './configuration.ts';

/** Numbers of `PIL.Image.Resampling`. */
const filters: Readonly<Record<number, ImagePreprocessing['filter']>> = {
  2: 'pillow-bilinear',
  3: 'pillow-bicubic',
};

/**
 * What `SiglipImageProcessor` of transformers does with a `preprocessor_config.json`, to pictures that were converted to
 * RGB: both edges resized, then normalised. Without one, bilinear and 0.5, as the published SigLIP 2 has it.
 * @throws DomainError CHECKPOINT_MISMATCH when it asks for something else, or for a size that the weights do not have
 */
export function imagePreprocessing(
  vision: VisionConfiguration,
  json: JsonObject = {},
  visionJson: JsonObject = {},
): ImagePreprocessing {
  for (const [field, value] of [
    ['do_resize', true],
    ['do_rescale', true],
    ['do_center_crop', false],
    ['do_pad', false],
  ] as const) {
    const given = json[field] ?? value;
    if (given !== value) throw unsupported(field, given);
  }
  const rescale = json['rescale_factor'] ?? 1 / 255;
  if (typeof rescale !== 'number' || Math.abs(rescale * 255 - 1) > 1e-6)
    throw unsupported('rescale_factor', rescale);
  const resample = json['resample'] ?? 2;
  const filter = typeof resample === 'number' ? filters[resample] : undefined;
  if (filter === undefined) throw unsupported('resample', resample, 'only 2 (bilinear) and 3 (bicubic) are');
  const isNormalised = (json['do_normalize'] ?? true) === true;
  return {
    size: sizeOf(vision, json['size'], visionJson),
    resize: 'squash',
    filter,
    order: 'convert-first',
    mean: isNormalised ? channels(json, 'image_mean') : [0, 0, 0],
    std: isNormalised ? channels(json, 'image_std') : [1, 1, 1],
  };
}

function sizeOf(
  { grid, patchSize }: VisionConfiguration,
  given: JsonValue | undefined,
  visionJson: JsonObject,
): number {
  const stated = given === undefined ? integerField(visionJson, 'image_size') : edgeOf(given);
  const size = stated ?? grid * patchSize;
  if (Math.floor(size / patchSize) === grid) return size;
  throw configurationMismatch(
    `Pictures of ${size} pixels have no ${grid} × ${grid} patches of ${patchSize}, which the weights are made for.`,
    'Pass the configuration that belongs to this checkpoint.',
  );
}

function edgeOf(size: JsonValue): number | undefined {
  if (typeof size === 'number') return integerField({ size }, 'size');
  const { height, width } = (size ?? {}) as JsonObject;
  if (typeof height === 'number' && height === width) return integerField({ height }, 'height');
  throw unsupported('size', size, 'only squares are');
}

function channels(json: JsonObject, field: 'image_mean' | 'image_std'): readonly [number, number, number] {
  const values = json[field] ?? [0.5, 0.5, 0.5];
  const isFit = (value: JsonValue) =>
    typeof value === 'number' && Number.isFinite(value) && (field === 'image_mean' || value > 0);
  if (Array.isArray(values) && values.length === 3 && values.every(isFit))
    return values as unknown as readonly [number, number, number];
  throw unsupported(field, values);
}

function unsupported(field: string, value: JsonValue, hint = 'it is not supported') {
  return configurationMismatch(
    `${field} is ${JSON.stringify(value).slice(0, 100)} in preprocessor_config.json; ${hint}.`,
    'Import another checkpoint, or a configuration of the one that was trained.',
  );
}
