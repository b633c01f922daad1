import { createWriteStream } from 'node:fs';
import { mkdir, readFile, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { FileUploadStore } from '../../../adapters/files/file-upload-store.ts';
import { LocalDatasetFiles } from '../../../adapters/files/local-dataset-files.ts';
import { LocalDatasetRoots } from '../../../adapters/files/local-dataset-roots.ts';
import { LocalImportFiles } from '../../../adapters/imports/local-import-files.ts';
import { writeLmdb } from '../../../adapters/lmdb/lmdb-writer.ts';
import { encodePair } from '../../../adapters/lmdb/pair-record.ts';
import type { ImportSource } from '../../../core/ports/import-files.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { makeZip } from '../torch/make-zip.ts';

let folder: string;

beforeEach(() => {
  folder = temporaryFolder();
});

const write = (name: string, content: string | Uint8Array) => writeFile(join(folder, name), content);

const sources = () =>
  new LocalImportFiles({
    datasets: new LocalDatasetFiles(),
    roots: new LocalDatasetRoots([folder]),
    uploads: new FileUploadStore(join(folder, 'uploads')),
  });

/** Everything in a source: `where` with the item and the text of its picture, or with the problem. */
async function read(source: Pick<ImportSource, 'kind'> & { path: string; texts?: string }) {
  const texts = source.texts === undefined ? {} : { texts: join(folder, source.texts) };
  const opened = await sources().open({
    ...source,
    path: join(folder, source.path),
    ...texts,
  } as ImportSource);
  try {
    const entries = [];
    for await (const entry of opened.entries) entries.push(entry);
    return { total: opened.total, entries: await Promise.all(entries.map(told)) };
  } finally {
    opened.close();
  }
}

// biome-ignore lint/suspicious/noExplicitAny: whatever an entry is
async function told(entry: any) {
  if ('problem' in entry) return entry;
  const { image, ...item } = entry.value;
  const picture = async () => {
    if (image === null) return null;
    if ('url' in image) return image.url;
    return Buffer.from('bytes' in image ? image.bytes : await image.load()).toString();
  };
  return { where: entry.where, ...item, picture: await picture().catch((error: Error) => error.message) };
}

async function writeZip(name: string, files: Readonly<Record<string, string>>): Promise<void> {
  const zip = new ZipFile();
  for (const [path, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content), path);
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(join(folder, name)));
}

describe('a folder', () => {
  it('gives its pictures by their paths, in order, without hidden files, links and others', async () => {
    await mkdir(join(folder, 'set/b/.hidden'), { recursive: true });
    for (const name of ['b/2.PNG', 'a.jpg', 'b/1.webp', 'b/.hidden/x.jpg', '.y.jpg', 'notes.txt'])
      await write(`set/${name}`, name);
    await symlink('/etc/hostname', join(folder, 'set/link.jpg'));
    const { total, entries } = await read({ kind: 'folder', path: 'set' });
    expect(total).toBe(3);
    expect(entries).toEqual(
      ['a.jpg', 'b/1.webp', 'b/2.PNG'].map((key) => ({
        where: key,
        key,
        text: null,
        metadata: {},
        picture: key,
      })),
    );
  });

  it('refuses a file that is larger than a picture may be before it is read', async () => {
    await mkdir(join(folder, 'set'));
    await write('set/big.jpg', '');
    await truncate(join(folder, 'set/big.jpg'), 21 * 2 ** 20);
    const { entries } = await read({ kind: 'folder', path: 'set' });
    expect(entries[0].picture).toMatch(/is 22020096 bytes, the limit is/);
  });

  it('is named when it is not there', async () => {
    await expect(read({ kind: 'folder', path: 'none' })).rejects.toThrow('The folder none cannot be read.');
  });
});

describe("the original's files", () => {
  it('give pictures with their texts, and the lines that cannot be used', async () => {
    await write(
      'i.tsv',
      `7\t${Buffer.from('seven').toString('base64')}\nno line\n8\t${Buffer.from('eight').toString('base64')}\n`,
    );
    const lines = [
      { text_id: 1, text: '一只猫', image_ids: [7] },
      { text_id: 2, text: '猫', image_ids: [7, 9] },
    ];
    await write('t.jsonl', lines.map((line) => JSON.stringify(line)).join('\n'));
    const { total, entries } = await read({ kind: 'original', path: 'i.tsv', texts: 't.jsonl' });
    expect(total).toBe(3);
    expect(entries).toEqual([
      { where: 'i.tsv:1', key: '7', text: '一只猫', metadata: { texts: ['一只猫', '猫'] }, picture: 'seven' },
      { where: 'i.tsv:2', problem: 'expected a whole number, a tab and base64' },
      { where: 'i.tsv:3', key: '8', text: null, metadata: {}, picture: 'eight' },
    ]);
  });
});

