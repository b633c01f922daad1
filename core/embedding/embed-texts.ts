import type { TextInspection, Tokenization } from '../ports/tokenizer.ts';
import type { EmbeddingModel, TextEmbedding } from './embedding-model.ts';
import { maximumTexts, requireAtMost, requireShort } from './limits.ts';

/** A text beside the way a model reads it. */
export interface TokenizedText extends Tokenization {
  readonly text: string;
  /** Made when it is asked for. */
  readonly inspect: () => TextInspection;
}

export interface EmbeddedText extends TextEmbedding {
  readonly tokenization: TokenizedText;
}

/** How a model reads texts, in input order. @throws DomainError INVALID_INPUT for more than 256 texts, or over-long ones. */
export function tokenizeTexts(model: EmbeddingModel, texts: readonly string[]): readonly TokenizedText[] {
  requireAtMost('texts', texts.length, maximumTexts);
  requireShort('Text', texts);
  return texts.map((text) => tokenized(model, text, model.tokenize(text)));
}

/**
 * Embeddings in input order.
 * @throws DomainError INVALID_INPUT for an empty or over-long text or more than 256 texts, INFERENCE_FAILED
 */
export async function embedTexts(
  model: EmbeddingModel,
  texts: readonly string[],
): Promise<readonly EmbeddedText[]> {
  requireAtMost('texts', texts.length, maximumTexts);
  requireShort('Text', texts);
  const embeddings = await model.embedTexts(texts);
  return embeddings.map((embedding, i) => ({
    ...embedding,
    tokenization: tokenized(model, texts[i]!, embedding.tokenization),
  }));
}

function tokenized(model: EmbeddingModel, text: string, tokenization: Tokenization): TokenizedText {
  return { ...tokenization, text, inspect: () => model.inspect(text) };
}
