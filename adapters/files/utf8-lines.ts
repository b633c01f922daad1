import { isAscii, isUtf8 } from 'node:buffer';
import { DomainError } from '../../core/errors.ts';

export interface Utf8Line {
  /** From 1. */
  readonly number: number;
  /** Without its end; of a line with a problem only what can be read. */
  readonly text: string;
  /** Why it must not be used. */
  readonly problem?: string;
}

const [newline, carriageReturn] = [10, 13];

/** As much of a file as tells how it is encoded. */
const sampleBytes = 65_536;

const utf8Mark = Buffer.from('\uFEFF');
const utf16Marks = [Buffer.from([0xff, 0xfe]), Buffer.from([0xfe, 0xff])];

/**
 * Lines of a text file, which end with CR, LF or both, without its byte order mark. Another encoding is never guessed at: a file is
 * refused at once when no line at its beginning is UTF-8 and more than ASCII, while others are neither; later lines are told one by one.
 * @throws DomainError INVALID_INPUT for a file that is not UTF-8
 */
export async function* utf8Lines(
  name: string,
  chunks: AsyncIterable<Buffer>,
  maximumBytes: number,
): AsyncGenerator<Utf8Line> {
  const lines = new ByteLines(maximumBytes);
  let number = 0;
  for await (const chunk of utf8Chunks(name, chunks))
    for (const bytes of lines.take(chunk)) yield lineOf(bytes, ++number, maximumBytes);
  for (const bytes of lines.end()) yield lineOf(bytes, ++number, maximumBytes);
}

function lineOf(bytes: Buffer | undefined, number: number, maximumBytes: number): Utf8Line {
  if (bytes === undefined) return { number, text: '', problem: `it is longer than ${maximumBytes} bytes` };
  const text = bytes.toString();
  // What cannot be read becomes U+FFFD, which few lines have: the others need no second look.
  if (!text.includes('\uFFFD') || isUtf8(bytes)) return { number, text };
  return { number, text, problem: 'it is not UTF-8; save the file as UTF-8' };
}

/** The chunks, once their beginning is known to be UTF-8. */
async function* utf8Chunks(name: string, chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let sample: Buffer | undefined = Buffer.alloc(0);
  for await (const chunk of chunks) {
    if (sample === undefined) {
      yield chunk;
      continue;
    }
    sample = Buffer.concat([sample, chunk]);
    if (sample.length < sampleBytes) continue;
    // Its last line may be cut off.
    requireUtf8(name, sample.subarray(0, sample.lastIndexOf(newline) + 1));
    yield withoutMark(sample);
    sample = undefined;
  }
  if (sample === undefined) return;
  requireUtf8(name, sample);
  yield withoutMark(sample);
}

function requireUtf8(name: string, sample: Buffer): void {
  const isUtf16 = utf16Marks.some((mark) => mark.equals(sample.subarray(0, mark.length)));
  const beyondAscii = wholeLines(sample).filter((line) => !isAscii(line));
  if (!isUtf16 && (beyondAscii.length === 0 || beyondAscii.some((line) => isUtf8(line)))) return;
  throw new DomainError('INVALID_INPUT', `${name} is ${isUtf16 ? 'UTF-16' : 'not UTF-8'}.`, {
    remedy: 'Save it as UTF-8; in a spreadsheet, choose "CSV UTF-8".',
  });
}

function wholeLines(sample: Buffer): readonly Buffer[] {
  const lines: Buffer[] = [];
  for (let from = 0; from < sample.length; ) {
    const end = sample.indexOf(newline, from);
    lines.push(sample.subarray(from, end === -1 ? sample.length : end));
    from = end === -1 ? sample.length : end + 1;
  }
  return lines;
}

function withoutMark(bytes: Buffer): Buffer {
  return utf8Mark.equals(bytes.subarray(0, utf8Mark.length)) ? bytes.subarray(utf8Mark.length) : bytes;
}

/** Splits chunks into lines without their ends; undefined in the place of one that is too long, which is never held as a whole. */
class ByteLines {
  readonly #maximumBytes: number;
  #parts: Buffer[] = [];
  #length = 0;
  #isAfterReturn = false;

  constructor(maximumBytes: number) {
    this.#maximumBytes = maximumBytes;
  }

  /** Lines that end in a chunk. */
  *take(chunk: Buffer): Generator<Buffer | undefined> {
    let [from, newlineAt, returnAt] = [0, -1, -1];
    for (;;) {
      if (newlineAt < from) newlineAt = indexIn(chunk, newline, from);
      if (returnAt < from) returnAt = indexIn(chunk, carriageReturn, from);
      const end = Math.min(newlineAt, returnAt);
      this.#hold(chunk.subarray(from, end));
      if (end === chunk.length) return;
      // The second half of CR LF ends nothing.
      if (end === returnAt || this.#length > 0 || !this.#isAfterReturn) yield this.#line();
      this.#isAfterReturn = end === returnAt;
      from = end + 1;
    }
  }

  /** What follows the last end. */
  *end(): Generator<Buffer | undefined> {
    if (this.#length > 0) yield this.#line();
  }

  #hold(part: Buffer): void {
    this.#length += part.length;
    if (this.#length <= this.#maximumBytes) this.#parts.push(part);
    else this.#parts = [];
  }

  #line(): Buffer | undefined {
    const whole = () => (this.#parts.length === 1 ? this.#parts[0] : Buffer.concat(this.#parts));
    const line = this.#length <= this.#maximumBytes ? whole() : undefined;
    this.#parts = [];
    this.#length = 0;
    return line;
  }
}

/** Past the end where there is none. */
function indexIn(chunk: Buffer, byte: number, from: number): number {
  const at = chunk.indexOf(byte, from);
  return at === -1 ? chunk.length : at;
}
