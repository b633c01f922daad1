import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type Collection, CollectionChanged } from '../../../core/ports/collections.ts';
import { KnownCollections } from '../../../core/search/known-collections.ts';
import { FakeCollections } from '../../support/fake-collections.ts';

const space = { description: null, modelName: 'fake', spaceId: 'a', dimension: 4 };

let store: FakeCollections;
let known: KnownCollections;

beforeEach(async () => {
  store = new FakeCollections();
  known = new KnownCollections(store);
  await store.create({ ...space, name: 'shop' });
});

/** What an index does with a revision. */
async function describeIt({ name, description }: Collection, revision?: string): Promise<string | null> {
  if (revision !== undefined && (await store.find(name))?.revision !== revision)
    throw new CollectionChanged();
  return description;
}

describe('KnownCollections', () => {
  it('reads a collection once', async () => {
    const find = vi.spyOn(store, 'find');
    const revisions: (string | undefined)[] = [];
    for (let i = 0; i < 3; i++) await known.use('shop', async (_, revision) => revisions.push(revision));
    expect(find).toHaveBeenCalledTimes(1);
    const { revision } = (await store.find('shop'))!;
    expect(revisions).toEqual([undefined, revision, revision]);
  });

  it('works again with a collection that has changed', async () => {
    await known.use('shop', describeIt);
    await store.update((await store.find('shop'))!.id, { description: 'new' });
    expect(await known.use('shop', describeIt)).toBe('new');
  });

  it('does not believe the error of what is no longer true', async () => {
    const refuse = async ({ description }: Collection) => {
      if (description === null) throw new Error('no description');
      return description;
    };
    await expect(known.use('shop', refuse)).rejects.toThrow('no description');
    await expect(known.use('shop', refuse)).rejects.toThrow('no description');
    await store.update((await store.find('shop'))!.id, { description: 'new' });
    expect(await known.use('shop', refuse)).toBe('new');
  });

  it('forgets what was deleted', async () => {
    await known.use('shop', describeIt);
    await store.delete('shop');
    for (let i = 0; i < 2; i++)
      await expect(known.use('shop', describeIt)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
