import { existsSync, mkdirSync, readdirSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../core/numeric/seeded-random.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import {
  asFile,
  expectRefusal,
  fixturePath,
  refusal,
  twoFloats,
  withCheckpoint,
} from './checkpoint-files.ts';
import { dict, global, int, list, pickle, tensor, text, tuple } from './make-pickle.ts';
import { type MadeEntry, makeZip, torchEntries } from './make-zip.ts';

const object = pickle(dict({ w: tensor() }));
const entries = torchEntries(object, twoFloats);
const magic = pickle('\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19');
const twoElements = Buffer.concat([Buffer.from(BigInt64Array.of(2n).buffer), twoFloats[0]!]);

/** The entries with the one of this name changed. */
function changed(name: string, change: Partial<MadeEntry>): readonly MadeEntry[] {
  const found = entries.map((entry) => (entry.name === name ? { ...entry, ...change } : entry));
  expect(found).not.toEqual(entries);
  return found;
}

/** A legacy file of these parts; what is not given is right. */
function legacy(
  parts: { version?: Buffer; system?: Buffer; object?: Buffer; keys?: Buffer; tail?: Buffer } = {},
): Buffer {
  const { version = pickle(int(1001)), system = pickle('}'), keys = pickle(list(text('0'))) } = parts;
  return Buffer.concat([magic, version, system, parts.object ?? object, keys, parts.tail ?? twoElements]);
}

describe('files that are no checkpoint', () => {
  it.each<[string, Uint8Array, RegExp]>([
    ['an empty file', Buffer.alloc(0), /it is empty/],
    ['one byte', Buffer.from('P'), /neither a zip file nor/],
    ['a text', Buffer.from('version https://git-lfs.github.com/spec/v1\n'), /neither a zip file nor/],
    ['another pickle', pickle(dict({ a: int(1) })), /neither a zip file nor/],
    ['another zip file', makeZip([{ name: 'a.txt', data: Buffer.from('a') }]), /but not one of torch\.save/],
    ['an empty zip file', makeZip([]), /neither a zip file nor/],
    ['the beginning of a zip file', Buffer.from('PK\x03\x04'), /broken zip file.*truncated/],
    ['two archives in one', makeZip([...entries, { name: 'b/data.pkl', data: object }]), /not one of torch/],
  ])('%s is refused', async (_, bytes, message) => {
    await expectRefusal(asFile(bytes), 'CHECKPOINT_UNREADABLE', message);
  });

  it('random bytes are refused', async () => {
    const random = seededRandom(11);
    for (let i = 0; i < 50; i++) {
      const bytes = Uint8Array.from({ length: 1 + random() * 2000 }, () => random() * 256);
      await expectRefusal(asFile(bytes), 'CHECKPOINT_UNREADABLE', /neither a zip file nor/);
    }
  });

  it('a file that is missing, a folder and a device are refused', async () => {
    const folder = temporaryFolder();
    await expectRefusal(join(folder, 'no.pt'), 'CHECKPOINT_UNREADABLE', /file system says ENOENT/, 'no.pt');
    mkdirSync(join(folder, 'folder.pt'));
    await expectRefusal(join(folder, 'folder.pt'), 'CHECKPOINT_UNREADABLE', /no.* regular file/, 'folder.pt');
    await expectRefusal('/dev/null', 'CHECKPOINT_UNREADABLE', /no.* regular file/, 'null');
  });
});

describe('zip files that are wrong', () => {
  it.each<[string, Buffer, RegExp]>([
    [
      'a compressed pickle',
      makeZip(changed('archive/data.pkl', { isDeflated: true })),
      /data\.pkl is compressed/,
    ],
    [
      'a storage that unpacks to a thousand times its size',
      makeZip(changed('archive/data/0', { isDeflated: true, data: Buffer.alloc(5_000_000) })),
      /data\/0 is compressed/,
    ],
    [
      'an encrypted storage',
      makeZip(changed('archive/data/0', { isEncrypted: true })),
      /data\/0 is encrypted|size mismatch/,
    ],
    ['a storage twice', makeZip([...entries, entries[2]!]), /has archive\/data\/0 twice/],
    [
      'two entries over the same bytes',
      makeZip([...entries, { name: 'archive/data/1', data: twoFloats[0]!, sharesDataOf: 2 }]),
      /overlap/,
    ],
    [
      'an entry that reaches into the next',
      makeZip(changed('archive/data/0', { declaredSize: 60 })),
      /overlap/,
    ],
    [
      'an entry that reaches outside',
      makeZip(changed('archive/data/0', { declaredSize: 1e6 })),
      /overflows file/,
    ],
    [
      'an entry of 2^64 bytes',
      makeZip(changed('archive/data/0', { declaredSize: 2 ** 63, isZip64: true })),
      /overflows/,
    ],
    [
      'a directory at 2^63',
      makeZip(entries, { isZip64: true, directoryOffset: 2n ** 63n }),
      /far beyond its end/,
    ],
    [
      'a directory behind the end',
      makeZip(entries, { isZip64: true, directoryOffset: 10n ** 6n }),
      /too early/,
    ],
    [
      'another byte order',
      makeZip(changed('archive/byteorder', { data: Buffer.from('big') })),
      /byte order is "big"/,
    ],
    [
      'a later version',
      makeZip(changed('archive/version', { data: Buffer.from('11\n') })),
      /version is "11"/,
    ],
    [
      'a version that is none',
      makeZip(changed('archive/version', { data: Buffer.from('x') })),
      /version is "x"/,
    ],
    ['a pickle of 65 MiB', makeZip(torchEntries(Buffer.alloc(65 << 20))), /larger than 64 MiB/],
    ['a path that leads out', makeZip([...entries, { name: '../x', data: object }]), /invalid relative path/],
  ])('%s is refused', async (_, bytes, message) => {
    await expectRefusal(asFile(bytes), 'CHECKPOINT_UNREADABLE', message);
  });
});

describe('legacy files that are wrong', () => {
  it('one that is right is read', async () => {
    await withCheckpoint(asFile(legacy()), async ({ tensors }) => {
      expect(Buffer.from(await tensors.get('w')!.read())).toEqual(Buffer.from(twoFloats[0]!));
    });
  });

  const both = dict({
    a: tensor(),
    b: tensor({ storageClass: global('torch', 'DoubleStorage'), elements: int(1), shape: tuple(int(1)) }),
  });
  it.each<[string, Buffer, RegExp]>([
    ['another version', legacy({ version: pickle(int(1000)) }), /format is not number 1001/],
    ['a nest for a version', legacy({ version: pickle('K\x01', '2\x86'.repeat(100)) }), /format is not/],
    [
      'another byte order',
      legacy({ system: pickle(dict({ little_endian: '\x89' })) }),
      /byte order is "big"/,
    ],
    ['a storage in the system information', legacy({ system: pickle('NQ') }), /where none may be/],
    ['no keys', legacy({ keys: pickle(list()) }), /storage 0 is missing/],
    ['a text for keys', legacy({ keys: pickle(text('0')) }), /storage 0 is missing/],
    ['an unknown key', legacy({ keys: pickle(list(text('1'))) }), /list of storages is broken/],
    ['a key twice', legacy({ keys: pickle(list(text('0'), text('0'))) }), /list of storages is broken/],
    ['a nest for a key', legacy({ keys: pickle(list('K\x01', '2\x86'.repeat(100))) }), /list of storages/],
    ['another element count', legacy({ tail: Buffer.alloc(16) }), /has 0 elements, expected 2/],
    ['a negative element count', legacy({ tail: Buffer.alloc(16, 255) }), /has -1 elements, expected 2/],
    ['one storage of two types', legacy({ object: pickle(both) }), /described in two ways/],
    ['half a storage', legacy({ tail: twoElements.subarray(0, 12) }), /ends too early/],
    ['no storage', legacy({ tail: Buffer.alloc(0) }), /ends too early/],
  ])('%s is refused', async (_, bytes, message) => {
    await expectRefusal(asFile(bytes), 'CHECKPOINT_UNREADABLE', message);
  });
});

describe('truncated files', () => {
  it.each(['zip-protocol-2.pt', 'legacy-protocol-2.pt'])('%s is refused at every length', async (name) => {
    const whole = readFileSync(fixturePath(name));
    for (let length = whole.length - 1; length >= 0; length -= length > whole.length - 100 ? 1 : 97) {
      const path = asFile(whole);
      truncateSync(path, length);
      expect([length, (await refusal(path)).code]).toEqual([length, 'CHECKPOINT_UNREADABLE']);
    }
  });
});

const descriptors = '/proc/self/fd';

it.skipIf(!existsSync(descriptors))('leaves no file open, whether it reads or refuses', async () => {
  const path = asFile(makeZip(entries));
  await withCheckpoint(path, () => undefined);
  const before = readdirSync(descriptors).length;
  for (let i = 0; i < 5; i++) {
    await withCheckpoint(path, () => undefined);
    for (const bytes of [Buffer.alloc(0), object, legacy({ keys: pickle('N') }), makeZip([entries[0]!])]) {
      await refusal(asFile(bytes, 'other.pt'));
    }
  }
  expect(readdirSync(descriptors).length).toBe(before);
});
