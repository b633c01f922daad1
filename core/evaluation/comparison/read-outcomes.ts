import { DomainError } from '../../errors.ts';
import type { DirectionName, ZeroShotOutcome } from '../outcomes.ts';

/** Ranks of first hits by query id, as written; null for a miss. */
export type Ranks = ReadonlyMap<string, number | null>;

/** Class and prediction by picture. */
export type Labels = ReadonlyMap<string, Pick<ZeroShotOutcome, 'class' | 'predicted'>>;

/** What became of every query or picture of an evaluation. */
export type Outcomes =
  | { readonly kind: 'retrieval'; readonly directions: ReadonlyMap<DirectionName, Ranks> }
  | { readonly kind: 'zero-shot'; readonly templates: ReadonlyMap<string, Labels> };

/** The id is taken from the text, because only there it is exact. */
const retrievalLine = /^\{"direction":"(text-to-image|image-to-text)","id":(-?\d+),"rank":(null|\d+)\}$/;

/** @throws DomainError INVALID_INPUT naming the first line that is none of outcomes, or for lines of both kinds */
export async function readOutcomes(lines: AsyncIterable<string> | Iterable<string>): Promise<Outcomes> {
  const directions = new Map<DirectionName, Map<string, number | null>>();
  const templates = new Map<string, Map<string, Pick<ZeroShotOutcome, 'class' | 'predicted'>>>();
  let number = 0;
  for await (const line of lines) {
    number++;
    const [, direction, id, rank] = retrievalLine.exec(line) ?? [];
    if (direction !== undefined) {
      part(directions, direction as DirectionName).set(id!, rank === 'null' ? null : Number(rank));
      continue;
    }
    const outcome = parseZeroShot(line);
    if (outcome === undefined) throw unfit(`line ${number} is no outcome`);
    part(templates, outcome.templates).set(outcome.id, {
      class: outcome.class,
      predicted: outcome.predicted,
    });
  }
  if ((directions.size === 0) === (templates.size === 0))
    throw unfit('it has none, or those of two evaluations');
  return directions.size > 0 ? { kind: 'retrieval', directions } : { kind: 'zero-shot', templates };
}

function part<Key, Value>(parts: Map<Key, Map<string, Value>>, key: Key): Map<string, Value> {
  const known = parts.get(key) ?? new Map<string, Value>();
  parts.set(key, known);
  return known;
}

function parseZeroShot(line: string): ZeroShotOutcome | undefined {
  try {
    const value = JSON.parse(line) as ZeroShotOutcome;
    const fields = [value.templates, value.id, value.class, value.predicted];
    return fields.every((field) => typeof field === 'string') ? value : undefined;
  } catch {
    return undefined;
  }
}

function unfit(what: string): DomainError {
  return new DomainError('INVALID_INPUT', `The outcomes cannot be compared: ${what}.`, {
    remedy: 'Take the outcomes.jsonl of an evaluation.',
  });
}
