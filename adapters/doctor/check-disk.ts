import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, rm, statfs, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isBlobAddress } from '../files/blob-path.ts';
import { type Finding, failure, gigabytes } from './finding.ts';

const little = 5 * 2 ** 30;
const tooLittle = 256 * 2 ** 20;

/** Whether the home folder can be written to, and the room in it. */
export async function checkHome(home: string, free?: number): Promise<readonly Finding[]> {
  try {
    await mkdir(home, { recursive: true });
    const probe = join(home, `.doctor-${randomUUID()}`);
    await writeFile(probe, '').finally(() => rm(probe, { force: true }));
  } catch (error) {
    const remedy = 'Let the user of the server write to TUWEN_HOME, or choose another.';
    return [{ ...failure('disk', 'TUWEN_HOME cannot be written to', error), remedy }];
  }
  const { bavail, bsize } = await statfs(home);
  const room = free ?? bavail * bsize;
  const message = `${gigabytes(room)} free under TUWEN_HOME`;
  if (room >= little) return [{ area: 'disk', state: 'ok', message }];
  return [{ area: 'disk', state: room < tooLittle ? 'fail' : 'warn', message, remedy: 'Make room.' }];
}

/** Every picture on the disk, and beside `needed`, those that the database speaks of; undefined where it could not be asked. */
export async function checkPictures(
  home: string,
  needed: Set<string> | undefined,
): Promise<readonly Finding[]> {
  const found = await readdir(join(home, 'pictures'), { recursive: true, withFileTypes: true }).catch(
    () => [],
  );
  const files = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const pictures = files.filter((path) => isBlobAddress(basename(path)));
  const there = new Set(pictures.map((path) => basename(path)));
  const findings: Finding[] = [];
  const tell = (state: Finding['state'], what: string, all: readonly string[], remedy: string): void => {
    const message = `${all.length} ${what}: ${all.slice(0, 5).join(', ')}${all.length > 5 ? ', …' : ''}`;
    if (all.length > 0) findings.push({ area: 'disk', state, message, remedy });
  };
  const again = 'Put their items in again, or restore a backup.';
  const broken: string[] = [];
  for (const path of pictures) if (!(await isWhole(path))) broken.push(basename(path));
  tell('fail', 'pictures are damaged', broken, again);
  const missing = [...(needed ?? [])].filter((sha256) => !there.has(sha256));
  tell('fail', 'pictures of items are missing', missing, again);
  const orphans = needed === undefined ? [] : [...there].filter((sha256) => !needed.has(sha256));
  tell('warn', 'pictures belong to no item', orphans, 'They do no harm; delete them while no server runs.');
  const half = files.filter((path) => path.endsWith('.tmp')).map((path) => basename(path));
  tell('warn', 'files are half-written', half, 'Delete them while no server runs.');
  if (findings.length > 0) return findings;
  return [{ area: 'disk', state: 'ok', message: `${pictures.length} pictures, all whole` }];
}

async function isWhole(path: string): Promise<boolean> {
  const hash = createHash('sha256');
  try {
    for await (const piece of createReadStream(path)) hash.update(piece as Uint8Array);
  } catch {
    return false;
  }
  return hash.digest('hex') === basename(path);
}
