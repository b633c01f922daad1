import type { JsonObject, JsonValue } from '../../core/json.ts';
import { configurationMismatch } from '../../core/model/configuration-fields.ts';
import type { ImagePreprocessing } from '../../core/model/manifest.ts';

type Preprocessing = Omit<ImagePreprocessing, 'size'> & { readonly size?: number };

/** Numbers of `PIL.Image.Resampling`. */
const filters: Readonly<Record<number, ImagePreprocessing['filter']>> = {
  2: 'pillow-bilinear',
  3: 'pillow-bicubic',
};

/**
 * What `ChineseCLIPImageProcessor` of transformers does with a `preprocessor_config.json`: pictures become RGB, then
 * both edges are resized. What the file leaves out is as published; the size may be that of `config.json`.
 * @throws DomainError CHECKPOINT_MISMATCH when it asks for something else
 */
export function huggingFacePreprocessing(
  config: JsonObject,
  json: JsonObject,
  published: Omit<ImagePreprocessing, 'size'>,
): Preprocessing {
  for (const [field, value] of [
    ['do_resize', true],
    ['do_center_crop', false],
    ['do_normalize', true],
  ] as const) {
    if ((json[field] ?? value) !== value) throw unsupported(field, json[field]!);
  }
  const resample = json['resample'];
  const filter = resample === undefined ? published.filter : filters[resample as number];
  if (filter === undefined) throw unsupported('resample', resample!);
  const size = edgeOf(json['size'] ?? (config['vision_config'] as JsonObject | undefined)?.['image_size']);
  return {
    ...published,
    filter,
    order: 'convert-first',
    mean: channels(json, 'image_mean') ?? published.mean,
    std: channels(json, 'image_std') ?? published.std,
    ...(size === undefined ? {} : { size }),
  };
}

function edgeOf(size: JsonValue | undefined): number | undefined {
  if (size === undefined) return undefined;
  const { height, width } = (
    typeof size === 'number' ? { height: size, width: size } : (size ?? {})
  ) as JsonObject;
  if (Number.isInteger(height) && (height as number) > 0 && height === width) return height as number;
  throw unsupported('size', size);
}

function channels(json: JsonObject, field: 'image_mean' | 'image_std') {
  const values = json[field];
  if (values === undefined) return undefined;
  const isFit = (value: JsonValue) => typeof value === 'number' && (field === 'image_mean' || value > 0);
  if (Array.isArray(values) && values.length === 3 && values.every(isFit))
    return values as unknown as ImagePreprocessing['mean'];
  throw unsupported(field, values);
}

function unsupported(field: string, value: JsonValue) {
  return configurationMismatch(
    `${field} is ${JSON.stringify(value).slice(0, 100)} in preprocessor_config.json, which is not supported.`,
  );
}
