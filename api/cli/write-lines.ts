import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { finished } from 'node:stream/promises';

/** Writes one line per value, beside the target and renamed when whole. Gives the number of lines. */
export async function writeLines<T>(
  path: string,
  values: AsyncIterable<T> | Iterable<T>,
  line: (value: T) => string,
): Promise<number> {
  const partial = `${path}.partial`;
  const stream = createWriteStream(partial);
  let count = 0;
  try {
    for await (const value of values) {
      if (!stream.write(`${line(value)}\n`)) await once(stream, 'drain');
      count++;
    }
    await finished(stream.end());
    await rename(partial, path);
    return count;
  } catch (error) {
    stream.destroy();
    await rm(partial, { force: true });
    throw error;
  }
}
