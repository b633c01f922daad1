/** @file Time and memory of importing a checkpoint of the largest published size. `npm run bench -- import` */
import { spawn } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compiledFile } from '../adapters/files/package-root.ts';
import { vitH14, writeRandomCheckpoint } from './random-checkpoint.ts';

const sampleMs = 50;

export async function importLarge(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'tuwen-bench-'));
  try {
    const source = join(folder, 'model.safetensors');
    await writeRandomCheckpoint(source, vitH14);
    const started = performance.now();
    const peak = await runImport(source, folder);
    const seconds = (performance.now() - started) / 1000;
    const weights = ['image.weights', 'text.weights'].map(
      (name) => statSync(join(folder, 'models/h', name)).size,
    );
    const gigabytes = weights.reduce((sum, size) => sum + size, 0) / 1e9;
    console.log(
      `source ${(statSync(source).size / 1e9).toFixed(2)} GB, external data ${gigabytes.toFixed(2)} GB`,
    );
    console.log(`${seconds.toFixed(1)} s, peak RSS ${(peak / 1024).toFixed(0)} MB`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Peak RSS of the command in KiB. */
function runImport(source: string, home: string): Promise<number> {
  const child = spawn(
    process.execPath,
    [compiledFile('api/main.js'), 'models', 'import', source, '--name', 'h'],
    {
      env: { ...process.env, TUWEN_HOME: home },
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  );
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, peakRssKib(child.pid!));
  }, sampleMs);
  return new Promise((resolve, reject) => {
    child.on('exit', (code) => {
      clearInterval(timer);
      if (code === 0) resolve(peak);
      else reject(new Error(`the import ended with code ${code}`));
    });
  });
}

/** High-water mark of a process, kept by the kernel; 0 once it has ended. */
function peakRssKib(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
