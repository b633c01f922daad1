import {
  asInteger,
  type ExactJson,
  isPythonInteger,
  type ParseExactJson,
  pythonText,
  pythonType,
} from './exact-json.ts';
import type { RetrievalDirection } from './retrieval-direction.ts';

/** Predictions of every line: the original asks for exactly this many. */
const required = 10;

/** Candidate ids by query id. */
export type Answers = ReadonlyMap<bigint, readonly bigint[]>;

/** What is wrong with a file, in the words of the original's evaluation scripts. */
export class SubmissionError extends Error {
  /** What goes into `errorDetail`; the number of a system error for a file that cannot be opened. */
  readonly detail: string | number;

  constructor(detail: string | number) {
    super(String(detail));
    this.detail = detail;
  }
}

/** Names of the released Flickr30K-CN, which has annotations by text only. */
const renamed = {
  text_id: 'query_id',
  image_ids: 'item_ids',
  image_id: 'image_id',
  text_ids: 'text_ids',
} as const;

/**
 * Gold answers: one JSON object a line, the last of two equal queries wins. A gold id that is no integer never matches.
 * Source: `read_reference` of cn_clip/eval/evaluation.py and evaluation_tr.py.
 * @throws SubmissionError
 */
export function readReference(
  lines: readonly string[],
  { queryField, answersField }: RetrievalDirection,
  parse: ParseExactJson,
): Answers {
  const reference = new Map<bigint, readonly bigint[]>();
  for (const [i, line] of lines.entries()) {
    const object = parseReference(line.trim(), i, parse);
    const isRenamed = !(queryField in object) && renamed[queryField] in object;
    const [queryName, answersName] = isRenamed
      ? [renamed[queryField], renamed[answersField]]
      : [queryField, answersField];
    const [query, answers] = [object[queryName], object[answersName]];
    if (query === undefined) throw new SubmissionError(queryField);
    if (answers === undefined) throw new SubmissionError(answersName);
    if (!isPythonInteger(query) || !Array.isArray(answers)) {
      throw new SubmissionError(`Line ${i + 1} of the gold file is not of the form of an annotation.`);
    }
    reference.set(asInteger(query), (answers as readonly ExactJson[]).filter(isPythonInteger).map(asInteger));
  }
  return reference;
}

function parseReference(
  line: string,
  index: number,
  parse: ParseExactJson,
): Readonly<Record<string, ExactJson>> {
  try {
    const value = parse(line);
    if (isObject(value)) return value;
  } catch {
    // Told below.
  }
  throw new SubmissionError(`Line ${index + 1} of the gold file is no JSON object.`);
}

/**
 * Predictions, validated line by line: the first problem wins, then queries without a prediction are named. Unlike the
 * original, a query id that is no integer is named itself, not the one of the line before.
 * Source: `read_submission` of cn_clip/eval/evaluation.py and evaluation_tr.py.
 * @throws SubmissionError
 */
export function readPredictions(
  lines: readonly string[],
  reference: Answers,
  direction: RetrievalDirection,
  parse: ParseExactJson,
): Answers {
  const predictions = new Map<bigint, readonly bigint[]>();
  for (const line of lines) {
    const [query, answers] = readPrediction(line.trim(), direction, parse);
    predictions.set(query, answers);
  }
  const missing = [...reference.keys()].filter((query) => !predictions.has(query));
  if (missing.length > 0) {
    throw new SubmissionError(
      `The following ${direction.queryField}s have no prediction in your submission, please check again: ${missing.join(', ')}`,
    );
  }
  return predictions;
}

function readPrediction(
  line: string,
  direction: RetrievalDirection,
  parse: ParseExactJson,
): readonly [bigint, readonly bigint[]] {
  const { queryField, answersField } = direction;
  const object = parsePrediction(line, queryField, parse);
  const query = object[queryField];
  if (!isPythonInteger(query)) {
    throw new SubmissionError(
      `Found an invalid ${queryField} ${pythonText(query!)}, it should be an integer (not string), please check your schema`,
    );
  }
  const answers = object[answersField];
  if (answers === undefined) {
    throw new SubmissionError(`There exists one line not containing the predicted ${answersField}: ${line}`);
  }
  return [asInteger(query), readAnswers(answers, pythonText(query), direction)];
}

/** A line's object, which has the query's field; other values fail with the words Python finds for them. */
function parsePrediction(
  line: string,
  queryField: string,
  parse: ParseExactJson,
): Readonly<Record<string, ExactJson>> {
  const value = parseLine(line, parse);
  if (isObject(value) && queryField in value) return value;
  if (typeof value === 'string' && value.includes(queryField)) {
    throw new SubmissionError("string indices must be integers, not 'str'");
  }
  if (isObject(value) || Array.isArray(value) || typeof value === 'string') {
    throw new SubmissionError(`There exists one line not containing ${queryField}: ${line}`);
  }
  throw new SubmissionError(`argument of type '${pythonType(value)}' is not iterable`);
}

function parseLine(line: string, parse: ParseExactJson): ExactJson {
  try {
    return parse(line);
  } catch {
    throw new SubmissionError(`Cannot parse this line into json object: ${line}`);
  }
}

function readAnswers(
  answers: ExactJson,
  query: string,
  { queryField, answersField, answer }: RetrievalDirection,
): readonly bigint[] {
  const named = `${queryField} ${query}`;
  const titled = named.charAt(0).toUpperCase() + named.slice(1);
  if (!Array.isArray(answers)) {
    throw new SubmissionError(
      `The ${answersField} field of ${named} is not a list, please check your schema`,
    );
  }
  if (answers.length !== required) {
    throw new SubmissionError(
      `${titled} has wrong number of predicted ${answersField}! Require ${required}, but ${answers.length} founded.`,
    );
  }
  const ids = (answers as readonly ExactJson[]).map((id, rank) => {
    if (isPythonInteger(id)) return asInteger(id);
    throw new SubmissionError(
      `${titled} has an invalid predicted ${answer}_id ${pythonText(id)} at rank ${rank + 1}, it should be an integer (not string), please check your schema`,
    );
  });
  if (new Set(ids).size !== required) {
    throw new SubmissionError(
      `${titled} has duplicate topk ${answer}s in your prediction. Pleace check again!`,
    );
  }
  return ids;
}

function isObject(value: ExactJson): value is { readonly [key: string]: ExactJson } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
