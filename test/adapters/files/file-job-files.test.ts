import { expect, it } from 'vitest';
import { FileJobFiles } from '../../../adapters/files/file-job-files.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

it('gives back the lines that were written, whatever they hold', async () => {
  const files = new FileJobFiles(temporaryFolder());
  // JSON leaves the separators of Unicode as they are, and readers of text files end lines there.
  const lines = ['甲\u2028乙\u2029\u0085丙', '\uFFFD'].map((path) => JSON.stringify({ path }));
  await files.write(
    '7',
    'outcomes.jsonl',
    lines.map((line) => `${line}\n`),
  );
  const read: string[] = [];
  for await (const line of files.lines('7', 'outcomes.jsonl')) read.push(line);
  expect(read).toEqual(lines);
});
