/** The 20 data sets of ELEVATER's image classification. Source: Li et al., arXiv:2204.08790, table 1. */
export const elevaterDatasets = [
  'caltech-101',
  'cifar-10',
  'cifar-100',
  'country211',
  'dtd',
  'eurosat_clip',
  'fer-2013',
  'fgvc-aircraft-2013b-variants102',
  'food-101',
  'gtsrb',
  'hateful-memes',
  'kitti-distance',
  'mnist',
  'oxford-flower-102',
  'oxford-iiit-pets',
  'patch-camelyon',
  'rendered-sst2',
  'resisc45_clip',
  'stanford-cars',
  'voc-2007-classification',
] as const;

/** Name of one of the 20. */
export type ElevaterDataset = (typeof elevaterDatasets)[number];

export function isElevaterDataset(name: string): name is ElevaterDataset {
  return (elevaterDatasets as readonly string[]).includes(name);
}
