import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { PooledImagePreprocessor } from '../../../adapters/images/pooled-image-preprocessor.ts';
import { packError, unpackError } from '../../../adapters/images/prepare-protocol.ts';
import { DomainError } from '../../../core/errors.ts';

const fixture = (name: string) => readFileSync(new URL(`../../fixtures/images/${name}`, import.meta.url));
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const expected = JSON.parse(fixture('expected.json').toString()) as Readonly<
  Record<string, { readonly resizeFirst: string; readonly convertFirst: string }>
>;

const square = (size: number) => ({ size, resize: 'squash', filter: 'pillow-bicubic' }) as const;

describe('PooledImagePreprocessor', () => {
  const pool = new PooledImagePreprocessor({ maxThreads: 2 });
  afterAll(() => pool.close());

  it('gives the bytes of both orders', async () => {
    for (const [name, { resizeFirst, convertFirst }] of Object.entries(expected)) {
      expect(sha256(await pool.prepare(fixture(name), square(32)))).toBe(resizeFirst);
      expect(sha256(await pool.prepare(fixture(name), square(32), 'convert-first'))).toBe(convertFirst);
    }
  });

  it('leaves the encoded bytes to the caller', async () => {
    const encoded = fixture('rgb.png');
    const before = sha256(encoded);
    await pool.prepare(encoded, square(8));
    expect(sha256(encoded)).toBe(before);
  });

  it('returns pictures that already have the size', async () => {
    const raw = Uint8Array.from({ length: 16 * 16 * 3 }, (_, i) => i & 255);
    for (const format of ['png', 'webp'] as const) {
      const encoded = await sharp(raw, { raw: { width: 16, height: 16, channels: 3 } })
        .toFormat(format, { lossless: true })
        .toBuffer();
      expect(await pool.prepare(encoded, square(16))).toEqual(raw);
    }
  });

  it('brings errors across the thread boundary whole', async () => {
    const error = await pool
      .prepare(Buffer.from('no picture'), square(32))
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DomainError);
    expect(error).toMatchObject({
      code: 'IMAGE_UNREADABLE',
      message:
        'The picture is of an unknown or unsupported type. Send a complete JPEG, PNG, WebP, GIF or BMP file.',
      remedy: 'Send a complete JPEG, PNG, WebP, GIF or BMP file.',
      details: { reason: 'is of an unknown or unsupported type' },
    });
  });

  it('prepares every picture while more threads start', async () => {
    for (let round = 0; round < 8; round++) {
      const fresh = new PooledImagePreprocessor({ maxThreads: 4 });
      const encoded = fixture('rgb.png');
      await Promise.all(Array.from({ length: 100 }, () => fresh.prepare(encoded, square(32))));
      await fresh.close();
    }
  });

  it('refuses a file over the byte limit without starting a thread', async () => {
    const idle = new PooledImagePreprocessor({ limits: { maxBytes: 10, maxPixels: 100, maxEdge: 10 } });
    await expect(idle.prepare(new Uint8Array(11), square(32))).rejects.toMatchObject({
      code: 'IMAGE_TOO_LARGE',
    });
    await idle.close();
  });

  it('hands its limits to the threads', async () => {
    const strict = new PooledImagePreprocessor({ limits: { maxBytes: 1e6, maxPixels: 100, maxEdge: 1000 } });
    await expect(strict.prepare(fixture('rgb.png'), square(32))).rejects.toMatchObject({
      code: 'IMAGE_TOO_LARGE',
      details: { width: 40, height: 26, maxPixels: 100 },
    });
    await strict.close();
  });

  it('refuses more pictures than its queue holds, and takes them again afterwards', async () => {
    const small = new PooledImagePreprocessor({ maxThreads: 1, maxQueue: 2 });
    const results = await Promise.allSettled(
      Array.from({ length: 6 }, () => small.prepare(fixture('photo.jpg'), square(32))),
    );
    expect(results.map(({ status }) => status)).toEqual([
      ...['fulfilled', 'fulfilled', 'fulfilled'],
      ...['rejected', 'rejected', 'rejected'],
    ]);
    const refusal = results[5] as PromiseRejectedResult;
    expect(refusal.reason).toMatchObject({
      code: 'OVERLOADED',
      details: { waiting: 3, limit: 3, retryAfterSeconds: 1 },
    });
    expect((await small.prepare(fixture('photo.jpg'), square(32))).length).toBe(32 * 32 * 3);
    await small.close();
  });

  it('keeps the event loop free while large pictures are prepared', async () => {
    const encoded = await sharp({ create: { width: 6000, height: 4000, channels: 3, background: '#a0b0c0' } })
      .jpeg()
      .toBuffer();
    await pool.prepare(fixture('rgb.png'), square(224)); // a thread has started
    const delay = monitorEventLoopDelay({ resolution: 1 });
    const start = performance.now();
    delay.enable();
    await pool.prepare(encoded, square(224));
    delay.disable();
    const preparedInMs = performance.now() - start;
    expect(delay.max / 1e6).toBeLessThan(preparedInMs / 3);
  });
});

describe('packed errors', () => {
  it('come back equal, with and without a remedy', () => {
    for (const options of [{ remedy: 'Do this.', details: { a: 1 } }, { details: {} }]) {
      const error = new DomainError('OVERLOADED', 'Too much.', options);
      const back = unpackError(structuredClone(packError(error)));
      expect([back.code, back.message, back.remedy, back.details]).toEqual([
        error.code,
        error.message,
        error.remedy,
        error.details,
      ]);
    }
  });
});
