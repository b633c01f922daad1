import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { ImportProgress } from '../../../api/cli/import-progress.ts';

/** What a terminal is sent for one and two batches of 256 items. */
async function shown(total: { readonly total?: number }): Promise<string> {
  const terminal = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
  const progress = new ImportProgress(terminal);
  progress.show({ progress: null });
  for (const done of [256, 512]) progress.show({ progress: { stage: 'items', done, ...total } });
  progress.stop();
  terminal.end();
  return text(terminal);
}

it('shows a bar of the true total', async () => {
  expect(await shown({ total: 2048 })).toMatch(/Items ={10}-{30} 512\/2048/);
});

it('shows a number without a bar where no total is known', async () => {
  const terminal = await shown({});
  expect(terminal).toContain('Items 512');
  expect(terminal).not.toMatch(/[=/]|--/);
});