describe("texts of the original's pictures", () => {
  const wanted = (file: string) => [
    { where: 'i.tsv:1', key: '7', text: '一只猫', metadata: { texts: ['一只猫', '猫'] }, picture: 'seven' },
    {
      where: file,
      problem: 'the text belongs to no picture: i.tsv has none that can be used with the id 9, 10, 11, …',
    },
  ];
  const texts = [
    { text_id: 1, text: '一只猫', image_ids: [7] },
    { text_id: 2, text: '狗', image_ids: [9, 10, 11, 12] },
    { text_id: 3, text: '猫', image_ids: [9, 7] },
  ];

  beforeEach(() => write('i.tsv', `7\t${Buffer.from('seven').toString('base64')}\n`));

  it('that cannot be used or belong to no picture are told, and the others are taken', async () => {
    const lines = texts.map((line) => JSON.stringify(line)).toSpliced(1, 0, '{"text_id": 4, "text');
    await write('t.jsonl', [...lines, '{"text_id": 5, "text": "无", "image_ids": []}'].join('\n'));
    const { total, entries } = await read({ kind: 'original', path: 'i.tsv', texts: 't.jsonl' });
    expect(total).toBe(1);
    expect(entries).toEqual([
      { where: 't.jsonl:2', problem: 'expected a JSON object' },
      ...wanted('t.jsonl:3'),
      { where: 't.jsonl:5', problem: 'the text names no picture' },
    ]);
  });

  it('are told likewise out of LMDB pairs, which evaluations refuse', async () => {
    const pairs = texts.flatMap(({ text_id, text, image_ids }) =>
      image_ids.map((imageId) => encodePair({ imageId: String(imageId), textId: String(text_id), text })),
    );
    const values = [...pairs, Buffer.from('no pickle')].map((value, i) => ({ key: String(i), value }));
    const all = [...values, { key: 'num_samples', value: Buffer.from(String(values.length + 1)) }];
    // Of ten numbers one is counted and missing: what counts them is an entry too.
    await writeLmdb(join(folder, 'pairs'), inOrder(all));
    const { entries } = await read({ kind: 'original', path: 'i.tsv', texts: 'pairs' });
    expect(entries).toEqual([
      { where: 'pairs, pair 7', problem: expect.stringMatching(/^it cannot be read/) },
      { where: 'pairs, pair 8', problem: 'it is missing' },
      ...wanted('pairs, text 2'),
    ]);
    const strict = async () => {
      for await (const _ of new LocalDatasetFiles().texts(join(folder, 'pairs')));
    };
    await expect(strict()).rejects.toThrow(
      'data.mdb is no usable LMDB file: pairs, pair 7: it cannot be read',
    );
  });
});

async function* inOrder(entries: readonly { readonly key: string; readonly value: Buffer }[]) {
  for (const { key, value } of entries) yield { key: Buffer.from(key), value };
}

describe('JSONL', () => {
  it('gives items, finds pictures beside it and nowhere else, and tells bad lines', async () => {
    await mkdir(join(folder, 'pictures'));
    await write('pictures/a.jpg', 'a');
    const lines = [
      { key: 'a', text: '甲', image: 'pictures/a.jpg', metadata: { price: 3 } },
      { key: 'b', text: null, image: 'https://example.org/b.jpg', metadata: null },
      { key: 'c', image: '../../../../etc/hostname' },
      { key: 'd', colour: 'red' },
      { key: 5 },
      [],
    ];
    await write('items.jsonl', `\uFEFF${lines.map((line) => JSON.stringify(line)).join('\r\n\n')}\n{"key"`);
    const { entries } = await read({ kind: 'lines', path: 'items.jsonl' });
    expect(entries).toEqual([
      { where: 'items.jsonl:1', key: 'a', text: '甲', metadata: { price: 3 }, picture: 'a' },
      { where: 'items.jsonl:3', key: 'b', text: null, metadata: {}, picture: 'https://example.org/b.jpg' },
      {
        where: 'items.jsonl:5',
        key: 'c',
        text: null,
        metadata: {},
        picture: expect.stringMatching(
          /^"\.\.\/\.\.\/\.\.\/\.\.\/etc\/hostname" is in no folder of data sets/,
        ),
      },
      { where: 'items.jsonl:7', problem: expect.stringContaining('unknown field "colour"') },
      { where: 'items.jsonl:9', problem: 'expected a string in "key"' },
      { where: 'items.jsonl:11', problem: 'expected a JSON object' },
      { where: 'items.jsonl:12', problem: 'expected a JSON object' },
    ]);
  });

  it('is named when it cannot be read', async () => {
    await expect(read({ kind: 'lines', path: 'none.jsonl' })).rejects.toThrow('none.jsonl');
  });
});

