import { describe, expect, it } from 'vitest';
import { parseExactJson } from '../../../adapters/json/parse-exact-json.ts';
import { DomainError } from '../../../core/errors.ts';
import { firstHits, recallScore, reportScore, type ScoreReport } from '../../../core/evaluation/recall.ts';
import {
  imageToText,
  type RetrievalDirection,
  textToImage,
} from '../../../core/evaluation/retrieval-direction.ts';
import { readPredictions, readReference, SubmissionError } from '../../../core/evaluation/submission.ts';
import { readJsonFile } from '../../support/read-json-file.ts';
import { hasShared, sharedPath } from '../../support/shared.ts';

interface Case {
  readonly case: string;
  readonly gold_lines: readonly string[] | null;
  readonly pred_lines: readonly string[] | null;
  readonly output_text: string;
}

/** What the original's scripts do with the lines of a file; `null` is a file that is not there. */
function report(
  gold: readonly string[] | null,
  predicted: readonly string[] | null,
  direction: RetrievalDirection,
): Promise<ScoreReport> {
  return reportScore(async () => {
    if (gold === null) throw new SubmissionError(2);
    const reference = readReference(gold, direction, parseExactJson);
    if (predicted === null) throw new SubmissionError('The submission file is not found!');
    return recallScore(
      firstHits(reference, readPredictions(predicted, reference, direction, parseExactJson)),
    );
  });
}

/** Where the original has a bug or passes on a message of Python's JSON reader: what we say. */
const ours: Readonly<Record<string, RegExp>> = {
  'text_id string_query_id_first_line': /^Found an invalid text_id 11, it should be an integer/,
  'text_id string_query_id_second_line': /^Found an invalid text_id 3000000000, it should be an integer/,
  'text_id float_query_id': /^Found an invalid text_id 7\.0, it should be an integer/,
  'text_id reference_invalid_json': /^Line 1 of the gold file is no JSON object\.$/,
  'text_id reference_blank_line': /^Line \d of the gold file is no JSON object\.$/,
  'image_id reference_invalid_json': /^Line 1 of the gold file is no JSON object\.$/,
  'image_id reference_blank_line': /^Line \d of the gold file is no JSON object\.$/,
};

const idsOf = (detail: string) => detail.split(': ')[1]!.split(', ').sort();

describe.skipIf(!hasShared).each([
  ['evaluation.py', textToImage],
  ['evaluation_tr.py', imageToText],
] as const)("the original's %s", (script, direction) => {
  const cases = hasShared
    ? (readJsonFile(sharedPath('golden/eval/evaluation-cases/cases.json'))[
        script
      ] as unknown as readonly Case[])
    : [];

  it('has 42 cases', () => expect(cases).toHaveLength(42));

  it.each(cases)('$case', async ({ case: name, gold_lines, pred_lines, output_text }) => {
    const found = await report(gold_lines, pred_lines, direction);
    const expected = JSON.parse(output_text) as ScoreReport;
    const own = ours[`${direction.queryField} ${name}`];
    if (own !== undefined) {
      expect(found).toMatchObject({ success: false, score: 0, errorDetail: expect.stringMatching(own) });
    } else if (!found.success && !expected.success && String(found.errorDetail).includes('no prediction')) {
      // The original lists them in the order of a Python set.
      expect(idsOf(String(found.errorDetail))).toEqual(idsOf(String(expected.errorDetail)));
    } else expect(found).toEqual(expected);
  });
});

describe('recall', () => {
  const gold = ['{"text_id": 1, "image_ids": [7]}', '{"text_id": 2, "image_ids": [9, 3]}'];
  const ten = (first: number) => `[${Array.from({ length: 10 }, (_, i) => first + i)}]`;

  it('is the share of queries with a gold id among the first predictions', async () => {
    const predicted = [`{"text_id": 1, "image_ids": ${ten(7)}}`, `{"text_id": 2, "image_ids": ${ten(0)}}`];
    expect(await report(gold, predicted, textToImage)).toEqual({
      success: true,
      score: ((0.5 + 1 + 1) / 3) * 100,
      scoreJson: {
        score: ((0.5 + 1 + 1) / 3) * 100,
        mean_recall: ((0.5 + 1 + 1) / 3) * 100,
        r1: 50,
        r5: 100,
        r10: 100,
      },
    });
  });

  it('takes gold of the released Flickr30K-CN, and names what a line of two formats lacks', async () => {
    const predicted = [`{"text_id": 1, "image_ids": ${ten(7)}}`];
    const found = await report(
      ['{"query_id": 1, "query_text": "狗", "item_ids": [7]}'],
      predicted,
      textToImage,
    );
    expect(found).toMatchObject({ success: true, scoreJson: { r1: 100 } });
    for (const [line, errorDetail] of [
      ['{"query_id": 1, "image_ids": [7]}', 'item_ids'],
      ['{"text_id": 1, "item_ids": [7]}', 'image_ids'],
    ] as const)
      expect(await report([line], predicted, textToImage)).toMatchObject({ success: false, errorDetail });
  });

  it('keeps ids beyond 2^53 apart', async () => {
    const ids = Array.from({ length: 10 }, (_, i) => String(9007199254740992n + BigInt(2 * i))).join(', ');
    const found = await report(
      ['{"text_id": 9007199254740993, "image_ids": [9007199254740993]}'],
      [`{"text_id": 9007199254740993, "image_ids": [${ids}]}`],
      textToImage,
    );
    expect(found).toMatchObject({ success: true, score: 0 });
  });

  it('reports what is wrong with a file that cannot be used', async () => {
    const unfit = new DomainError('INVALID_INPUT', 'gold.jsonl is not UTF-8.', {
      remedy: 'Save it as UTF-8.',
    });
    expect(await reportScore(() => Promise.reject(unfit))).toMatchObject({
      success: false,
      errorMsg: 'gold.jsonl is not UTF-8. Save it as UTF-8.',
    });
  });

  it('lets bugs through, and what is no fault of the files', async () => {
    await expect(reportScore(() => Promise.reject(new TypeError('bug')))).rejects.toThrow(TypeError);
    const busy = new DomainError('OVERLOADED', 'Too much at once.');
    await expect(reportScore(() => Promise.reject(busy))).rejects.toBe(busy);
  });
});
