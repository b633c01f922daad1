import { describe, expect, it } from 'vitest';
import type { Caller } from '../../../core/batching/batch-queue.ts';
import { DualEncoder } from '../../../core/embedding/dual-encoder.ts';
import { DomainError } from '../../../core/errors.ts';
import type { PixelBatch, TokenBatch } from '../../../core/ports/encoder.ts';
import { fakeManifest } from '../../support/fake-manifest.ts';

/** Towers that give back what they were shown: the first id or pixel of a row, and the row's place. */
function echoModel(dimension = 2, caller: Caller = { priority: 'interactive' }, settled?: Promise<void>) {
  const textBatches: TokenBatch[] = [];
  const imageBatches: PixelBatch[] = [];
  const model = new DualEncoder({
    manifest: fakeManifest({ name: 'echo', dimension, contextLength: 24 }),
    tokenizer: {
      vocabularySize: 100,
      padId: 0,
      tokenize: (text, contextLength) => {
        const tokens = [...text].slice(0, contextLength - 2);
        const ids = Int32Array.of(2, ...tokens.map((token) => token.charCodeAt(0)), 3);
        return {
          ids,
          tokens,
          pieceCount: text.length,
          unknownCount: 0,
          truncated: text.length > tokens.length,
        };
      },
      inspect: () => ({ pieces: [], foldings: null }),
    },
    preprocessor: {
      prepare: async ([first]) => {
        if (first === 0) throw new DomainError('IMAGE_UNREADABLE', 'no picture');
        if (first === 254) throw new DomainError('OVERLOADED', 'Too many pictures wait.');
        if (first === 255) throw new TypeError('bug');
        return new Uint8Array(2 * 2 * 3).fill(first ?? 0);
      },
      close: async () => undefined,
    },
    textEncoder: {
      encode: async (batch) => {
        textBatches.push(batch);
        return Float32Array.from({ length: batch.count * 2 }, (_, i) =>
          i % 2 === 0 ? batch.ids[(i / 2) * batch.length + 1]! : 1,
        );
      },
    },
    batching: {
      maximumPictures: 32,
      maximumTexts: 32,
      computing: 1,
      maximumDelayMs: 0,
      maximumWaiting: 1000,
    },
    caller: () => caller,
    now: () => performance.now(),
    ...(settled === undefined ? {} : { settled }),
    imageEncoder: {
      encode: async (batch) => {
        imageBatches.push(batch);
        return Float32Array.from({ length: batch.count * 2 }, (_, i) =>
          i % 2 === 0 ? batch.pixels[(i / 2) * 12]! : 1,
        );
      },
    },
  });
  return { model, textBatches, imageBatches };
}

describe('DualEncoder', () => {
  it('gives texts back in their order, whatever their lengths', async () => {
    const { model, textBatches } = echoModel();
    const texts = Array.from({ length: 70 }, (_, i) =>
      String.fromCharCode(97 + (i % 26)).repeat(1 + ((i * 7) % 15)),
    );
    const embeddings = await model.embedTexts(texts);
    expect(embeddings.map(({ raw }) => raw[0])).toEqual(texts.map((text) => text.charCodeAt(0)));
    expect(textBatches.map(({ count }) => count)).toEqual([28, 32, 5, 5]);
    // In the order of the oldest rows.
    expect(textBatches.map(({ length }) => length)).toEqual([8, 16, 18, 16]);
  });

  it('scales to unit length and reports the norm', async () => {
    const { model } = echoModel();
    const [embedding] = await model.embedTexts(['a']);
    expect(embedding!.norm).toBeCloseTo(Math.hypot(97, 1), 5);
    expect(Math.hypot(...embedding!.unit)).toBeCloseTo(1, 6);
  });

  it('names the empty text of a batch', async () => {
    await expect(echoModel().model.embedTexts(['a', ' \n'])).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      details: { index: 1 },
    });
  });

  it('keeps a bad picture from spoiling the others', async () => {
    const { model, imageBatches } = echoModel();
    const images = Array.from({ length: 40 }, (_, i) => Uint8Array.of(i % 10));
    const embeddings = await model.embedImages(images);
    const firsts = embeddings.map((embedding) => (embedding instanceof Error ? 'bad' : embedding.raw[0]));
    expect(firsts).toEqual(images.map(([first]) => (first === 0 ? 'bad' : first)));
    expect(imageBatches.map(({ count }) => count)).toEqual([32, 4]);
  });

  it('does not hide a bug as a bad picture', async () => {
    await expect(echoModel().model.embedImages([Uint8Array.of(255)])).rejects.toThrow(TypeError);
  });

  it('does not cut the features of a tower of another width', async () => {
    const { model } = echoModel(3);
    const message = /tower of echo gave 2 numbers for 1 inputs, expected 3 each/;
    await expect(model.embedTexts(['a'])).rejects.toThrow(message);
    await expect(model.embedImages([Uint8Array.of(1)])).rejects.toThrow(message);
  });

  it('takes a picture for which there is no room for no unreadable one', async () => {
    const embedding = echoModel().model.embedImages([Uint8Array.of(0), Uint8Array.of(254)]);
    await expect(embedding).rejects.toMatchObject({ code: 'OVERLOADED' });
  });

  it('begins work in bulk when features have settled, and interactive work at once', async () => {
    let settle = () => {};
    const settled = new Promise<void>((resolve) => {
      settle = resolve;
    });
    const bulk = echoModel(2, { priority: 'bulk' }, settled);
    const interactive = echoModel(2, { priority: 'interactive' }, settled);
    const embedding = bulk.model.embedTexts(['a']);
    await interactive.model.embedTexts(['a']);
    expect([bulk.textBatches.length, interactive.textBatches.length]).toEqual([0, 1]);
    settle();
    await embedding;
    expect(bulk.textBatches).toHaveLength(1);
  });

  it('asks no tower for nothing', async () => {
    const { model, textBatches, imageBatches } = echoModel();
    expect(await model.embedTexts([])).toEqual([]);
    expect(await model.embedImages([Uint8Array.of(0)])).toEqual([expect.any(DomainError)]);
    expect([textBatches, imageBatches]).toEqual([[], []]);
  });
});
