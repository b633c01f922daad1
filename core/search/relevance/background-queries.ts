import type { EmbeddingModel } from '../../embedding/embedding-model.ts';
import type { SampledVector } from '../../ports/collections.ts';
import { chineseBackground, englishBackground } from './background-texts.ts';

/** A query that asks for nothing in particular. */
export interface BackgroundQuery {
  /** Unit length. */
  readonly vector: Float32Array;
  readonly excludeItemIds: readonly string[];
  /** Hits that are asked for. */
  readonly first: number;
}

/** Where the nearnesses of background queries are noted. */
export const ranks = [1, 2, 5, 10, 20, 50, 100] as const;

const first = ranks.at(-1)!;

/** Above this share of unknown tokens a text is not read. */
const mostUnknown = 0.2;

/** More pieces for a character are bytes, not words: how a tokenizer spells a script that it does not know. */
const mostPieces = { chinese: 1.5, english: 0.5 } as const;

/** The bundled texts in a language that the model reads, as queries. @throws DomainError INFERENCE_FAILED */
export async function textQueries(model: EmbeddingModel): Promise<readonly BackgroundQuery[]> {
  const texts = reads(model, chineseBackground, mostPieces.chinese)
    ? chineseBackground
    : reads(model, englishBackground, mostPieces.english)
      ? englishBackground
      : [...chineseBackground, ...englishBackground];
  return (await model.embedTexts(texts)).map(({ unit }) => ({ vector: unit, excludeItemIds: [], first }));
}

/** Stored pictures, each with itself left out of the hits: to the others it is a picture that nobody stored. */
export function pictureQueries(pictures: readonly SampledVector[]): readonly BackgroundQuery[] {
  return pictures.map(({ itemId, vector }) => ({ vector, excludeItemIds: [itemId], first }));
}

function reads(model: EmbeddingModel, texts: readonly string[], piecesPerCharacter: number): boolean {
  const sums = { pieces: 0, tokens: 0, unknown: 0, characters: 0 };
  for (const text of texts) {
    const { pieceCount, tokens, unknownCount } = model.tokenize(text);
    sums.pieces += pieceCount;
    sums.tokens += tokens.length;
    sums.unknown += unknownCount;
    sums.characters += [...text].length;
  }
  return sums.unknown <= mostUnknown * sums.tokens && sums.pieces <= piecesPerCharacter * sums.characters;
}
