import { Failure } from '../../../client/failure.ts';
import { request } from '../../../client/request.ts';
import {
  CheckDatasetDocument,
  DatasetsDocument,
  type Precision,
  StartElevaterRunDocument,
  StartRetrievalEvaluationDocument,
  StartZeroShotEvaluationDocument,
  type TemplateOrigin,
} from '../../../generated/operations.ts';
import { badTemplate, readTemplates } from '../../read-lines.ts';
import type { Kind } from '../results.ts';

/** Prompts to compare. */
export interface TemplateDraft {
  readonly name: string;
  readonly text: string;
}

/** An evaluation that is being thought out. */
export interface StartDraft {
  readonly kind: Kind;
  readonly dataset: string | undefined;
  readonly model: string;
  readonly precision: Precision | '';
  readonly skipUnreadable: boolean;
  /** None: the built-in ones. */
  readonly templates: readonly TemplateDraft[];
  /** Of ELEVATER's registered sets. */
  readonly leftOut: readonly string[];
  /** Whose prompts an ELEVATER run takes. */
  readonly prompts: TemplateOrigin;
  readonly incomplete: boolean;
  readonly decode: boolean;
}

export const newDraft: StartDraft = {
  kind: 'retrieval-evaluation',
  dataset: undefined,
  model: '',
  precision: '',
  skipUnreadable: false,
  templates: [],
  leftOut: [],
  prompts: 'TUWEN',
  incomplete: false,
  decode: false,
};

/** The first set of templates that cannot be used, and why. */
export function wrongTemplates({
  kind,
  templates,
}: StartDraft):
  | { readonly at: number; readonly why: 'noName' | 'sameName' | 'noTemplates' | 'badTemplate' }
  | undefined {
  if (kind !== 'zero-shot-evaluation') return undefined;
  for (const [at, { name, text }] of templates.entries()) {
    const lines = readTemplates(text);
    if (name.trim() === '') return { at, why: 'noName' };
    if (templates.findIndex((other) => other.name.trim() === name.trim()) < at)
      return { at, why: 'sameName' };
    if (lines.length === 0) return { at, why: 'noTemplates' };
    if (badTemplate(lines) !== undefined) return { at, why: 'badTemplate' };
  }
  return undefined;
}

/** @returns id of the job @throws Failure */
export async function start(draft: StartDraft): Promise<string> {
  const { started } = await ask(draft);
  if (started === null) throw new Failure('HTTP', '');
  return started.id;
}

async function ask(draft: StartDraft) {
  const { dataset, decode, incomplete, prompts, templates } = draft;
  const model = {
    model: draft.model === '' ? null : draft.model,
    precision: draft.precision === '' ? null : draft.precision,
  };
  const unreadable = draft.skipUnreadable ? 'SKIP' : 'FAIL';
  switch (draft.kind) {
    case 'retrieval-evaluation':
      return request(StartRetrievalEvaluationDocument, {
        input: { ...model, dataset: dataset ?? null, unreadable },
      });
    case 'zero-shot-evaluation': {
      const templateSets = templates.map(({ name, text }) => ({
        name: name.trim(),
        templates: readTemplates(text),
      }));
      const input = { ...model, dataset: dataset ?? null, unreadable } as const;
      return request(StartZeroShotEvaluationDocument, {
        input: templateSets.length === 0 ? input : { ...input, templateSets },
      });
    }
    case 'elevater-run':
      return request(StartElevaterRunDocument, {
        input: { ...model, templates: prompts, incomplete, datasets: await chosenSets(draft) },
      });
    case 'dataset-check':
      return request(CheckDatasetDocument, { input: { dataset: dataset ?? '', decode } });
  }
}

/** ELEVATER's names of the sets to run; null: all that are registered. */
async function chosenSets({ leftOut }: StartDraft): Promise<readonly string[] | null> {
  if (leftOut.length === 0) return null;
  const { datasets } = await request(DatasetsDocument, {});
  return datasets
    .map(({ elevater }) => elevater)
    .filter((name) => name !== null)
    .filter((name) => !leftOut.includes(name));
}
