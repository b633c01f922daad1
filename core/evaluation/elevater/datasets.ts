export type ElevaterMetric = 'accuracy' | 'mean-per-class' | '11-point mAP' | 'ROC AUC';

/** What ELEVATER says of a data set. */
export interface ElevaterFacts {
  readonly classes: number;
  /** Pictures of the test part. */
  readonly pictures: number;
  readonly metric: ElevaterMetric;
  /** A picture may have several classes; its probabilities need not sum to 1 on the leaderboard. */
  readonly multilabel?: true;
}

const facts = (classes: number, pictures: number, metric: ElevaterMetric = 'accuracy'): ElevaterFacts => ({
  classes,
  pictures,
  metric,
});

/**
 * The 20 data sets of ELEVATER's image classification. Sources: Li et al., arXiv:2204.08790, table 1; counts and metrics of
 * resources/datasets in github.com/Computer-Vision-in-the-Wild/Elevater_Toolkit_IC (00d0af7).
 */
export const elevaterFacts = {
  'caltech-101': facts(102, 6084, 'mean-per-class'),
  'cifar-10': facts(10, 10_000),
  'cifar-100': facts(100, 10_000),
  country211: facts(211, 21_100),
  dtd: facts(47, 1880),
  eurosat_clip: facts(10, 5000),
  'fer-2013': facts(7, 3589),
  'fgvc-aircraft-2013b-variants102': facts(100, 3333, 'mean-per-class'),
  'food-101': facts(101, 25_250),
  gtsrb: facts(43, 12_630),
  'hateful-memes': facts(2, 500, 'ROC AUC'),
  'kitti-distance': facts(4, 711),
  mnist: facts(10, 10_000),
  'oxford-flower-102': facts(102, 6149, 'mean-per-class'),
  'oxford-iiit-pets': facts(37, 3669, 'mean-per-class'),
  'patch-camelyon': facts(2, 32_768),
  'rendered-sst2': facts(2, 1821),
  resisc45_clip: facts(45, 25_200),
  'stanford-cars': facts(196, 8041),
  'voc-2007-classification': { ...facts(20, 4952, '11-point mAP'), multilabel: true },
} as const satisfies Readonly<Record<string, ElevaterFacts>>;

/** Name of one of the 20. */
export type ElevaterDataset = keyof typeof elevaterFacts;

export const elevaterDatasets = Object.keys(elevaterFacts) as readonly ElevaterDataset[];

export function isElevaterDataset(name: string): name is ElevaterDataset {
  return Object.hasOwn(elevaterFacts, name);
}
