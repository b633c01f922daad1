import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { filledBatch, withLastRepeated } from '../../../adapters/onnx/batch-sizes.ts';
import { OnnxImageEncoder, OnnxTextEncoder } from '../../../adapters/onnx/onnx-encoders.ts';
import { sessionEnvironment } from '../../../adapters/onnx/session-environment.ts';

describe('runs on a GPU', () => {
  it.each([
    [1, 1],
    [2, 2],
    [3, 4],
    [16, 16],
    [17, 32],
  ])('of %i rows are filled up to %i, on a CPU to nothing', (rows, filled) => {
    expect([filledBatch('cuda', rows), filledBatch('tensorrt', rows), filledBatch('cpu', rows)]).toEqual([
      filled,
      filled,
      rows,
    ]);
  });

  it('are filled with copies of the last row', () => {
    expect(withLastRepeated(Int32Array.of(1, 2, 3, 4), 2, 4)).toEqual(Int32Array.of(1, 2, 3, 4, 3, 4, 3, 4));
    const pixels = Uint8Array.of(1, 2);
    expect(withLastRepeated(pixels, 2, 2)).toBe(pixels);
  });

  it('give back the rows that were asked for', async () => {
    const asked: number[] = [];
    const runner = {
      run: async (feeds: Record<string, { dims: readonly number[] }>) => {
        const [rows] = Object.values(feeds)[0]!.dims as [number];
        asked.push(rows);
        const data = Float32Array.from({ length: rows * 2 }, (_, i) => i);
        return { features: { type: 'float32' as const, dims: [rows, 2], data } };
      },
    };
    const images = new OnnxImageEncoder(runner as never, 'cuda');
    expect(await images.encode({ count: 3, size: 1, pixels: new Uint8Array(9) })).toEqual(
      Float32Array.of(0, 1, 2, 3, 4, 5),
    );
    const texts = new OnnxTextEncoder(runner as never, 'cpu');
    expect(await texts.encode({ count: 3, length: 2, ids: new Int32Array(6) })).toHaveLength(6);
    expect(asked).toEqual([4, 3]);
  });
});

describe('the environment of a session', () => {
  const settings = { modelPath: 'm.onnx', threads: 1 };
  const gpu = { device: 1, cacheFolder: '/home/cache' };

  it('is ours on a CPU', () => {
    expect(sessionEnvironment({ ...settings, provider: 'cpu' })).toBe(process.env);
  });

  it('keeps float32 exact on CUDA, and the engines of TensorRT', () => {
    expect(sessionEnvironment({ ...settings, provider: 'cuda', gpu })).toMatchObject({
      NVIDIA_TF32_OVERRIDE: '0',
    });
    expect(sessionEnvironment({ ...settings, provider: 'tensorrt', gpu })).toMatchObject({
      NVIDIA_TF32_OVERRIDE: '0',
      ORT_TENSORRT_ENGINE_CACHE_ENABLE: '1',
      ORT_TENSORRT_CACHE_PATH: '/home/cache/tensorrt',
    });
  });

  it('leaves what was set as it is', () => {
    vi.stubEnv('NVIDIA_TF32_OVERRIDE', '1');
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(sessionEnvironment({ ...settings, provider: 'cuda', gpu })['NVIDIA_TF32_OVERRIDE']).toBe('1');
  });
});
