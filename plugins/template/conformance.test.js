import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pluginConformance } from 'tuwen/plugin-conformance';
import { plugin } from './index.js';
import { writeRandomCheckpoint } from './random-checkpoint.js';

const folder = mkdtempSync(join(tmpdir(), 'checkpoint-'));
writeRandomCheckpoint(folder);

const { checks, close } = await pluginConformance({
  plugin,
  checkpointPath: join(folder, 'model.safetensors'),
  weight: { key: 'image.norm.weight' },
});

after(async () => {
  await close();
  rmSync(folder, { recursive: true });
});

for (const { name, run } of checks) test(name, run);
