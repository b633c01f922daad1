import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Worker threads run compiled code, so the tests compile it first (about a second, nothing when it is fresh). */
export function setup(): void {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  execFileSync('npm', ['run', 'build', '--silent'], { cwd: root, stdio: 'inherit' });
}
