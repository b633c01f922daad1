import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { DomainError } from '../../core/errors.ts';
import type { ModelFile, ModelManifest } from '../../core/model/manifest.ts';
import type { ModelDraft, ModelStore } from '../../core/ports/model-store.ts';
import { atomicWrite } from './atomic-write.ts';
import { hasDigest } from './digest-stamp.ts';
import { readManifest, type StoredManifest } from './stored-manifest.ts';
import { storing } from './storing.ts';

const namePattern = /^[a-z0-9][a-z0-9._-]{0,63}$/;

/** Folders that are being written start with this, which no model name does. */
const draftPrefix = '.draft-';

/** An import writes all the time, or compares precisions for minutes. */
const abandonedAfterMs = 60 * 60 * 1000;

/** A folder that changed so lately may change again within the same tick of its clock. */
const restMs = 2_000;

/** What the folder of models says, without weights. */
interface Contents {
  readonly manifests: readonly ModelManifest[];
  readonly defaultName: string | undefined;
}

/**
 * One folder per model: `manifest.json`, graphs, weights and vocabulary. A model appears by renaming its folder, and so does the name of the
 * default one: both change the time of the folder around them, by which every request sees whether it has to be read again.
 */
export class FileModelStore implements ModelStore {
  readonly #folder: string;
  #kept: { readonly changedAt: number; readonly contents: Contents } | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Beside the models; a dot never begins a model's name. */
  get #defaultPath(): string {
    return join(this.#folder, '.default');
  }

  async draft(name: string): Promise<ModelDraft> {
    if (!namePattern.test(name)) {
      throw new DomainError('INVALID_INPUT', `"${name}" is no model name.`, {
        remedy: 'Use 1 to 64 lower-case letters, digits, dots, dashes or underscores.',
      });
    }
    const target = join(this.#folder, name);
    if (await exists(target)) throw alreadyExists(name);
    await this.#removeAbandoned();
    const folder = join(this.#folder, draftPrefix + randomUUID());
    await storing('The folder of models', () => mkdir(folder, { recursive: true }));
    return new FileModelDraft(folder, target);
  }

  /** Drafts of imports that were killed. */
  async #removeAbandoned(): Promise<void> {
    const names = await readdir(this.#folder).catch(() => [] as string[]);
    for (const name of names.filter((each) => each.startsWith(draftPrefix))) {
      const folder = join(this.#folder, name);
      if (Date.now() - (await lastChange(folder)) > abandonedAfterMs) await rm(folder, { recursive: true });
    }
  }

  async list(): Promise<readonly ModelManifest[]> {
    return (await this.#contents()).manifests;
  }

  async readDefault(): Promise<string | undefined> {
    return (await this.#contents()).defaultName;
  }

  async writeDefault(name: string): Promise<void> {
    await storing('The name of the default model', () => atomicWrite(this.#defaultPath, name));
  }

  async verifiedPath(model: ModelManifest, { name, sizeBytes, sha256 }: ModelFile): Promise<string> {
    const path = join(this.#folder, model.name, name);
    const found = await stat(path).catch(() => undefined);
    if (found === undefined) throw damaged(model, `${name} is missing`);
    if (found.size !== sizeBytes)
      throw damaged(model, `${name} has ${found.size} bytes instead of ${sizeBytes}`);
    if (!(await hasDigest(path, sha256, fileSha256)))
      throw damaged(model, `${name} has changed since it was imported`);
    return path;
  }

  async #contents(): Promise<Contents> {
    const changedAt = (await stat(this.#folder).catch(() => undefined))?.mtimeMs;
    if (changedAt !== undefined && this.#kept?.changedAt === changedAt) return this.#kept.contents;
    const readAt = Date.now();
    const [manifests, defaultName] = await Promise.all([
      this.#manifests(),
      readFile(this.#defaultPath, 'utf8').catch(() => undefined),
    ]);
    const contents = { manifests, defaultName };
    const isAtRest = changedAt !== undefined && readAt - changedAt > restMs;
    this.#kept = isAtRest ? { changedAt, contents } : undefined;
    return contents;
  }

  async #manifests(): Promise<readonly ModelManifest[]> {
    const names = await readdir(this.#folder).catch(() => [] as string[]);
    const manifests = await Promise.all(
      names.filter((name) => namePattern.test(name)).map((name) => this.#manifest(name)),
    );
    return manifests
      .filter((manifest) => manifest !== undefined)
      .sort((a, b) => a.importedAt.localeCompare(b.importedAt));
  }

  async #manifest(name: string): Promise<ModelManifest | undefined> {
    const path = join(this.#folder, name, 'manifest.json');
    const text = await readFile(path, 'utf8').catch(() => undefined);
    return text === undefined ? undefined : readManifest(JSON.parse(text) as StoredManifest);
  }
}

class FileModelDraft implements ModelDraft {
  readonly folder: string;
  readonly #target: string;

  constructor(folder: string, target: string) {
    this.folder = folder;
    this.#target = target;
  }

  async write(name: string, bytes: Uint8Array): Promise<ModelFile> {
    await storing(`${name} of the model`, () => writeFile(join(this.folder, name), bytes));
    return { name, sizeBytes: bytes.byteLength, sha256: createHash('sha256').update(bytes).digest('hex') };
  }

  async publish(manifest: ModelManifest): Promise<void> {
    const text = `${JSON.stringify(manifest, null, 2)}\n`;
    await storing('The manifest of the model', () => writeFile(join(this.folder, 'manifest.json'), text));
    try {
      await rename(this.folder, this.#target);
    } catch (error) {
      if (['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? ''))
        throw alreadyExists(manifest.name);
      throw error;
    }
  }

  async discard(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** When a file of a folder was last written, or the folder itself. */
async function lastChange(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => [] as string[]);
  const times = await Promise.all(
    [folder, ...names.map((name) => join(folder, name))].map((path) => stat(path).catch(() => undefined)),
  );
  return Math.max(...times.map((found) => found?.mtimeMs ?? 0));
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function fileSha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

function alreadyExists(name: string): DomainError {
  return new DomainError('ALREADY_EXISTS', `There is already a model "${name}".`, {
    remedy: 'Choose another name.',
  });
}

function damaged(model: ModelManifest, what: string): DomainError {
  return new DomainError('MODEL_DAMAGED', `The model "${model.name}" is damaged: ${what}.`, {
    remedy: 'Delete its folder and import the checkpoint again.',
  });
}
