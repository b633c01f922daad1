import type { JsonObject, JsonValue } from '../json.ts';
import type { ModelManifest } from '../model/manifest.ts';
import { publishedRecalls, type Recalls, type RetrievalBenchmark } from './published-recalls.ts';
import type { ScoreReport } from './recall.ts';

/** Both directions of an evaluation. */
export interface RetrievalScores {
  readonly textToImage: ScoreReport;
  readonly imageToText: ScoreReport;
}

/** Recalls in percent, or what the original reports instead. */
export function scoreSummary(report: ScoreReport): JsonObject {
  if (!report.success) return { error: report.errorMsg };
  const { r1, r5, r10, mean_recall: mean } = report.scoreJson;
  return { r1, r5, r10, mean };
}

/** The published zero-shot numbers and how far ours are from them, in points; null for a model that is not of a published size. */
export function publishedComparison(
  manifest: ModelManifest,
  benchmark: RetrievalBenchmark | null,
  scores: RetrievalScores,
): JsonValue {
  const published = benchmark === null ? undefined : publishedRecalls(manifest, benchmark);
  if (benchmark === null || published === undefined) return null;
  const { size, textToImage, imageToText } = published;
  return {
    benchmark,
    size,
    setup: 'zero-shot',
    source: 'https://github.com/OFA-Sys/Chinese-CLIP/blob/master/Results.md',
    textToImage: compared(scores.textToImage, textToImage),
    imageToText: imageToText === undefined ? null : compared(scores.imageToText, imageToText),
  };
}

function compared(report: ScoreReport, [r1, r5, r10]: Recalls): JsonObject {
  const published = { r1, r5, r10 };
  if (!report.success) return { published, difference: null };
  const { scoreJson } = report;
  // Published to one digit, so more digits of a difference say nothing.
  const difference = (ours: number, theirs: number) => Math.round((ours - theirs) * 10) / 10;
  return {
    published,
    difference: {
      r1: difference(scoreJson.r1, r1),
      r5: difference(scoreJson.r5, r5),
      r10: difference(scoreJson.r10, r10),
    },
  };
}
