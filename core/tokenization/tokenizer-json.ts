import { DomainError } from '../errors.ts';
import type { JsonObject, JsonValue } from '../json.ts';

/** More than any published file has; Gemma's has 34 MB. */
const maximumBytes = 48 << 20;

const maximumDepth = 64;

/**
 * A `tokenizer.json` with what only the `tokenizer_config.json` beside it says: the padding token (`pad_token`), whether
 * texts begin or end with a special token (`add_bos_token`, `add_eos_token`, as transformers reads them for Gemma) and
 * `do_lower_case`. `lowerCase` asks for the last one whatever the files say.
 * @throws DomainError CHECKPOINT_UNREADABLE when either is no JSON object, or names a token that is not there
 */
export function withTokenizerConfig(
  tokenizer: Uint8Array,
  config: Uint8Array | undefined,
  { lowerCase = false }: { readonly lowerCase?: boolean } = {},
): Uint8Array {
  const json = parseForeignJson(tokenizer, 'tokenizer.json');
  const settings = config === undefined ? {} : parseForeignJson(config, 'tokenizer_config.json');
  const merged: JsonObject = {
    ...json,
    ...padding(json, settings),
    ...specialTokens(json, settings),
    ...(lowerCase || settings['do_lower_case'] === true ? lowered(json) : {}),
  };
  return new TextEncoder().encode(JSON.stringify(merged));
}

function padding(json: JsonObject, settings: JsonObject): JsonObject {
  const token = contentOf(settings['pad_token']);
  if (token === undefined) return {};
  const shape = { strategy: 'BatchLongest', direction: 'Right', pad_to_multiple_of: null, pad_type_id: 0 };
  return { padding: { ...shape, pad_id: idOf(json, token), pad_token: token } };
}

function specialTokens(json: JsonObject, settings: JsonObject): JsonObject {
  if (typeof settings['add_eos_token'] !== 'boolean') return {};
  const part = (asked: string, named: string) =>
    settings[asked] === true ? [contentOf(settings[named]) ?? missing(`a ${named}`)] : [];
  const front = part('add_bos_token', 'bos_token');
  const back = part('add_eos_token', 'eos_token');
  const special = (id: string) => ({ SpecialToken: { id, type_id: 0 } });
  const sequence = (id: string) => ({ Sequence: { id, type_id: 0 } });
  const around = (id: string) => [...front.map(special), sequence(id), ...back.map(special)];
  return {
    post_processor: {
      type: 'TemplateProcessing',
      single: around('A'),
      pair: [...around('A'), ...around('B')],
      special_tokens: Object.fromEntries(
        [...front, ...back].map((token) => [token, { id: token, ids: [idOf(json, token)], tokens: [token] }]),
      ),
    },
  };
}

function lowered(json: JsonObject): JsonObject {
  const normalizer = json['normalizer'] ?? null;
  if (/"type":"Lowercase"|"lowercase":true/.test(JSON.stringify(normalizer))) return {};
  const first = { type: 'Lowercase' };
  return {
    normalizer: normalizer === null ? first : { type: 'Sequence', normalizers: [first, normalizer] },
  };
}

/** A token is written as text, or with its properties. */
function contentOf(token: JsonValue | undefined): string | undefined {
  if (typeof token === 'string') return token;
  return isObject(token) && typeof token['content'] === 'string' ? token['content'] : undefined;
}

function idOf(json: JsonObject, token: string): number {
  const added = json['added_tokens'];
  const found = (Array.isArray(added) ? (added as readonly JsonValue[]) : [])
    .filter(isObject)
    .find(({ content }) => content === token)?.['id'];
  return typeof found === 'number' ? found : (idInVocabulary(json, token) ?? missing(`the token ${token}`));
}

function idInVocabulary({ model }: JsonObject, token: string): number | undefined {
  const vocabulary = isObject(model) ? model['vocab'] : undefined;
  if (Array.isArray(vocabulary)) {
    const index = (vocabulary as readonly JsonValue[]).findIndex(
      (entry) => Array.isArray(entry) && entry[0] === token,
    );
    return index < 0 ? undefined : index;
  }
  const id = isObject(vocabulary) && Object.hasOwn(vocabulary, token) ? vocabulary[token] : undefined;
  return typeof id === 'number' ? id : undefined;
}

function missing(what: string): never {
  throw new DomainError(
    'CHECKPOINT_UNREADABLE',
    `The tokenizer_config.json asks for ${what} that is not there.`,
    {
      remedy: 'Put the tokenizer.json and the tokenizer_config.json of one model beside the checkpoint.',
    },
  );
}

/**
 * A JSON object that somebody else wrote.
 * @throws DomainError CHECKPOINT_UNREADABLE when it is none, is larger than 48 MiB or nested deeper than 64 levels
 */
export function parseForeignJson(bytes: Uint8Array, name: string): JsonObject {
  const value = isWithinLimits(bytes) ? parse(bytes) : undefined;
  if (isObject(value)) return value;
  throw new DomainError(
    'CHECKPOINT_UNREADABLE',
    `The ${name} (${bytes.length} bytes) is no JSON object of at most ${maximumBytes} bytes.`,
    { remedy: 'Fetch it again from where the checkpoint comes from.' },
  );
}

function parse(bytes: Uint8Array): JsonValue | undefined {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as JsonValue;
  } catch {
    return undefined;
  }
}

/** Nesting costs the parser memory, 40 bytes for each bracket. Brackets in texts are not counted. */
function isWithinLimits(bytes: Uint8Array): boolean {
  if (bytes.length > maximumBytes) return false;
  let depth = 0;
  let isText = false;
  for (let i = 0; i < bytes.length && depth <= maximumDepth; i++) {
    const byte = bytes[i]!;
    if (byte === 0x22) isText = !isText;
    else if (isText && byte === 0x5c) i++;
    else if (!isText && (byte === 0x5b || byte === 0x7b)) depth++;
    else if (!isText && (byte === 0x5d || byte === 0x7d)) depth--;
  }
  return depth <= maximumDepth;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
