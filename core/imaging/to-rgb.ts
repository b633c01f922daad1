import { multiplyBytes } from './alpha.ts';
import { channelsOf, type RasterImage, type RasterMode } from './raster-image.ts';

/** RGB bytes (height, width, 3) of a decoded picture, as Pillow's `convert('RGB')`: alpha is dropped, never blended. */
export function toRgb(image: RasterImage): Uint8Array {
  return image.mode === 'I' ? wideToRgb(image.data) : bytesToRgb(image.mode, image.data);
}

/** RGB of interleaved bytes of a mode. Returns the input itself where it already is RGB. */
export function bytesToRgb(mode: Exclude<RasterMode, 'I'>, data: Uint8Array): Uint8Array {
  if (mode === 'RGB' || mode === 'P') return data;
  if (mode === 'CMYK') return cmykToRgb(data);
  return mode === 'RGBA' ? pickChannels(data, [0, 1, 2], 4) : pickChannels(data, [0, 0, 0], channelsOf(mode));
}

/** RGB of 16-bit grey, which Pillow 9.4 clips at 255 instead of scaling it. */
export function wideToRgb(data: ArrayLike<number>): Uint8Array {
  const rgb = new Uint8Array(data.length * 3);
  for (let i = 0; i < data.length; i++) rgb.fill(Math.max(0, Math.min(255, data[i]!)), i * 3, i * 3 + 3);
  return rgb;
}

function pickChannels(
  data: Uint8Array,
  picked: readonly [number, number, number],
  channels: number,
): Uint8Array {
  const [red, green, blue] = picked;
  const count = data.length / channels;
  const rgb = new Uint8Array(count * 3);
  for (let i = 0; i < count; i++) {
    rgb[i * 3] = data[i * channels + red]!;
    rgb[i * 3 + 1] = data[i * channels + green]!;
    rgb[i * 3 + 2] = data[i * channels + blue]!;
  }
  return rgb;
}

/** Source: `cmyk2rgb` in Pillow's `Convert.c`. */
function cmykToRgb(data: Uint8Array): Uint8Array {
  const rgb = new Uint8Array((data.length / 4) * 3);
  for (let source = 0, target = 0; source < data.length; source += 4) {
    const light = 255 - data[source + 3]!;
    for (let c = 0; c < 3; c++) rgb[target++] = light - multiplyBytes(data[source + c]!, light);
  }
  return rgb;
}
