import { rm, writeFile } from 'node:fs/promises';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { JsonObject } from '../../../core/json.ts';
import type { Collection } from '../../../core/ports/collections.ts';
import type { NewItem } from '../../../core/search/new-item.ts';
import { badPicture, FakeModel, picture } from '../../support/fake-model.ts';
import { fakeServices } from '../../support/fake-services.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

type Services = ReturnType<typeof fakeServices>;
const item = (changes: Partial<NewItem>): NewItem => ({
  key: 'k',
  text: null,
  image: null,
  metadata: {},
  ...changes,
});
const red = { bytes: picture(2, 0, 0, 0) };

let services: Services;
let gallery: Collection;

beforeEach(async () => {
  services = fakeServices(temporaryFolder());
  gallery = await services.collections.create({
    name: 'gallery',
    description: null,
    modelName: 'fake',
    spaceId: 'space-a',
    dimension: 4,
  });
});

async function vectorsOf(id: string): Promise<Record<string, number[] | undefined>> {
  const [image, text] = await Promise.all([
    services.index.vectorOf(gallery, id, 'image'),
    services.index.vectorOf(gallery, id, 'text'),
  ]);
  return { image: image && [...image], text: text && [...text] };
}

describe('AddItems', () => {
  it.each([65, 100_000])('refuses metadata nested %i deep without running out of stack', async (depth) => {
    let metadata: JsonObject = {};
    for (let i = 1; i < depth; i++) metadata = { a: i % 2 ? [metadata] : metadata };
    const { rejected } = await services.addItems.add('gallery', [item({ text: '[0,3,0,0]', metadata })]);
    expect(rejected).toMatchObject([
      { code: 'INVALID_INPUT', message: expect.stringContaining('nested more than 64 deep') },
    ]);
  });

  it.each([
    ['{"sku":1234567890123456789}', 'sku'],
    ['{"a":[{"b":0},{"b":-9007199254740993}]}', 'a.1.b'],
    ['{"n":1e400}', 'n'],
    ['{"n":1e18}', 'n'],
    ['{"n":1234567890123456789012}', 'n'],
  ])('refuses %s, whose number is changed by reading it', async (json, field) => {
    const metadata = JSON.parse(json) as JsonObject;
    const { rejected } = await services.addItems.add('gallery', [item({ text: '[0,3,0,0]', metadata })]);
    const message = `The metadata field ${field} is a whole number beyond ±9007199254740991, which is not kept digit by digit. Write it as a text.`;
    expect(rejected).toMatchObject([{ code: 'INVALID_INPUT', message }]);
  });

  it('takes every other number', async () => {
    const metadata = {
      a: Number.MAX_SAFE_INTEGER,
      b: -Number.MAX_SAFE_INTEGER,
      c: 0.1,
      d: 1e-9,
      e: 6.02e23,
      f: -1e300,
    };
    const { items } = await services.addItems.add('gallery', [item({ text: '[0,3,0,0]', metadata })]);
    expect(items[0]?.metadata).toEqual(metadata);
  });

  it('checks anew what was embedded while the collection got a schema, and embeds it once', async () => {
    const { id } = (await services.collections.find('gallery'))!;
    const embed = vi.spyOn(services.model, 'embedTexts');
    const embedded = await services.addItems.embed('gallery', [
      item({ key: 'unfit', text: '[0,3,0,0]', metadata: { price: '1' } }),
      item({ key: 'fit', text: '[0,3,0,0]', metadata: { price: 1 } }),
    ]);
    await services.collections.update(id, { metadataSchema: { properties: { price: { type: 'number' } } } });
    expect(await services.addItems.store(embedded)).toMatchObject({
      items: [{ key: 'fit' }],
      rejected: [{ index: 0, key: 'unfit', message: expect.stringContaining('/price must be number') }],
    });
    expect(embed).toHaveBeenCalledOnce();
  });

  it('stores a picture and a text with their unit vectors', async () => {
    const result = await services.addItems.add('gallery', [
      item({ key: 'both', text: '[0,3,0,0]', image: red, metadata: { colour: '红' } }),
    ]);
    expect(result).toMatchObject({ createdCount: 1, updatedCount: 0, rejected: [] });
    const [stored] = result.items;
    expect(stored).toMatchObject({ key: 'both', text: '[0,3,0,0]', metadata: { colour: '红' } });
    expect(stored!.image).toMatchObject({
      mediaType: 'image/png',
      width: 2,
      height: 3,
      sizeBytes: red.bytes.length,
    });
    expect([...(await services.blobs.get(stored!.image!.sha256))]).toEqual([...red.bytes]);
    expect(await vectorsOf(stored!.id)).toEqual({ image: [1, 0, 0, 0], text: [0, 1, 0, 0] });
  });

  it('stores only a picture or only a text', async () => {
    const { items } = await services.addItems.add('gallery', [
      item({ key: 'p', image: red }),
      item({ key: 't', text: '[0,0,1,0]' }),
    ]);
    expect(await vectorsOf(items[0]!.id)).toEqual({ image: [1, 0, 0, 0], text: undefined });
    expect(await vectorsOf(items[1]!.id)).toEqual({ image: undefined, text: [0, 0, 1, 0] });
  });

  it('replaces an item of the same key', async () => {
    await services.addItems.add('gallery', [item({ text: '旧' })]);
    const result = await services.addItems.add('gallery', [item({ text: '新' })]);
    expect(result).toMatchObject({ createdCount: 0, updatedCount: 1, items: [{ text: '新' }] });
  });

  it('counts every item where a key comes again, lists it once, and tells duplicates by their places', async () => {
    const result = await services.addItems.add('gallery', [
      item({ key: 'twice', text: '旧' }),
      item({ key: 'nothing' }),
      item({ key: 'red', image: red }),
      item({ key: 'twice', image: red }),
      item({ key: 'twice', text: '新' }),
    ]);
    expect(result).toMatchObject({
      createdCount: 2,
      updatedCount: 2,
      items: [{ key: 'red' }, { key: 'twice', text: '新', image: null }],
      rejected: [{ index: 1 }],
      duplicates: [{ index: 3, key: 'twice', of: 'red', isStored: true }],
    });
    expect(result.items).toHaveLength(2);
  });

  it('rejects what is unfit, by its place, and stores the rest', async () => {
    const result = await services.addItems.add('gallery', [
      item({ key: 'good', image: red }),
      item({ key: 'broken', image: { bytes: badPicture } }),
      item({ key: 'empty text', text: '  ' }),
      item({ key: 'nothing' }),
      item({ key: 'gone', image: { uploadId: '0'.repeat(32) }, text: '在' }),
      item({ key: 'also good', text: '[0,1,0,0]' }),
    ]);
    expect(result.items.map(({ key }) => key)).toEqual(['good', 'also good']);
    expect(result.rejected.map(({ index, key, code }) => [index, key, code])).toEqual([
      [1, 'broken', 'IMAGE_UNREADABLE'],
      [2, 'empty text', 'INVALID_INPUT'],
      [3, 'nothing', 'INVALID_INPUT'],
      [4, 'gone', 'NOT_FOUND'],
    ]);
    expect(await vectorsOf(result.items[1]!.id)).toEqual({ image: undefined, text: [0, 1, 0, 0] });
  });

  it.each([
    ['an empty key', { key: ' ', text: 'x' }],
    ['a key of 513 characters', { key: 'k'.repeat(513), text: 'x' }],
    ['NUL in the key', { key: 'a\0', text: 'x' }],
    ['half a character in the text', { text: '\ud83d' }],
    ['NUL in the metadata', { text: 'x', metadata: { a: ['b\0'] } }],
    ['half a character in the metadata', { text: 'x', metadata: { a: { '\udc00': 1 } } }],
    ['metadata that is an array', { text: 'x', metadata: [1] as unknown as NewItem['metadata'] }],
    ['metadata of more than 16,384 characters', { text: 'x', metadata: { a: 'b'.repeat(16_384) } }],
  ])('rejects %s', async (_, changes) => {
    const result = await services.addItems.add('gallery', [item(changes)]);
    expect(result).toMatchObject({
      items: [],
      createdCount: 0,
      rejected: [{ index: 0, code: 'INVALID_INPUT' }],
    });
  });

  it('takes emoji, and a backslash that only looks like an escape', async () => {
    const metadata = { a: '😀', b: '\\u0000', c: '\\\\ud800' };
    const result = await services.addItems.add('gallery', [item({ key: '😀', text: '笑 😀', metadata })]);
    expect(result.rejected).toEqual([]);
    expect(result.items[0]!.metadata).toEqual(metadata);
  });

  it('embeds pictures in batches of at most 32, and all texts together', async () => {
    const items = Array.from({ length: 70 }, (_, i) =>
      item({ key: `k${i}`, image: { bytes: picture(i + 1, 1, 0, 0) }, text: `[1,${i},0,0]` }),
    );
    const result = await services.addItems.add('gallery', items);
    expect(result.createdCount).toBe(70);
    expect(services.model.imageCalls.map(({ count }) => count)).toEqual([32, 32, 6]);
    expect(services.model.textCalls.map((texts) => texts.length)).toEqual([70]);
    const last = await vectorsOf(result.items[69]!.id);
    expect(last['image']).toBeAllClose([70 / Math.hypot(70, 1), 1 / Math.hypot(70, 1), 0, 0], { atol: 1e-6 });
  });

  it('refuses more than 256 items and an unknown collection', async () => {
    const many = Array.from({ length: 257 }, (_, i) => item({ key: `${i}`, text: 'x' }));
    await expect(services.addItems.add('gallery', many)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      details: { limit: 256 },
    });
    await expect(services.addItems.add('nowhere', [])).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('refuses to mix spaces when the model of that name has changed', async () => {
    services.models.models[0] = new FakeModel({ spaceId: 'space-b' });
    const failure = services.addItems.add('gallery', [item({ text: 'x' })]);
    await expect(failure).rejects.toMatchObject({
      code: 'SPACE_MISMATCH',
      details: { collectionSpaceId: 'space-a', modelSpaceId: 'space-b' },
    });
  });

  it('does not take a failing model for a bad item', async () => {
    services.model.failure = new Error('out of memory');
    await expect(services.addItems.add('gallery', [item({ image: red })])).rejects.toThrow('out of memory');
  });

  it('embeds equal pictures once, and tells whose picture an item has', async () => {
    const first = await services.addItems.add('gallery', [
      item({ key: 'a', image: red }),
      item({ key: 'bad', image: { bytes: badPicture } }),
      item({ key: 'b', image: { bytes: picture(2, 0, 0, 0) } }),
    ]);
    expect(first.duplicates).toEqual([{ index: 2, key: 'b', of: 'a', isStored: true }]);
    expect(services.model.imageCalls.map(({ count }) => count)).toEqual([1]);
    const again = await services.addItems.add('gallery', [item({ key: 'c', image: red })], 'skip');
    expect(again).toMatchObject({
      items: [],
      createdCount: 0,
      duplicates: [{ index: 0, key: 'c', of: 'a', isStored: false }],
    });
    expect(services.model.imageCalls.map(({ count }) => count)).toEqual([1, 0]);
    expect(await vectorsOf(first.items[1]!.id)).toMatchObject({ image: [1, 0, 0, 0] });
  });

  it('fails as a whole when the disk takes no picture', async () => {
    await rm(services.folder, { recursive: true });
    await writeFile(services.folder, '');
    const adding = services.addItems.add('gallery', [item({ key: 'a', image: red })]);
    await expect(adding).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
      message: expect.stringMatching(/^A picture cannot be stored \((ENOTDIR|EEXIST)\)/),
    });
    expect(await services.collections.countItems(gallery.id)).toBe(0);
  });
});
