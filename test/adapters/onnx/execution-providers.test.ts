import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { chooseProvider, lastReason } from '../../../adapters/onnx/execution-providers.ts';

const hasCuda = existsSync(
  createRequire(import.meta.url)
    .resolve('onnxruntime-node/package.json')
    .replace('package.json', 'bin/napi-v6/linux/x64/libonnxruntime_providers_cuda.so'),
);

describe('chooseProvider', () => {
  it('takes the CPU when it is asked for', async () => {
    expect(await chooseProvider(['cpu'], 0, 'any.onnx')).toEqual({ provider: 'cpu', rejected: [] });
  });

  it.skipIf(hasCuda)('says why it took another provider than the one asked for first', async () => {
    const report = await chooseProvider(['tensorrt', 'cuda', 'cpu'], 0, 'any.onnx');
    expect(report.provider).toBe('cpu');
    expect(report.rejected).toEqual([
      { provider: 'tensorrt', reason: expect.stringContaining('libonnxruntime_providers_tensorrt.so') },
      { provider: 'cuda', reason: expect.stringContaining('libonnxruntime_providers_cuda.so') },
    ]);
  });

  it.skipIf(hasCuda)('never falls back to what was not asked for', async () => {
    await expect(chooseProvider(['cuda'], 0, 'any.onnx')).rejects.toMatchObject({
      code: 'PROVIDER_UNAVAILABLE',
      message: expect.stringMatching(/libonnxruntime_providers_cuda\.so.*TUWEN_PROVIDERS/),
    });
  });
});

it('says what the probe missed without the folders that it looked in', () => {
  const stderr = [
    'at Object.<anonymous> (/opt/a/probe.js:3:1)',
    'Error: Failed to load library /opt/tuwen/node_modules/onnxruntime-node/bin/libonnxruntime_providers_cuda.so with error: libcublas.so.12: cannot open shared object file',
    '    at /opt/a/b.js:1',
  ].join('\n');
  expect(lastReason({ stderr, message: '' })).toBe(
    'Error: Failed to load library libonnxruntime_providers_cuda.so with error: libcublas.so.12: cannot open shared object file',
  );
});
