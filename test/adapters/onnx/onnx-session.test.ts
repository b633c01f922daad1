import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { OnnxSession } from '../../../adapters/onnx/onnx-session.ts';
import { descendants } from '../../../bench/process-tree.ts';
import { GraphBuilder } from '../../../core/graph/graph-builder.ts';
import { openGraph } from '../../support/golden-towers.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** (batch, width) → the same times `identity`, `depth` times over: as much work as wanted, with a known answer. */
function identityGraph(width: number, depth: number) {
  const graph = new GraphBuilder('identity');
  const identity = graph.weight('identity', [width, width], async () =>
    Float32Array.from({ length: width * width }, (_, i) => (i % (width + 1) === 0 ? 1 : 0)),
  );
  let x = graph.input('x', 'float32', ['batch', width]);
  for (let i = 0; i < depth; i++) x = graph.linear(x, identity);
  graph.output('features', x);
  return graph.build();
}

const rows = (count: number, width: number, value: number) =>
  ({
    x: { type: 'float32', dims: [count, width], data: new Float32Array(count * width).fill(value) },
  }) as const;

describe('OnnxSession', () => {
  it('gives each of many runs at once its own answer', async () => {
    const session = await openGraph(identityGraph(16, 2));
    const results = await Promise.all(
      Array.from({ length: 50 }, (_, i) => session.run(rows(1 + (i % 3), 16, i))),
    );
    for (const [i, { features }] of results.entries()) {
      expect([features?.dims, features?.data[0]]).toEqual([[1 + (i % 3), 16], i]);
    }
    await session.close();
  });

  it('leaves the event loop free while it runs', async () => {
    const session = await openGraph(identityGraph(1024, 40));
    await session.run(rows(1, 1024, 1));
    const started = performance.now();
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    await session.run(rows(512, 1024, 1));
    clearInterval(timer);
    const runMs = performance.now() - started;
    // A blocking run would let no timer fire at all.
    expect(runMs).toBeGreaterThan(50);
    expect(ticks).toBeGreaterThan(10);
    await session.close();
  });

  it('says what is wrong with a run and goes on', async () => {
    const session = await openGraph(identityGraph(8, 1));
    await expect(session.run(rows(1, 7, 1))).rejects.toMatchObject({ code: 'INFERENCE_FAILED' });
    expect((await session.run(rows(1, 8, 3)))['features']?.data[0]).toBe(3);
    await session.close();
    await expect(session.run(rows(1, 8, 3))).rejects.toThrow(/unloaded/);
  });

  it('says why a model cannot be loaded', async () => {
    const modelPath = join(temporaryFolder(), 'broken.onnx');
    writeFileSync(modelPath, 'no model');
    await expect(OnnxSession.open({ modelPath, provider: 'cpu', threads: 1 })).rejects.toMatchObject({
      code: 'INFERENCE_FAILED',
      message: expect.stringContaining('broken.onnx'),
    });
  });
});

/** Processes are looked at through /proc. */
describe.skipIf(process.platform !== 'linux')('OnnxSession and its process', () => {
  it('fails the runs that a killed process held, and starts another for the next', async () => {
    const session = await openGraph(identityGraph(1024, 40));
    const held = session.run(rows(512, 1024, 1));
    await new Promise(setImmediate);
    const [pid] = descendants(process.pid);
    process.kill(pid!, 'SIGKILL');
    await expect(held).rejects.toMatchObject({
      code: 'INFERENCE_FAILED',
      message: expect.stringContaining('SIGKILL'),
    });
    expect((await session.run(rows(1, 1024, 3)))['features']?.data[0]).toBe(3);
    expect(descendants(process.pid)).not.toContain(pid);
    await session.close();
  });

  it('lets runs in progress finish before it closes, and takes no new ones', async () => {
    const session = await openGraph(identityGraph(1024, 40));
    const runs = [2, 3].map((value) => session.run(rows(256, 1024, value)));
    const closed = session.close();
    await expect(session.run(rows(1, 1024, 1))).rejects.toThrow(/unloaded/);
    const results = await Promise.all(runs);
    expect(results.map(({ features }) => features?.data[0])).toEqual([2, 3]);
    await closed;
    expect(descendants(process.pid)).toEqual([]);
  });

  it('fails runs that take longer than closing may wait', async () => {
    const session = await openGraph(identityGraph(1024, 40));
    const run = session.run(rows(2048, 1024, 1));
    const failure = expect(run).rejects.toThrow(/unloaded/);
    await session.close(1);
    await failure;
    expect(descendants(process.pid)).toEqual([]);
  });

  it('leaves none behind when a model cannot be loaded', async () => {
    const settings = { modelPath: join(temporaryFolder(), 'absent.onnx'), provider: 'cpu', threads: 1 };
    await expect(OnnxSession.open(settings)).rejects.toThrow(/absent\.onnx/);
    expect(descendants(process.pid)).toEqual([]);
  });

  it('begins with unpacked weights, and ends that process when the packed ones have taken over', async () => {
    const session = await openGraph(identityGraph(1024, 40), OnnxSession.openQuickly);
    const [quick] = descendants(process.pid);
    const early = session.run(rows(64, 1024, 5));
    await session.settled;
    const late = session.run(rows(1, 1024, 6));
    expect((await early)['features']?.data[0]).toBe(5);
    expect((await late)['features']?.data[0]).toBe(6);
    await vi.waitFor(() => expect(descendants(process.pid)).not.toContain(quick));
    expect(descendants(process.pid)).toHaveLength(1);
    await session.close();
    expect(descendants(process.pid)).toEqual([]);
  });

  it('closes while weights are being packed, and leaves no process behind', async () => {
    const session = await openGraph(identityGraph(1024, 40), OnnxSession.openQuickly);
    expect((await session.run(rows(1, 1024, 2)))['features']?.data[0]).toBe(2);
    await session.close();
    expect(descendants(process.pid)).toEqual([]);
  });

  it('goes on when the first process dies before the packed one is there', async () => {
    const session = await openGraph(identityGraph(1024, 40), OnnxSession.openQuickly);
    process.kill(descendants(process.pid)[0]!, 'SIGKILL');
    await vi.waitFor(async () => expect((await session.run(rows(1, 1024, 4)))['features']?.data[0]).toBe(4));
    await session.settled;
    expect((await session.run(rows(1, 1024, 4)))['features']?.data[0]).toBe(4);
    await session.close();
    expect(descendants(process.pid)).toEqual([]);
  });
});
