import { type ElevaterDataset, elevaterDatasets } from '../elevater/datasets.ts';
import { originalTemplates } from './original-templates.ts';
import { promptSet } from './prompt-sets.ts';
import type { TemplateSets } from './template-sets.ts';

export type TemplateOrigin = 'chinese-clip' | 'tuwen';

type OriginalName = keyof typeof originalTemplates;

/** Templates that are there to be taken. */
export interface TemplatePreset {
  /** Unique among those of its origin. */
  readonly name: string;
  readonly origin: TemplateOrigin;
  /** ELEVATER's sets that it was made for; none: any pictures. */
  readonly datasets: readonly ElevaterDataset[];
  readonly templates: readonly string[];
}

const taken = ['aircraft', 'food', 'flower', 'eurosat', 'country211'] as const;

/** What the original's templates were made for, as their names say. */
const madeFor = {
  aircraft: ['fgvc-aircraft-2013b-variants102'],
  caltech101: ['caltech-101'],
  cars: ['stanford-cars'],
  cifar100: ['cifar-100'],
  country211: ['country211'],
  dtd: ['dtd'],
  eurosat: ['eurosat_clip', 'resisc45_clip'],
  fer: ['fer-2013'],
  flower: ['oxford-flower-102'],
  food: ['food-101'],
  hatefulmemes: ['hateful-memes'],
  kitti: ['kitti-distance'],
  patch: ['patch-camelyon'],
  pet: ['oxford-iiit-pets'],
} as const satisfies Readonly<Partial<Record<OriginalName, readonly ElevaterDataset[]>>>;

/**
 * Which ones the original takes for one of ELEVATER's sets, or for any other. It has others that were made for some of the sets, but takes them
 * for none.
 * Source: `template_dict` of cn_clip/eval/zeroshot_evaluation.py.
 */
export function originalTemplatesOf(dataset: string | undefined): TemplateSets {
  const isFor = (each: (typeof taken)[number]) => madeFor[each].some((name: string) => name === dataset);
  const name = taken.find(isFor) ?? 'openai';
  return new Map([[name, originalTemplates[name]]]);
}

/** All of them: the original's, then ours, the general ones of each first. */
export const templatePresets: readonly TemplatePreset[] = [...presetsOfOriginal(), ...ownPresets()];

function presetsOfOriginal(): readonly TemplatePreset[] {
  return (Object.keys(originalTemplates) as OriginalName[]).map((name) => ({
    name,
    origin: 'chinese-clip',
    datasets: (madeFor as Partial<Record<OriginalName, readonly ElevaterDataset[]>>)[name] ?? [],
    templates: originalTemplates[name],
  }));
}

function ownPresets(): readonly TemplatePreset[] {
  const general = promptSet();
  const special = elevaterDatasets.filter((dataset) => promptSet(dataset) !== general);
  const first = special.filter(
    (dataset) => special.find((other) => promptSet(other) === promptSet(dataset)) === dataset,
  );
  return [
    { name: 'general', origin: 'tuwen', datasets: [], templates: general },
    ...first.map((name): TemplatePreset => {
      const templates = promptSet(name);
      const datasets = special.filter((other) => promptSet(other) === templates);
      return { name, origin: 'tuwen', datasets, templates };
    }),
  ];
}
