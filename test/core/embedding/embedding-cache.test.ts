import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Caller } from '../../../core/batching/batch-queue.ts';
import { EmbeddingCache } from '../../../core/embedding/embedding-cache.ts';
import { badPicture, FakeModel, picture } from '../../support/fake-model.ts';

function cached({ maximumBytes = 1 << 20, variant = 'float32' } = {}) {
  const caller: { priority: Caller['priority'] } = { priority: 'interactive' };
  const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('base64');
  const cache = new EmbeddingCache({ maximumBytes, digest, caller: () => caller });
  const model = new FakeModel();
  const asked = () => model.textCalls.length + model.imageCalls.length;
  return { cache, model, served: cache.around(model, variant), caller, asked };
}

const [one, two] = ['[1,0,0,0]', '[0,2,0,0]'];

describe('EmbeddingCache', () => {
  it('embeds a text once, and gives the same numbers with its own tokenization', async () => {
    const { served, model, asked, cache } = cached();
    const expected = await new FakeModel().embedTexts([one, two, one]);
    expect(await served.embedTexts([one, two, one])).toEqual(expected);
    expect(await served.embedTexts([two, one])).toEqual([expected[1], expected[0]]);
    expect(asked()).toBe(1);
    expect(model.textCalls[0]).toHaveLength(2);
    expect(cache.counters).toMatchObject({ hits: 3, misses: 2, entries: 2 });
  });

  it('embeds only the pictures that are new, in their places', async () => {
    const { served, model } = cached();
    const [a, b, c] = [picture(1, 0, 0, 0), picture(0, 1, 0, 0), picture(0, 0, 1, 0)];
    await served.embedImages([a]);
    const all = await served.embedImages([b, a, c, b]);
    expect(model.imageCalls.map(({ count }) => count)).toEqual([1, 2]);
    expect(all).toEqual(await new FakeModel().embedImages([b, a, c, b]));
  });

  it('tells apart orders of conversion, variants and models', async () => {
    const { served, cache, model, asked } = cached();
    await served.embedImages([picture(1, 0, 0, 0)]);
    await served.embedImages([picture(1, 0, 0, 0)], 'convert-first');
    await cache.around(model, 'int8').embedImages([picture(1, 0, 0, 0)]);
    const other = new FakeModel({ name: 'other', spaceId: 'space-b' });
    await cache.around(other, 'float32').embedImages([picture(1, 0, 0, 0)]);
    expect([asked(), other.imageCalls.length]).toEqual([3, 1]);
  });

  it('keeps no errors', async () => {
    const { served, model } = cached();
    for (let i = 0; i < 2; i++) expect((await served.embedImages([badPicture]))[0]).toBeInstanceOf(Error);
    expect(model.imageCalls).toHaveLength(2);
    await expect(served.embedTexts([one, ' '])).rejects.toThrow('Text 1 is empty');
  });

  it('embeds what several ask for at the same time once', async () => {
    const { served, asked } = cached();
    const answers = await Promise.all([
      served.embedTexts([one]),
      served.embedTexts([one]),
      served.embedTexts([one]),
    ]);
    expect(asked()).toBe(1);
    expect(answers[1]).toEqual(answers[0]);
  });

  it('asks again where the one that was first has failed', async () => {
    const { served, model } = cached();
    const embed = model.embedTexts.bind(model);
    let calls = 0;
    model.embedTexts = async (texts) => {
      calls++;
      if (calls === 1) throw new Error('left');
      return embed(texts);
    };
    const [first, second] = [served.embedTexts([one]), served.embedTexts([one])];
    await expect(first).rejects.toThrow('left');
    expect(await second).toHaveLength(1);
  });

  it('gives copies', async () => {
    const { served } = cached();
    const [mine] = await served.embedTexts([one]);
    mine!.unit.fill(7);
    expect((await served.embedTexts([one]))[0]!.unit[0]).toBe(1);
  });

  it('stays within its bytes, and forgets what was used least recently', async () => {
    const { served, cache, model } = cached({ maximumBytes: 2000 });
    const texts = ['[1,0,0,0]', '[0,1,0,0]', '[0,0,1,0]', '[0,0,0,1]', '[1,1,0,0]'];
    for (const text of texts) {
      await served.embedTexts([texts[0]!]);
      await served.embedTexts([text]);
      expect(cache.counters.bytes).toBeLessThanOrEqual(2000);
    }
    const before = model.textCalls.length;
    await served.embedTexts([texts[0]!]);
    expect(model.textCalls.length).toBe(before);
    await served.embedTexts([texts[1]!]);
    expect(model.textCalls.length).toBe(before + 1);
  });

  it('is passed by in bulk and when it may keep nothing', async () => {
    const { served, caller, cache, asked } = cached();
    caller.priority = 'bulk';
    await served.embedTexts([one]);
    await served.embedTexts([one]);
    expect([asked(), cache.counters.entries]).toEqual([2, 0]);
    const nothing = cached({ maximumBytes: 0 });
    expect(nothing.served).toBe(nothing.model);
  });
});
