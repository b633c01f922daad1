import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { isInteger, isLosslessNumber, parse } from 'lossless-json';
import { DomainError } from '../../core/errors.ts';
import type { Audited, DatasetFeature, DatasetImage, DatasetText } from '../../core/ports/dataset-files.ts';
import { type Utf8Line, utf8Lines } from './utf8-lines.ts';

/** A picture in base64 is the longest. */
const maximumLine = 64 * 2 ** 20;

/** What is wrong with one line, told with its number by whoever reads the file. */
export class LineProblem extends Error {}

/** Every line. @throws DomainError INVALID_INPUT for a file that cannot be read, or is not UTF-8 */
export function linesOf(path: string): AsyncGenerator<Utf8Line> {
  return utf8Lines(basename(path), chunksOf(path), maximumLine);
}

/** Lines that are not blank. @throws DomainError as {@link linesOf} */
export async function* filledLinesOf(path: string): AsyncGenerator<Utf8Line> {
  for await (const line of linesOf(path)) if (!isBlank(line)) yield line;
}

/** @throws DomainError INVALID_INPUT for a file that cannot be read */
export async function* chunksOf(path: string): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(path) as AsyncIterable<Buffer>;
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

export function isBlank({ text, problem }: Utf8Line): boolean {
  return problem === undefined && text.trim() === '';
}

/** The text of a line that can be used. @throws LineProblem */
export function usableText({ text, problem }: Utf8Line): string {
  if (problem === undefined) return text;
  throw new LineProblem(problem);
}

/** What `parseLine` makes of each line. @throws DomainError INVALID_INPUT naming file and line of the first problem */
export async function* parsedLines<T>(path: string, parseLine: (text: string) => T): AsyncGenerator<T> {
  for await (const line of filledLinesOf(path))
    yield parsedAt(path, line.number, () => parseLine(usableText(line)));
}

/** What `parse` makes of one line. @throws DomainError INVALID_INPUT naming file and line of a {@link LineProblem} */
export function parsedAt<T>(path: string, number: number, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof LineProblem)) throw error;
    const message = `Line ${number} of ${basename(path)} cannot be used: ${error.message}.`;
    throw new DomainError('INVALID_INPUT', message, { details: { line: number } });
  }
}

/** `id TAB base64`; the original's reader takes both alphabets (cn_clip/preprocess/build_lmdb_dataset.py). */
export function parseImage(line: string): DatasetImage {
  const [id = '', base64, ...rest] = line.split('\t');
  if (base64 === undefined || rest.length > 0 || !/^-?\d+$/.test(id)) {
    throw new LineProblem('expected a whole number, a tab and base64');
  }
  return { id, bytes: decodeBase64(base64) };
}

/** @throws LineProblem for what base64 cannot be, which Node would leave out, and without its end, as Python's base64 does */
export function decodeBase64(text: string): Buffer {
  const trimmed = text.trim();
  const digits = trimmed.replace(/={1,2}$/, '');
  if (/[^A-Za-z0-9+/_-]/.test(digits)) throw new LineProblem('its base64 is damaged');
  if (trimmed.length < 4 * Math.ceil(digits.length / 4)) throw new LineProblem('its base64 is cut off');
  return Buffer.from(trimmed, 'base64');
}

/** The original's names, and those of the released Flickr30K-CN. */
const textFields = [
  ['text_id', 'text', 'image_ids'],
  ['query_id', 'query_text', 'item_ids'],
] as const;

export function parseText(line: string): DatasetText {
  const object = parseObject(line);
  const [fields = textFields[0], others] = textFields.filter((names) => names.some((name) => name in object));
  if (others !== undefined)
    throw new LineProblem(`"${present(object, fields)}" and "${present(object, others)}" are of two formats`);
  const [id, text, imageIds = []] = fields.map((field) => object[field]);
  if (typeof text !== 'string') throw new LineProblem(`expected a string in "${fields[1]}"`);
  if (!Array.isArray(imageIds)) throw new LineProblem(`expected a list in "${fields[2]}"`);
  return { id: integer(id), text, imageIds: imageIds.map(integer) };
}

function present(object: Record<string, unknown>, names: readonly string[]): string | undefined {
  return names.find((name) => name in object);
}

function integer(value: unknown): string {
  if (isLosslessNumber(value) && isInteger(value.value)) return value.value;
  throw new LineProblem('ids must be whole numbers');
}

/** The id is taken from the text, because only there it is exact; numbers of a vector need no more than a float. */
export function parseFeature(line: string): DatasetFeature {
  const [, idField, id] = /"(text_id|image_id)"\s*:\s*(-?\d+)\s*[,}]/.exec(line) ?? [];
  if (id === undefined) throw new LineProblem('expected a whole number in "text_id" or "image_id"');
  let feature: unknown;
  try {
    ({ feature } = JSON.parse(line) as { readonly feature?: unknown });
  } catch {
    throw new LineProblem('expected a JSON object');
  }
  if (!Array.isArray(feature) || !feature.every((value) => Number.isFinite(value))) {
    throw new LineProblem('expected a list of numbers in "feature"');
  }
  return { idField: idField as DatasetFeature['idField'], id, vector: Float32Array.from(feature) };
}

export function parseObject(line: string): Record<string, unknown> {
  try {
    const value = parse(line);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch {
    // Told below.
  }
  throw new LineProblem('expected a JSON object');
}

/** What `make` makes, or the {@link LineProblem} that it has. */
export function audited<T>(where: string, make: () => T): Audited<T> {
  try {
    return { where, value: make() };
  } catch (error) {
    if (error instanceof LineProblem) return { where, problem: error.message };
    throw error;
  }
}

export async function reading<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

function unreadable(path: string, cause: unknown): DomainError {
  const reason =
    (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : 'it cannot be read';
  return new DomainError('INVALID_INPUT', `${basename(path)}: ${reason}.`, { cause });
}
