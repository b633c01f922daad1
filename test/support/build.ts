import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';

/** Worker threads run compiled code, so the tests compile it first (about a second, nothing when it is fresh). */
export function setup(project: TestProject): () => void {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  execFileSync('npm', ['run', 'build', '--silent'], { cwd: root, stdio: 'inherit' });
  const templates = mkdtempSync(join(tmpdir(), 'tuwen-templates-'));
  project.provide('templates', templates);
  return () => rmSync(templates, { recursive: true, force: true });
}
