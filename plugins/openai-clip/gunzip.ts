import { DomainError } from '../../core/errors.ts';

/** Unpacks gzip. @throws DomainError CHECKPOINT_UNREADABLE when it is none, or holds more than `maximumBytes` */
export async function gunzip(bytes: Uint8Array, maximumBytes: number): Promise<Uint8Array> {
  const stream = new Blob([Uint8Array.from(bytes)]).stream().pipeThrough(new DecompressionStream('gzip'));
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const part of stream) {
      length += part.length;
      if (length > maximumBytes) break;
      parts.push(part);
    }
  } catch (cause) {
    throw unreadable('it is damaged', cause);
  }
  if (length > maximumBytes) throw unreadable(`it holds more than ${maximumBytes} bytes`);
  return new Uint8Array(await new Blob(parts as Uint8Array<ArrayBuffer>[]).arrayBuffer());
}

function unreadable(why: string, cause?: unknown): DomainError {
  return new DomainError('CHECKPOINT_UNREADABLE', `The vocabulary cannot be unpacked: ${why}.`, {
    remedy: "Fetch OpenAI's bpe_simple_vocab_16e6.txt.gz again.",
    cause,
  });
}
