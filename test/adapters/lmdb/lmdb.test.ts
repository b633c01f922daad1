import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type LmdbEntry, LmdbReader } from '../../../adapters/lmdb/lmdb-reader.ts';
import { writeLmdb } from '../../../adapters/lmdb/lmdb-writer.ts';
import { decodePair, encodePair } from '../../../adapters/lmdb/pair-record.ts';
import { seededRandom } from '../../../core/numeric/seeded-random.ts';
import { readJsonFile } from '../../support/read-json-file.ts';
import { hasShared, sharedPath } from '../../support/shared.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const golden = (path: string) => sharedPath(`golden/eval/lmdb/${path}`);

async function all(folder: string): Promise<LmdbEntry[]> {
  const reader = await LmdbReader.open(folder);
  const entries: LmdbEntry[] = [];
  for await (const entry of reader.entries()) entries.push(entry);
  await reader.close();
  return entries;
}

async function* inOrder(entries: readonly LmdbEntry[]): AsyncGenerator<LmdbEntry> {
  yield* entries;
}

function digest(entries: readonly LmdbEntry[]): string {
  const hash = createHash('sha256');
  for (const { key, value } of entries) hash.update(key).update(value);
  return hash.digest('hex');
}

const random = seededRandom(11);

/** Values on pages of the tree, just too large for these, and over many pages of their own. */
function makeEntries(count: number): LmdbEntry[] {
  const sizes = [0, 1, 17, 300, 2000, 2020, 2021, 2022, 2023, 2024, 2025, 2026, 4080, 4081, 70_000];
  return Array.from({ length: count }, (_, i) => {
    const size = i % 50 === 0 ? sizes[Math.floor(random() * sizes.length)]! : Math.floor(random() * 40);
    return { key: Buffer.from(String(i)), value: Buffer.alloc(size, i % 251) };
  }).sort((a, b) => Buffer.compare(a.key, b.key));
}

describe.skipIf(!hasShared)("LMDB files of the original's build_lmdb_dataset.py", () => {
  interface Content {
    readonly imgs: readonly [string, string][];
    readonly pairs: readonly [string, readonly [number, number, string]][];
    readonly pairs_value_0_hex: string;
  }

  it('are read to the last picture', async () => {
    const content = readJsonFile(golden('content.json')) as unknown as Content;
    const pictures = (await all(golden('valid/imgs'))).filter(({ key }) => `${key}` !== 'num_images');
    const hashed = pictures.map(({ key, value }) => [
      `${key}`,
      createHash('sha256').update(value).digest('hex'),
    ]);
    expect(hashed).toEqual(content.imgs.filter(([key]) => key !== 'num_images'));
  });

  it('have pairs whose records we write byte for byte', async () => {
    const content = readJsonFile(golden('content.json')) as unknown as Content;
    const records = (await all(golden('valid/pairs'))).filter(({ key }) => `${key}` !== 'num_samples');
    expect(records.length).toBeGreaterThan(200);
    const expected = new Map(content.pairs);
    for (const { key, value } of records) {
      const record = decodePair(value);
      expect([Number(record.imageId), Number(record.textId), record.text]).toEqual(expected.get(`${key}`));
      expect(encodePair(record).equals(value)).toBe(true);
    }
  });

  it('find an entry by its key', async () => {
    const reader = await LmdbReader.open(golden('valid/pairs'));
    expect(`${await reader.get(Buffer.from('num_samples'))}`).toBe(String(reader.count - 1));
    expect(await reader.get(Buffer.from('none'))).toBeUndefined();
    await reader.close();
  });
});

describe('what we write', () => {
  it.each([0, 1, 2, 100, 30_000])('is read again: %i entries', async (count) => {
    const [folder, entries] = [temporaryFolder(), makeEntries(count)];
    expect(await writeLmdb(folder, inOrder(entries))).toBe(count);
    expect(digest(await all(folder))).toBe(digest(entries));
    const reader = await LmdbReader.open(folder);
    for (const { key, value } of entries.filter((_, i) => i % 997 === 0))
      expect(await reader.get(key)).toEqual(value);
    await reader.close();
    const content = entries.reduce((sum, { key, value }) => sum + key.length + value.length, 0);
    expect(statSync(join(folder, 'data.mdb')).size).toBeLessThan(3 * content + 5 * 4096);
  });

  it('refuses keys out of order and leaves nothing behind', async () => {
    const folder = temporaryFolder();
    const [a, b] = makeEntries(2);
    await expect(writeLmdb(folder, inOrder([b!, a!]))).rejects.toThrow('does not follow');
    expect(existsSync(join(folder, 'data.mdb'))).toBe(false);
    expect(existsSync(join(folder, 'data.mdb.partial'))).toBe(false);
  });

  const python = process.env['TUWEN_LMDB_PYTHON'] ?? 'python3';
  const hasPython = spawnSync(python, ['-c', 'import lmdb']).status === 0;
  it.skipIf(!hasPython)("is read by Python's lmdb, which can write to it too", async () => {
    const [folder, entries] = [temporaryFolder(), makeEntries(30_000)];
    await writeLmdb(folder, inOrder(entries));
    const script = `
import hashlib, lmdb, sys
env = lmdb.open(sys.argv[1], readonly=True, lock=False)
with env.begin() as txn:
    digest = hashlib.sha256()
    for key, value in txn.cursor():
        digest.update(key); digest.update(value)
    assert txn.stat()['entries'] == 30000, txn.stat()
    assert txn.get(b'777') is not None
print(digest.hexdigest())
env.close()
env = lmdb.open(sys.argv[1], map_size=1 << 30)
with env.begin(write=True) as txn:
    for i in range(5000):
        assert txn.put(b'new%d' % i, b'v' * (i % 3000))
    assert txn.delete(b'777')
with env.begin() as txn:
    assert txn.stat()['entries'] == 34999
env.close()`;
    const { stdout, stderr } = spawnSync(python, ['-c', script, folder], { encoding: 'utf8' });
    expect([stdout.trim(), stderr]).toEqual([digest(entries), '']);
    expect(await all(folder)).toHaveLength(34_999);
  });
});

describe('pair records', () => {
  it.each([
    '0',
    '255',
    '256',
    '65535',
    '65536',
    '2147483647',
    '2147483648',
    '-1',
    '-2147483649',
    '9007199254740993',
    '1'.repeat(40),
  ])('keep the id %s', (id) => {
    const record = { imageId: id, textId: '1', text: '一'.repeat(200) };
    expect(decodePair(encodePair(record))).toEqual(record);
  });

  it('run nothing and say what is wrong', () => {
    const call = Buffer.from('\x80\x04cos\nsystem\n(\x8c\x02lstR.', 'latin1');
    expect(() => decodePair(call)).toThrow(/cannot be read/);
    expect(() => decodePair(Buffer.from('\x80\x04K\x01.', 'latin1'))).toThrow(/is no tuple/);
  });
});
