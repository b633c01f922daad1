import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DatasetRegistry } from '../../core/ports/dataset-registry.ts';

export interface RegistryParts {
  readonly registry: DatasetRegistry;
  close(): Promise<void>;
}

/** Behaviour that every {@link DatasetRegistry} has. */
export function describeDatasetRegistry(name: string, open: () => Promise<RegistryParts>): void {
  describe(`data set registry: ${name}`, () => {
    let parts: RegistryParts;
    beforeAll(async () => {
      parts = await open();
    }, 60_000);
    afterAll(() => parts?.close());

    it('adds, finds, lists by name and removes', async () => {
      const { registry } = parts;
      const muge = { kind: 'retrieval', images: 'i.tsv', texts: 't.jsonl', benchmark: 'MUGE' } as const;
      const mnist = { kind: 'classification', folder: 'mnist/test', elevater: 'mnist' } as const;
      const added = await registry.add('muge', muge);
      expect(added).toEqual({ name: 'muge', source: muge, createdAt: expect.any(Date) });
      await registry.add('mnist', mnist);
      expect((await registry.list()).map(({ name, source }) => [name, source])).toEqual([
        ['mnist', mnist],
        ['muge', muge],
      ]);
      expect(await registry.find('muge')).toEqual(added);
      await expect(registry.add('muge', mnist)).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
      expect(await registry.remove('muge')).toBe(true);
      expect(await registry.remove('muge')).toBe(false);
      expect(await registry.find('muge')).toBeUndefined();
    });
  });
}
