import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DomainError } from '../../core/errors.ts';
import type { AppendedFile, FilePieces, JobFileFacts, JobFiles } from '../../core/ports/job-files.ts';
import { parsedLines } from './dataset-lines.ts';
import { storing } from './storing.ts';

const folderName = 'jobs';
const what = 'A file of the job';
const namePattern = /^[a-z0-9][\w.-]{0,99}$/i;

/** Files under `<home>/jobs/<job>/`. */
export class FileJobFiles implements JobFiles {
  readonly #home: string;

  constructor(home: string) {
    this.#home = home;
  }

  pathOf(jobId: string, name: string): string {
    if (!/^\d+$/.test(jobId) || !namePattern.test(name)) throw new RangeError(`pathOf: ${jobId}/${name}`);
    return join(this.#home, folderName, jobId, name);
  }

  append(jobId: string, name: string, sizeBytes: number): Promise<AppendedFile> {
    return storing(what, async () => {
      const file = await this.#open(jobId, name, 'a');
      if ((await file.stat()).size < sizeBytes) {
        await file.close();
        throw new DomainError('STORAGE_FAILED', `The file ${name} of job ${jobId} is not what was written.`, {
          remedy: 'Start a new job.',
        });
      }
      await file.truncate(sizeBytes);
      const digest = new GrowingDigest(this.pathOf(jobId, name));
      return {
        append: (text) =>
          storing(what, async () => {
            await file.appendFile(text);
            await file.sync();
            return (await file.stat()).size;
          }),
        describe: async () => factsOf(jobId, name, await digest.upTo((await file.stat()).size)),
        close: () => file.close(),
      };
    });
  }

  async write(jobId: string, name: string, pieces: FilePieces): Promise<void> {
    const partial = `${name}.partial`;
    const file = await storing(what, () => this.#open(jobId, partial, 'w'));
    try {
      // Writes of the reader's errors stay what they are; only those of the disk are told as such.
      for await (const text of joined(pieces)) await storing(what, () => file.appendFile(text));
      await storing(what, () => file.sync());
      await file.close();
      await rename(this.pathOf(jobId, partial), this.pathOf(jobId, name));
    } catch (error) {
      await file.close().catch(() => undefined);
      await rm(this.pathOf(jobId, partial), { force: true });
      throw error;
    }
  }

  lines(jobId: string, name: string): AsyncGenerator<string> {
    return parsedLines(this.pathOf(jobId, name), (line) => line);
  }

  async describe(jobId: string, name: string): Promise<JobFileFacts> {
    const path = this.pathOf(jobId, name);
    return factsOf(jobId, name, await new GrowingDigest(path).upTo((await stat(path)).size));
  }

  async remove(jobId: string, name: string): Promise<void> {
    await storing(what, () => rm(this.pathOf(jobId, name), { force: true }));
  }

  async #open(jobId: string, name: string, flags: string): Promise<FileHandle> {
    const path = this.pathOf(jobId, name);
    await mkdir(join(this.#home, folderName, jobId), { recursive: true });
    return open(path, flags);
  }
}

interface Digested {
  readonly sizeBytes: number;
  /** Hex. */
  readonly sha256: string;
}

function factsOf(jobId: string, name: string, digested: Digested): JobFileFacts {
  return { ...digested, path: `${folderName}/${jobId}/${name}` };
}

/** The digest of a file that grows; each byte is read once. */
class GrowingDigest {
  readonly #path: string;
  readonly #hash = createHash('sha256');
  #read = 0;

  constructor(path: string) {
    this.#path = path;
  }

  async upTo(sizeBytes: number): Promise<Digested> {
    if (sizeBytes > this.#read) {
      const added = createReadStream(this.#path, { start: this.#read, end: sizeBytes - 1 });
      for await (const chunk of added) this.#hash.update(chunk as Uint8Array);
      this.#read = sizeBytes;
    }
    return { sizeBytes, sha256: this.#hash.copy().digest('hex') };
  }
}

const blockBytes = 256 * 1024;

/** Pieces in blocks that are worth a system call. */
async function* joined(pieces: FilePieces): AsyncGenerator<Buffer> {
  let [block, size]: [Buffer[], number] = [[], 0];
  for await (const piece of pieces) {
    block.push(Buffer.from(piece as string));
    size += block.at(-1)!.length;
    if (size < blockBytes) continue;
    yield Buffer.concat(block);
    [block, size] = [[], 0];
  }
  yield Buffer.concat(block);
}