describe('CSV', () => {
  it('gives items with typed metadata, and tells bad rows', async () => {
    await write('a.jpg', 'a');
    const rows = [
      'key,text,image,price:number,sold:boolean,note',
      'a,"甲, ""乙""\n丙",a.jpg,3.5,TRUE,',
      'b,文,,x,,',
      'c,文,,,,n,too many',
      '',
      'd,文,,,false,"x"',
    ];
    await write('items.csv', `\uFEFF${rows.join('\n')}\n`);
    const { total, entries } = await read({ kind: 'csv', path: 'items.csv' });
    expect(total).toBe(4);
    expect(entries).toEqual([
      {
        where: 'items.csv:2',
        key: 'a',
        text: '甲, "乙"\n丙',
        metadata: { price: 3.5, sold: true },
        picture: 'a',
      },
      { where: 'items.csv:4', problem: '"x" is no number' },
      { where: 'items.csv:5', problem: 'it has 7 cells, the header 6' },
      { where: 'items.csv:7', key: 'd', text: '文', metadata: { sold: false, note: 'x' }, picture: null },
    ]);
  });

  it.each([
    ['text\n1', /no column "key"/],
    ['key,a,a\n1,2,3', /the column "a" is there twice/],
    ['key,a:date\n1,2', /"a:date" has no name, or a type other than text, number, boolean/],
    ['', /^items\.csv is empty\. Its first line names the columns/],
    ['key,"text\na,b', /The header of items\.csv cannot be used: a quote opens here that never closes/],
    ['\xff\xfek\0e\0y\0', /^items\.csv is UTF-16\. Save it as UTF-8/],
    ['key,text\na,\xc4\xe3\xba\xc3', /^items\.csv is not UTF-8\. Save it as UTF-8/],
  ])('refuses %j', async (content, message) => {
    await write('items.csv', Buffer.from(content, 'latin1'));
    await expect(read({ kind: 'csv', path: 'items.csv' })).rejects.toThrow(message);
  });

  it('takes metadata as JSON beside columns of their own', async () => {
    const rows = [
      'key,text,metadata,price:number',
      'a,甲,"{""tags"":[""x""],""n"":null}",3',
      'b,乙,,4',
      'c,丙,plain,5',
      'd,丁,[1],6',
      'e,戊,"{""price"":7}",7',
      'f,己,"{""price"":8}",',
    ];
    await write('items.csv', rows.join('\n'));
    const { entries } = await read({ kind: 'csv', path: 'items.csv' });
    const unfit = 'expected a JSON object in "metadata"; give it another name if it is a text';
    expect(entries).toMatchObject([
      { key: 'a', metadata: { tags: ['x'], n: null, price: 3 } },
      { key: 'b', metadata: { price: 4 } },
      { where: 'items.csv:4', problem: unfit },
      { where: 'items.csv:5', problem: unfit },
      { where: 'items.csv:6', problem: '"price" is in "metadata" and in a column of its own' },
      { key: 'f', metadata: { price: 8 } },
    ]);
  });
});

const notUtf8 = 'it is not UTF-8; save the file as UTF-8';

