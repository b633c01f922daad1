import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Checkpoint, CheckpointReader, CheckpointTensor } from '../../core/ports/checkpoint.ts';
import { asDomainError, unreadable } from './checkpoint-fault.ts';
import { readCompanion } from './read-companion.ts';

const maximumIndexBytes = 16 << 20;
const maximumShards = 1000;

/**
 * A checkpoint in several files, put together as its `*.index.json` says. Its sha256 is that of the lines
 * `<sha256>  <shard>` in the order of their names, as `sha256sum` prints them.
 * @throws DomainError CHECKPOINT_UNREADABLE when a shard is missing, or index and shards do not agree about a tensor
 */
export async function openShards(indexPath: string, shards: CheckpointReader): Promise<Checkpoint> {
  const fileName = basename(indexPath);
  const folder = dirname(indexPath);
  const opened = new Map<string, Checkpoint>();
  const close = async () => void (await Promise.all([...opened.values()].map((shard) => shard.close())));
  try {
    const shardOf = await readIndex(indexPath);
    for (const name of [...new Set(shardOf.values())].sort()) {
      opened.set(name, await shards.open(join(folder, name)));
    }
    return {
      fileName,
      ...digestOf(opened),
      tensors: collectTensors(shardOf, opened),
      onnx: new Map(),
      companion: (name) => readCompanion(folder, name),
      close,
    };
  } catch (error) {
    await close();
    throw asDomainError(fileName, error);
  }
}

/** Shard by tensor name. */
async function readIndex(path: string): Promise<ReadonlyMap<string, string>> {
  if ((await stat(path)).size > maximumIndexBytes) throw unreadable('the index is larger than 16 MiB');
  const map = weightMap(await readFile(path, 'utf8'));
  const shards = new Set(map.values());
  if (shards.size === 0 || shards.size > maximumShards) throw unreadable(`it names ${shards.size} shards`);
  for (const shard of shards) {
    if (!/^[\w-][\w.-]*$/.test(shard)) throw unreadable(`${JSON.stringify(shard)} is no name of a shard`);
  }
  return map;
}

function weightMap(text: string): ReadonlyMap<string, string> {
  try {
    const { weight_map: map } = JSON.parse(text) as { readonly weight_map?: unknown };
    const entries = Object.entries(map ?? {});
    if (entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')) {
      return new Map(entries);
    }
  } catch (cause) {
    throw unreadable('the index is no JSON', cause);
  }
  throw unreadable('the index has no weight_map of names');
}

function collectTensors(
  shardOf: ReadonlyMap<string, string>,
  opened: ReadonlyMap<string, Checkpoint>,
): ReadonlyMap<string, CheckpointTensor> {
  for (const [shard, { tensors }] of opened) {
    const foreign = [...tensors.keys()].find((name) => shardOf.get(name) !== shard);
    if (foreign !== undefined) {
      throw unreadable(`${shard} holds the tensor ${foreign}, which the index does not put there`);
    }
  }
  return new Map(
    [...shardOf].map(([name, shard]) => {
      const tensor = opened.get(shard)!.tensors.get(name);
      if (tensor === undefined) throw unreadable(`the tensor ${name} is not in ${shard}`);
      return [name, tensor];
    }),
  );
}

function digestOf(opened: ReadonlyMap<string, Checkpoint>): { sizeBytes: number; sha256: string } {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for (const [name, shard] of opened) {
    hash.update(`${shard.sha256}  ${name}\n`);
    sizeBytes += shard.sizeBytes;
  }
  return { sizeBytes, sha256: hash.digest('hex') };
}
