import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { compiledFile } from '../../adapters/files/package-root.ts';

it("the example evaluates the bundled model to the recalls that the starter's README tells", () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [compiledFile('bench/example-evaluation.js')],
    { encoding: 'utf8', env: { PATH: process.env['PATH'] } },
  );
  expect(stderr).toBe('');
  expect(status).toBe(0);
  const recalls = (name: string) =>
    new RegExp(`${name} +([\\d.]+) +([\\d.]+) +([\\d.]+)`).exec(stdout)!.slice(1).map(Number);
  for (const [name, expected] of [
    ['text → image', [20.6, 47.1, 61.0]],
    ['image → text', [17.4, 42.7, 55.3]],
  ] as const)
    for (const [i, value] of recalls(name).entries())
      expect(Math.abs(value - expected[i]!)).toBeLessThanOrEqual(0.5);
  expect(stdout).toMatch(/groups: top-1 \d+\.\d % \(95 %: .*\n( {2}.*%.*\n){10}/);
});
