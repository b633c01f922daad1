import { formatNumber } from '../../i18n/texts.ts';

/** Kinds of jobs that this page is about. */
export const kinds = [
  'retrieval-evaluation',
  'zero-shot-evaluation',
  'elevater-run',
  'dataset-check',
] as const;
export type Kind = (typeof kinds)[number];

/** Percent, as the original's scripts report them; or why they could not. */
export type Recalls =
  | { readonly r1: number; readonly r5: number; readonly r10: number; readonly mean: number }
  | { readonly error: string };

type Published = { readonly r1: number; readonly r5: number; readonly r10: number };

export interface PublishedRecalls {
  readonly published: Published;
  /** Points; null where there are no recalls of ours. */
  readonly difference: Published | null;
}

interface ModelFacts {
  readonly model: string;
  readonly precision: string;
  readonly provider: string | null;
  readonly weightsSha256: string;
  readonly dataFingerprint?: string;
  readonly versions: Readonly<Record<string, string>>;
}

/** Results of jobs, as the server keeps them. */
export interface RetrievalResult extends ModelFacts {
  readonly counts: { readonly texts: number; readonly images: number; readonly unreadableImages: number };
  readonly unreadableImages: readonly string[];
  readonly textToImage: Recalls;
  readonly imageToText: Recalls;
  readonly published: {
    readonly benchmark: string;
    readonly size: string;
    readonly source: string;
    readonly textToImage: PublishedRecalls;
    readonly imageToText: PublishedRecalls | null;
  } | null;
}

export interface TemplateScore {
  readonly templates: string;
  /** In [0, 1]. */
  readonly accuracy: { readonly value: number; readonly low: number; readonly high: number };
  readonly meanPerClass: number;
  readonly elevater: { readonly metric: string; readonly value: number };
  readonly published: {
    readonly size: string;
    /** Percent. */
    readonly published: number;
    /** Points. */
    readonly difference: number;
    readonly source: string;
  } | null;
}

export interface ZeroShotResult extends ModelFacts {
  readonly counts: {
    readonly pictures: number;
    readonly classes: number;
    readonly unreadablePictures: number;
  };
  readonly unreadablePictures: readonly string[];
  readonly scores: readonly TemplateScore[];
  readonly templates: Readonly<Record<string, readonly string[]>>;
}

export interface ElevaterResult extends ModelFacts {
  readonly sets: readonly (TemplateScore & { readonly dataset: string; readonly pictures: number })[];
  readonly meanScore: number;
  readonly missing: readonly string[];
  readonly problems: readonly string[];
  readonly submission: string | null;
}

export interface FindingGroup {
  readonly severity: 'error' | 'warning' | 'info';
  readonly code: string;
  readonly remedy: string;
  readonly count: number;
  readonly examples: readonly { readonly where?: string; readonly message: string }[];
}

export interface CheckResult {
  readonly dataset: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly errors: number;
  readonly warnings: number;
  readonly findings: readonly FindingGroup[];
}

export interface JobLike {
  readonly kind: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly result: Readonly<Record<string, unknown>> | null;
}

/** What a job's result is, by its kind. */
export const resultOf = <Result>({ result }: JobLike): Result => result as unknown as Result;

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Name of the set, or its path; ELEVATER's runs have many. */
export function datasetOf({ input }: JobLike): string | undefined {
  const { dataset, texts, folder, sources } = input;
  if (Array.isArray(sources) && dataset === undefined && sources.length === 1)
    return text((sources[0] as { elevater?: unknown }).elevater);
  return text(dataset) ?? text(texts) ?? text(folder);
}

export const modelOf = ({ input }: JobLike): string | undefined => text(input['model']);

/** One digit after the point. */
export const points = (value: number): string =>
  formatNumber(value, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** With its sign. */
export const signed = (value: number, digits = 1): string =>
  formatNumber(value, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    signDisplay: 'exceptZero',
  });

/** Percent in [0, 100]. */
export const percent = (value: number): string => `${points(value)}%`;

/** A share with its interval. */
export const withInterval = ({ value, low, high }: TemplateScore['accuracy']): string =>
  `${percent(100 * value)} (${points(100 * low)}–${points(100 * high)})`;