it.each([
  ['lines', 'items.jsonl', '{"key":"a","text":"甲"}', '{"key":"b","text":"乙"}', '{"key":"c","text":"丙"}'],
  ['csv', 'items.csv', 'key,text\na,甲', 'b,乙', 'c,丙'],
] as const)(
  'a line of %s that is not UTF-8 is told, and costs no other',
  async (kind, path, first, ...others) => {
    const lines = [first, ...others].map((line) => Buffer.from(line));
    // GBK for 乙.
    const second = Buffer.from(lines[1]!.toString('latin1').replace('\xe4\xb9\x99', '\xd2\xd2'), 'latin1');
    await write(path, Buffer.concat([lines[0]!, Buffer.from('\n'), second, Buffer.from('\n'), lines[2]!]));
    const { total, entries } = await read({ kind, path });
    expect(total).toBe(3);
    expect(entries).toMatchObject([{ key: 'a', text: '甲' }, { problem: notUtf8 }, { key: 'c', text: '丙' }]);
  },
);

describe('a zip file', () => {
  it('gives its pictures, which can be read until it is closed', async () => {
    await writeZip('p.zip', { 'b/2.png': 'two', 'a.jpg': 'one', 'notes.txt': 'x' });
    const { total, entries } = await read({ kind: 'zip', path: 'p.zip' });
    expect(total).toBe(2);
    expect(entries).toEqual([
      { where: 'a.jpg', key: 'a.jpg', text: null, metadata: {}, picture: 'one' },
      { where: 'b/2.png', key: 'b/2.png', text: null, metadata: {}, picture: 'two' },
    ]);
  });

  it.each([
    ['items.jsonl', '{"key":"x","image":"a.jpg"}\n{"key":"y","image":"/etc/hostname"}'],
    ['items.csv', 'key,image\nx,a.jpg\ny,/etc/hostname'],
  ])('with %s gives what that says, and only pictures that are inside', async (name, content) => {
    await writeZip('p.zip', { [name]: content, 'a.jpg': 'one' });
    const { entries } = await read({ kind: 'zip', path: 'p.zip' });
    expect(entries.map(({ key, picture }: { key: string; picture: string }) => [key, picture])).toEqual([
      ['x', 'one'],
      ['y', 'p.zip has no /etc/hostname.'],
    ]);
  });

  it('is refused when it is broken or names lead out of it', async () => {
    await write('broken.zip', 'no zip file');
    await expect(read({ kind: 'zip', path: 'broken.zip' })).rejects.toThrow('broken.zip cannot be used');
    await writeZip('out.zip', { 'aaaaa.jpg': 'x' });
    const bytes = (await readFile(join(folder, 'out.zip')))
      .toString('latin1')
      .replaceAll('aaaaa.jpg', '../aa.jpg');
    await write('out.zip', Buffer.from(bytes, 'latin1'));
    await expect(read({ kind: 'zip', path: 'out.zip' })).rejects.toThrow(
      /out\.zip cannot be used: .*\.\.\/aa\.jpg/,
    );
  });

  it('does not unpack more than a picture may have', async () => {
    await writeZip('bomb.zip', { 'a.jpg': '0'.repeat(21 * 2 ** 20) });
    const { entries } = await read({ kind: 'zip', path: 'bomb.zip' });
    expect(entries[0].picture).toMatch(/is 22020096 bytes, the limit is/);
  });

  it('finds items and pictures in the one folder that was packed', async () => {
    const items = '{"key":"x","image":"p/1.jpg"}';
    await writeZip('f.zip', { 'set/items.jsonl': items, 'set/p/1.jpg': 'one', '__MACOSX/._a': '' });
    const { entries } = await read({ kind: 'zip', path: 'f.zip' });
    expect(entries).toMatchObject([{ where: 'items.jsonl:1', key: 'x', picture: 'one' }]);
  });

  it('is refused when it unpacks to far more than its size, or holds a link', async () => {
    const zeros = '0'.repeat(17 * 2 ** 20);
    await writeZip('bomb.zip', { 'a.jpg': zeros, 'b.jpg': zeros, 'c.jpg': zeros, 'd.jpg': zeros });
    await expect(read({ kind: 'zip', path: 'bomb.zip' })).rejects.toThrow('more than 100 times its size');
    const zip = new ZipFile();
    zip.addBuffer(Buffer.from('/etc/hostname'), 'link.jpg', { mode: 0o120777 });
    zip.end();
    await pipeline(zip.outputStream, createWriteStream(join(folder, 'link.zip')));
    await expect(read({ kind: 'zip', path: 'link.zip' })).rejects.toThrow('link.jpg is a link');
  });

  /** A zip file that does not say how its names are encoded, each a byte a character. */
  async function writeNames(name: string, ...names: readonly string[]): Promise<void> {
    const zip = makeZip(
      names.map((each) => ({ name: `${'x'.repeat(each.length)}.png`, data: Buffer.from('one') })),
    );
    let bytes = zip.toString('latin1');
    for (const each of names) bytes = bytes.replaceAll(`${'x'.repeat(each.length)}.png`, `${each}.png`);
    await write(name, Buffer.from(bytes, 'latin1'));
  }

  it.each([
    ['UTF-8, as a Mac writes it', '\xe7\x8c\xab', '猫'],
    ['GBK, as Windows in Chinese writes it', '\xc3\xa8\xb9\xb7', '猫狗'],
    ['GBK with letters among the second bytes', '\xc3\xa8\xe9\x46', '猫镕'],
  ])('reads names in %s', async (_, bytes, name) => {
    await writeNames('p.zip', bytes, 'b');
    const { entries } = await read({ kind: 'zip', path: 'p.zip' });
    expect(entries.map(({ key, picture }: { key: string; picture: string }) => [key, picture])).toEqual([
      ['b.png', 'one'],
      [`${name}.png`, 'one'],
    ]);
  });

  it.each(['caf\x82', 'caf\x82s', '\xff\xff'])(
    'tells pictures whose name %j nobody can read',
    async (bytes) => {
      await writeNames('p.zip', bytes, 'b');
      const { total, entries } = await read({ kind: 'zip', path: 'p.zip' });
      expect(total).toBe(2);
      expect(entries).toMatchObject([
        {
          where: expect.stringMatching(/\.png$/),
          problem: expect.stringMatching(/^its name is neither UTF-8/),
        },
        { key: 'b.png' },
      ]);
    },
  );

  it('tells a name that says it is UTF-8 and is not', async () => {
    await writeNames('p.zip', '\xff\xff');
    const zip = await readFile(join(folder, 'p.zip'));
    // The flags in the directory.
    zip.writeUInt16LE(0x800, zip.indexOf('PK\x01\x02') + 8);
    await write('p.zip', zip);
    const { entries } = await read({ kind: 'zip', path: 'p.zip' });
    expect(entries).toMatchObject([{ problem: expect.stringMatching(/^its name is neither UTF-8/) }]);
  });

  const damagedZip = async (name: string, file: string, data: Buffer, isDeflated: boolean) => {
    const zip = makeZip([
      { name: file, data, isDeflated },
      { name: 'b.png', data: Buffer.from('two') },
    ]);
    zip.fill(0xa5, zip.length / 2, zip.length / 2 + 200);
    await write(name, zip);
  };
  const records = Buffer.from(
    Array.from({ length: 20_000 }, (_, i) => `{"key":"${i}","text":"${(i * 7919) % 10007}"}`).join('\n'),
  );

  it.each([true, false])(
    'gives what is before the damage of its items, and names them (deflated: %s)',
    async (isDeflated) => {
      await damagedZip('p.zip', 'items.jsonl', records, isDeflated);
      const opened = await sources().open({ kind: 'zip', path: join(folder, 'p.zip') });
      expect(opened.total).toBeUndefined();
      let given = 0;
      const all = async () => {
        for await (const entry of opened.entries) if ('value' in entry) given++;
      };
      await expect(all()).rejects.toMatchObject({
        code: 'INVALID_INPUT',
        message: 'items.jsonl in p.zip is damaged. Pack or send the zip file again.',
      });
      expect(given).toBeGreaterThan(5000);
      opened.close();
    },
  );

  it('tells a damaged picture, and gives the others', async () => {
    await damagedZip('p.zip', 'a.png', records, false);
    const { entries } = await read({ kind: 'zip', path: 'p.zip' });
    expect(entries.map(({ picture }: { picture: string }) => picture)).toEqual([
      'a.png in p.zip is damaged. Pack or send the zip file again.',
      'two',
    ]);
  });

  it('is refused in words when it is cut off', async () => {
    await damagedZip('p.zip', 'a.png', records, false);
    await truncate(join(folder, 'p.zip'), 100_000);
    await expect(read({ kind: 'zip', path: 'p.zip' })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringMatching(/^p\.zip cannot be used: .*truncated/),
    });
  });
});
