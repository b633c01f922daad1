import { DomainError } from '../errors.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { isNestedDeeperThan } from '../json-depth.ts';
import { inexactNumber, isExactNumber } from './exact-number.ts';
import type { ImageInput } from './image-source.ts';
import { shown } from './shown.ts';
import { isStorable } from './storable-text.ts';

const maximumKeyLength = 512;
const maximumTextLength = 10_000;
const maximumMetadataLength = 16_384;
/** Of objects and lists in each other; what reads JSON does so level by level. */
const maximumMetadataDepth = 64;

/** What JSON writes for NUL and for half of a surrogate pair; a doubled backslash before it makes it plain text. */
const unstorableEscape = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/;

/** An item as it comes in: a picture, a text, or both. */
export interface NewItem {
  readonly key: string;
  readonly text: string | null;
  readonly image: ImageInput | null;
  readonly metadata: JsonObject;
}

/** Why an item cannot be stored; undefined when it can. */
export function checkNewItem(item: NewItem): DomainError | undefined {
  const problem = keyProblem(item.key) ?? contentProblem(item) ?? metadataProblem(item.metadata);
  return problem === undefined ? undefined : new DomainError('INVALID_INPUT', problem);
}

function keyProblem(key: string): string | undefined {
  if (key.trim() === '') return 'The key is empty.';
  if (key.length > maximumKeyLength) return `The key is longer than ${maximumKeyLength} characters.`;
  return isStorable(key) ? undefined : 'The key holds characters that cannot be stored.';
}

function contentProblem({ text, image }: NewItem): string | undefined {
  if (text === null) return image === null ? 'The item has neither a picture nor a text.' : undefined;
  if (text.trim() === '') return 'The text is empty. Leave it out for an item that is only a picture.';
  if (text.length > maximumTextLength) return `The text is longer than ${maximumTextLength} characters.`;
  return isStorable(text) ? undefined : 'The text holds characters that cannot be stored.';
}

function metadataProblem(metadata: unknown): string | undefined {
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) {
    return 'The metadata is no JSON object.';
  }
  if (isNestedDeeperThan(metadata, maximumMetadataDepth))
    return `The metadata is nested more than ${maximumMetadataDepth} deep.`;
  const inexact = inexactField(metadata as JsonObject);
  if (inexact !== undefined)
    return `The metadata field ${shown(inexact)} ${inexactNumber}. Write it as a text.`;
  const json = JSON.stringify(metadata);
  if (json.length > maximumMetadataLength)
    return `The metadata is longer than ${maximumMetadataLength} characters.`;
  return unstorableEscape.test(json) ? 'The metadata holds characters that cannot be stored.' : undefined;
}

/** Dotted path of a number that was rounded when it was read; with the position of one in a list. */
function inexactField(value: JsonValue, path = ''): string | undefined {
  if (typeof value === 'number') return isExactNumber(value) ? undefined : path;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, each] of Object.entries(value)) {
    const found = inexactField(each, path === '' ? name : `${path}.${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
