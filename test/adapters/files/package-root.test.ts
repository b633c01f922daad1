import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compiledFile, packageRoot } from '../../../adapters/files/package-root.ts';

describe('packageRoot', () => {
  it('is the folder of the package', () => {
    expect(JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')).name).toBe('tuwen');
  });

  it('is the same when asked from compiled code', async () => {
    const compiled = (await import(compiledFile('adapters/files/package-root.js'))) as {
      packageRoot: string;
    };
    expect(compiled.packageRoot).toBe(packageRoot);
  });
});

describe('compiledFile', () => {
  it('names a file of the build', () => {
    expect(existsSync(compiledFile('adapters/images/prepare-worker.js'))).toBe(true);
  });
});
