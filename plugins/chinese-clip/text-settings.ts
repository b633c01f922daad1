import { DomainError } from '../../core/errors.ts';
import type { JsonObject, JsonValue } from '../../core/json.ts';
import type { BackboneOptions } from '../../core/plugin.ts';
import type { Checkpoint } from '../../core/ports/checkpoint.ts';
import { parseForeignJson } from '../../core/tokenization/tokenizer-json.ts';

/** `context_length` of cn_clip/clip/utils.py `tokenize`. */
const defaultContextLength = 52;

/**
 * The `vocab.txt` of a checkpoint: as passed, or beside it, or out of the `tokenizer.json` beside it.
 * @throws DomainError INVALID_INPUT when there is none
 */
export async function vocabularyOf(
  checkpoint: Checkpoint,
  { vocabulary }: BackboneOptions,
): Promise<Uint8Array> {
  const found = vocabulary ?? (await checkpoint.companion('vocab.txt'));
  if (found !== undefined) return found;
  const json = await checkpoint.companion('tokenizer.json');
  if (json !== undefined) return wordPieces(parseForeignJson(json, 'tokenizer.json'));
  throw new DomainError('INVALID_INPUT', `There is no vocab.txt beside ${checkpoint.fileName}.`, {
    remedy: 'Pass the vocabulary of the checkpoint (--vocab).',
  });
}

/** Tokens per text. @throws DomainError INVALID_INPUT when more are asked for than there are positions */
export function contextLength(options: BackboneOptions, positions: number): number {
  const length = options.contextLength ?? Math.min(defaultContextLength, positions);
  if (Number.isInteger(length) && length >= 2 && length <= positions) return length;
  throw new DomainError('INVALID_INPUT', `The context length ${length} is not between 2 and ${positions}.`, {
    remedy: `The checkpoint has ${positions} positions.`,
  });
}

/** The lines of a `vocab.txt`, from the word pieces of a `tokenizer.json` and the tokens added to them. */
function wordPieces({ model, added_tokens: added = [] }: JsonObject): Uint8Array {
  const { type, vocab } = (model ?? {}) as JsonObject;
  if (type !== 'WordPiece' || typeof vocab !== 'object' || vocab === null) {
    throw unfit(`a model of type ${JSON.stringify(type)?.slice(0, 50)}, expected WordPiece`);
  }
  const tokens: string[] = [];
  const place = (token: JsonValue | undefined, id: JsonValue | undefined) => {
    if (typeof token !== 'string' || /[\n\r]/.test(token)) throw unfit('a token that is no line');
    if (!Number.isInteger(id) || (id as number) < 0) throw unfit(`no id of ${token}`);
    tokens[id as number] = token;
  };
  for (const [token, id] of Object.entries(vocab)) place(token, id);
  if (Array.isArray(added))
    for (const each of added as readonly JsonObject[]) place(each['content'], each['id']);
  if (Object.keys(tokens).length !== tokens.length) throw unfit('gaps between its ids');
  return new TextEncoder().encode(`${tokens.join('\n')}\n`);
}

function unfit(what: string): DomainError {
  return new DomainError('CHECKPOINT_UNREADABLE', `tokenizer.json beside the checkpoint has ${what}.`, {
    remedy: 'Pass the vocab.txt of the checkpoint (--vocab).',
  });
}
