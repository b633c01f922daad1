import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { TorchCheckpointReader } from '../../../adapters/torch/torch-checkpoint-reader.ts';
import { DomainError } from '../../../core/errors.ts';
import type { Checkpoint, CheckpointTensor } from '../../../core/ports/checkpoint.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { makeZip, torchEntries } from './make-zip.ts';

/** Absolute path of a file of test/fixtures/torch. */
export function fixturePath(name: string): string {
  return fileURLToPath(new URL(`../../fixtures/torch/${name}`, import.meta.url));
}

export function readFixture<T>(name: string): T {
  return JSON.parse(readFileSync(fixturePath(name), 'utf8')) as T;
}

const folder = temporaryFolder();

/** Path of a file with these bytes; the next call overwrites it. */
export function asFile(bytes: Uint8Array, name = 'hostile.pt'): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

/** Path of a zip checkpoint with this pickle and these storages; storage 0 holds two float32 if nothing is said. */
export function asZip(
  pickle: Uint8Array,
  storages: Readonly<Record<string, Uint8Array>> = twoFloats,
): string {
  return asFile(makeZip(torchEntries(pickle, storages)));
}

export const twoFloats: Readonly<Record<string, Uint8Array>> = {
  0: new Uint8Array(Float32Array.of(1.5, -2).buffer),
};

/** Opens a file, gives it to `use` and closes it. */
export async function withCheckpoint<T>(
  path: string,
  use: (checkpoint: Checkpoint) => T | Promise<T>,
): Promise<T> {
  const checkpoint = await new TorchCheckpointReader().open(path);
  try {
    return await use(checkpoint);
  } finally {
    await checkpoint.close();
  }
}

/** The DomainError with which a file is refused, or with which one of its tensors is. */
export async function refusal(path: string): Promise<DomainError> {
  const outcome = await withCheckpoint(path, readAll).catch((reason: unknown) => reason);
  if (!(outcome instanceof DomainError))
    throw new Error('not refused with a DomainError', { cause: outcome });
  return outcome;
}

/** Fails unless the file is refused with this code and message; the message names the file. */
export async function expectRefusal(
  path: string,
  code: DomainError['code'],
  message: RegExp,
  name = 'hostile.pt',
): Promise<void> {
  const error = await refusal(path);
  expect(error.message).toMatch(message);
  expect(error.message.startsWith(`The checkpoint ${name} `)).toBe(true);
  expect(error).toMatchObject({ code, details: { fileName: name } });
  expect(error.remedy).toBeDefined();
}

/** Bytes of every tensor. */
export async function readAll({ tensors }: Checkpoint): Promise<ReadonlyMap<string, Uint8Array>> {
  const bytes = new Map<string, Uint8Array>();
  for (const [key, tensor] of tensors) bytes.set(key, await tensor.read());
  return bytes;
}

/** Type, shape and sha256 of the bytes. */
export async function summary(tensor: CheckpointTensor): Promise<readonly unknown[]> {
  return [tensor.type, tensor.shape, sha256(await tensor.read())];
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
