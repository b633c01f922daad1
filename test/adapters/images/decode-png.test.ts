import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeImage } from '../../../adapters/images/decode-image.ts';
import { makePng, pngChunk } from './make-png.ts';

const tiny = async (
  depth: number,
  colourType: number,
  row: readonly number[],
  extra: readonly Uint8Array[] = [],
) => {
  const bits = depth * ({ 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }[colourType] ?? 1);
  const width = Math.trunc((row.length * 8) / bits);
  const { mode, data } = await decodeImage(
    makePng({ width, height: 1, depth, colourType, rows: Uint8Array.from([0, ...row]), extra }),
  );
  return { mode, data: [...data] };
};
const palette = pngChunk('PLTE', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);

describe('decoding PNG to the modes of Pillow 9.4', () => {
  it('spreads grey of 1, 2 and 4 bits over 0 to 255', async () => {
    expect(await tiny(1, 0, [0b10110001])).toEqual({ mode: '1', data: [255, 0, 255, 255, 0, 0, 0, 255] });
    expect(await tiny(2, 0, [0b00011011])).toEqual({ mode: 'L', data: [0, 85, 170, 255] });
    expect(await tiny(4, 0, [0x01, 0xef])).toEqual({ mode: 'L', data: [0, 17, 238, 255] });
  });

  it('keeps 16-bit grey whole and takes the high byte of other 16-bit pixels', async () => {
    expect(await tiny(16, 0, [0x12, 0x34, 0xff, 0xff])).toEqual({ mode: 'I', data: [0x1234, 0xffff] });
    expect(await tiny(16, 2, [0x12, 0xff, 0x80, 0xff, 0xfe, 0xff])).toEqual({
      mode: 'RGB',
      data: [0x12, 0x80, 0xfe],
    });
    expect(await tiny(16, 4, [0x12, 0xff, 0x80, 0xff])).toEqual({
      mode: 'RGBA',
      data: [0x12, 0x12, 0x12, 0x80],
    });
    expect(await tiny(16, 6, [1, 255, 2, 255, 3, 255, 4, 255])).toEqual({ mode: 'RGBA', data: [1, 2, 3, 4] });
  });

  it('looks palette colours up and keeps those of transparent entries', async () => {
    const data = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
    expect(await tiny(2, 3, [0b00011011], [palette])).toEqual({ mode: 'P', data });
    const transparent = pngChunk('tRNS', [0, 128, 0]);
    expect(await tiny(8, 3, [0, 1, 2, 3], [palette, transparent])).toEqual({ mode: 'P', data });
  });

  it('does not let a transparent colour change the mode', async () => {
    const colour = pngChunk('tRNS', [0, 1, 0, 2, 0, 3]);
    expect(await tiny(8, 2, [1, 2, 3, 4, 5, 6], [colour])).toEqual({ mode: 'RGB', data: [1, 2, 3, 4, 5, 6] });
    expect(await tiny(8, 0, [1, 2], [pngChunk('tRNS', [0, 1])])).toEqual({ mode: 'L', data: [1, 2] });
    expect(await tiny(16, 0, [1, 2], [pngChunk('tRNS', [1, 2])])).toEqual({ mode: 'I', data: [258] });
  });

  it('ignores gamma and colour spaces', async () => {
    const gamma = pngChunk('gAMA', [0, 1, 0x86, 0xa0]);
    const hdr = pngChunk('cICP', [9, 16, 0, 1]);
    expect((await tiny(8, 2, [10, 100, 200], [gamma, hdr])).data).toEqual([10, 100, 200]);
  });

  it('differs from Pillow only where a pixel names a colour its palette lacks: black, not grey', async () => {
    const short = pngChunk('PLTE', [9, 9, 9]);
    const pillow = [9, 9, 9, 1, 1, 1];
    const { data } = await tiny(8, 3, [0, 1], [short]);
    expect(Math.max(...data.map((value, i) => Math.abs(value - pillow[i]!)))).toBe(1);
  });
});

describe('decoding JPEG as Pillow 9.4', () => {
  const cmyk = readFileSync(new URL('../../fixtures/images/cmyk.jpg', import.meta.url));

  it('takes CMYK for inverted whether or not Adobe is named', async () => {
    const marker = Buffer.from([0xff, 0xee]);
    const at = cmyk.indexOf(marker);
    const plain =
      at < 0
        ? cmyk
        : Buffer.concat([cmyk.subarray(0, at), cmyk.subarray(at + 2 + cmyk.readUInt16BE(at + 2))]);
    const adobe = Buffer.concat([
      cmyk.subarray(0, 2),
      Buffer.from([0xff, 0xee, 0, 14, ...Buffer.from('Adobe'), 0, 100, 0, 0, 0, 0, 0]),
      plain.subarray(2),
    ]);
    expect(await decodeImage(plain)).toEqual(await decodeImage(adobe));
  });

  it('overlooks bytes after the end', async () => {
    const photo = readFileSync(new URL('../../fixtures/images/photo.jpg', import.meta.url));
    expect(await decodeImage(Buffer.concat([photo, Buffer.alloc(99, 7)]))).toEqual(await decodeImage(photo));
  });
});
