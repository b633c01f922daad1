import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { requireInt8 } from '../../../adapters/onnx/require-int8.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

function cpuInfo(flags: string): string {
  const path = join(temporaryFolder(), 'cpuinfo');
  writeFileSync(path, `processor : 0\nflags : fpu ${flags}\n`);
  return path;
}

it.each(['avx512f avx512_vnni', 'avx2 avx_vnni'])('takes a processor with %s', async (flags) => {
  await expect(requireInt8('x64', cpuInfo(flags))).resolves.toBeUndefined();
});

it('refuses a processor whose sums would saturate, and says what to do', async () => {
  await expect(requireInt8('x64', cpuInfo('avx2 avx512bw'))).rejects.toMatchObject({
    code: 'PROVIDER_UNAVAILABLE',
    message: expect.stringContaining('TUWEN_PRECISION=float32'),
  });
});

it('does not judge processors it cannot ask', async () => {
  await expect(requireInt8('arm64', cpuInfo(''))).resolves.toBeUndefined();
  await expect(requireInt8('x64', '/no/such/file')).resolves.toBeUndefined();
});
