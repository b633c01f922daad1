import { DomainError } from '../../core/errors.ts';
import type { JsonObject, JsonValue } from '../../core/json.ts';
import { parseForeignJson } from '../../core/tokenization/tokenizer-json.ts';

/** More than any published vocabulary; a larger id would only cost memory. */
const largestId = 1 << 22;

/** Parts of a `tokenizer.json` that Tuwen reads itself. */
export interface TokenizerFile {
  /** As the library takes it. */
  readonly json: JsonObject;
  /** Entries of the vocabulary, added tokens included: the largest id and one. */
  readonly vocabularySize: number;
  /** Token that stands for what the vocabulary lacks; undefined where it lacks nothing. */
  readonly unknownToken: string | undefined;
  readonly padId: number;
}

/** @throws DomainError CHECKPOINT_UNREADABLE when it is no `tokenizer.json`, or of a kind that is not supported */
export function parseTokenizerFile(bytes: Uint8Array): TokenizerFile {
  const json = parseForeignJson(bytes, 'tokenizer.json');
  const model = requireObject(json['model'], 'model');
  const type = modelType(model);
  const idByToken = new Map([...vocabularyOf(model, type), ...addedTokens(json)]);
  return {
    json: withPlainLowercase({
      // Keys that the library wants to be there.
      normalizer: null,
      pre_tokenizer: null,
      post_processor: null,
      decoder: null,
      ...json,
      added_tokens: json['added_tokens'] ?? [],
      model: { ...model, type },
    }) as JsonObject,
    vocabularySize: [...idByToken.values()].reduce((size, id) => Math.max(size, id + 1), 0),
    unknownToken: unknownToken(model, type, idByToken),
    padId: padId(json, idByToken),
  };
}

type ModelType = 'BPE' | 'Unigram' | 'WordPiece';

/** Older files do not name the model. */
function modelType(model: JsonObject): ModelType {
  const type = model['type'] ?? (Array.isArray(model['vocab']) ? 'Unigram' : 'BPE');
  if (type === 'BPE' || type === 'Unigram' || type === 'WordPiece') return type;
  throw unreadable(`the model is ${JSON.stringify(type).slice(0, 50)}, not BPE, Unigram or WordPiece`);
}

function vocabularyOf({ vocab }: JsonObject, type: ModelType): readonly (readonly [string, number])[] {
  if (type !== 'Unigram') {
    return Object.entries(requireObject(vocab, 'model.vocab')).map(([token, id]) => [token, requireId(id)]);
  }
  if (!Array.isArray(vocab)) throw unreadable('model.vocab is no list');
  return (vocab as readonly JsonValue[]).map((entry, id) => {
    const [token, score] = Array.isArray(entry) ? (entry as readonly JsonValue[]) : [];
    if (typeof token === 'string' && typeof score === 'number') return [token, requireId(id)];
    throw unreadable(`entry ${id} of model.vocab is no token with its score`);
  });
}

function addedTokens(json: JsonObject): readonly (readonly [string, number])[] {
  const tokens = json['added_tokens'] ?? [];
  if (!Array.isArray(tokens)) throw unreadable('added_tokens is no list');
  return (tokens as readonly JsonValue[]).map((entry, index) => {
    const { content, id } = requireObject(entry, `added_tokens[${index}]`);
    if (typeof content === 'string' && content !== '') return [content, requireId(id)];
    throw unreadable(`added_tokens[${index}] has no content`);
  });
}

/** A BPE may have none: it has bytes, or drops what it lacks. */
function unknownToken(
  model: JsonObject,
  type: ModelType,
  idByToken: ReadonlyMap<string, number>,
): string | undefined {
  const token = type === 'Unigram' ? tokenAt(model, model['unk_id']) : model['unk_token'];
  if (type === 'BPE' && (token ?? null) === null) return undefined;
  if (typeof token === 'string' && idByToken.has(token)) return token;
  throw unreadable('its unknown token is not in the vocabulary');
}

function tokenAt({ vocab }: JsonObject, id: JsonValue | undefined): JsonValue | undefined {
  return (vocab as readonly (readonly JsonValue[])[])[typeof id === 'number' ? id : -1]?.[0];
}

/** From `padding`, else one of the usual names. */
function padId(json: JsonObject, idByToken: ReadonlyMap<string, number>): number {
  const padding = json['padding'] ?? null;
  if (padding !== null) return requireId(requireObject(padding, 'padding')['pad_id']);
  const id = ['<pad>', '[PAD]'].map((name) => idByToken.get(name)).find((found) => found !== undefined);
  if (id !== undefined) return id;
  throw unreadable('it names no padding token', undefined, 'Put its tokenizer_config.json beside it.');
}

/**
 * Lower-casing as the Rust library does it: character by character, so that Σ becomes σ at the end of a word too.
 * JavaScript would write ς there, and knows no other rule that looks at the neighbours.
 */
function withPlainLowercase(json: JsonObject): JsonObject {
  const sigma = { type: 'Replace', pattern: { String: 'Σ' }, content: 'σ' };
  const rewritten = (normalizer: JsonValue | undefined): JsonValue => {
    if (typeof normalizer !== 'object' || normalizer === null || Array.isArray(normalizer)) {
      return normalizer ?? null;
    }
    const object = normalizer as JsonObject;
    if (object['type'] === 'Sequence' && Array.isArray(object['normalizers'])) {
      return { ...object, normalizers: (object['normalizers'] as readonly JsonValue[]).map(rewritten) };
    }
    const lowers = object['type'] === 'Lowercase' || object['lowercase'] === true;
    return lowers ? { type: 'Sequence', normalizers: [sigma, object] } : object;
  };
  return { ...json, normalizer: rewritten(json['normalizer']) };
}

function requireObject(value: JsonValue | undefined, what: string): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw unreadable(`${what} is no object`);
}

function requireId(id: JsonValue | undefined): number {
  if (typeof id === 'number' && Number.isInteger(id) && id >= 0 && id <= largestId) return id;
  throw unreadable(`${JSON.stringify(id ?? null).slice(0, 50)} is no token id`);
}

/** An error about the file as a whole; `why` goes on the sentence. */
export function unreadable(
  why: string,
  cause?: unknown,
  remedy = 'Pass the tokenizer.json that belongs to the checkpoint.',
): DomainError {
  return new DomainError('CHECKPOINT_UNREADABLE', `The tokenizer.json cannot be used: ${why}.`, {
    remedy,
    cause,
  });
}
