import { type ElevaterDataset, isElevaterDataset } from '../elevater/datasets.ts';

/** Prompts for any pictures; `{}` stands for the name of a class. */
const general = [
  '{}',
  '{}的照片',
  '一张{}的照片',
  '一张{}的图片',
  '一张清晰的{}照片',
  '一张模糊的{}照片',
  '一张明亮的{}照片',
  '一张光线昏暗的{}照片',
  '一张{}的特写',
  '一张{}的黑白照片',
  '一张分辨率很低的{}照片',
  '照片里有{}',
  '画面中央是{}',
  '近处的{}',
  '远处的{}',
  '许多{}',
  '一个{}',
  '干净背景前的{}',
  '生活中常见的{}',
  '一幅画着{}的插画',
] as const;

const scenes = ['航拍的{}', '从空中俯瞰的{}', '一张{}的卫星图像', '卫星遥感影像中的{}', '这里是{}'] as const;
const digits = ['手写数字{}', '数字{}', '一张写着数字{}的图片', '门牌上的数字{}', '纸上写着“{}”'] as const;

/** Prompts by ELEVATER's names of its 20 data sets. */
const special: Readonly<Record<ElevaterDataset, readonly string[]>> = {
  'caltech-101': [...general, '一幅{}的素描', '一个{}的标志'],
  'cifar-10': [...general, '一张很小的{}图片', '放大了的{}图片'],
  'cifar-100': [...general, '一张很小的{}图片', '放大了的{}图片'],
  country211: ['{}', '在{}拍的照片', '{}的风景', '{}的街道', '{}的建筑', '一张来自{}的旅行照片'],
  dtd: ['{}', '{}的纹理', '{}的图案', '表面是{}的', '一张{}纹理的照片', '一张{}图案的照片'],
  eurosat_clip: scenes,
  'fer-2013': ['{}', '一张{}的脸', '表情{}的人', '一个人看起来{}', '{}的表情', '脸上露出{}的神情'],
  'fgvc-aircraft-2013b-variants102': [
    '{}',
    '{}飞机',
    '一架{}',
    '一架{}客机的照片',
    '停机坪上的{}',
    '飞行中的{}',
  ],
  'food-101': ['{}', '一盘{}', '一份{}', '一道美食：{}', '桌上的{}', '刚做好的{}', '一张{}的美食照片'],
  gtsrb: ['{}', '{}的交通标志', '路边的{}标志', '一块表示{}的路牌', '一张{}交通标志的特写'],
  'hateful-memes': ['{}', '这张表情图{}', '一张{}的网络图片', '图中的文字和画面{}'],
  'kitti-distance': ['{}', '道路前方{}', '行车照片：{}', '从车里看出去，{}'],
  mnist: digits,
  'oxford-flower-102': [
    '{}',
    '{}花',
    '一朵{}',
    '盛开的{}',
    '花园里的{}',
    '一张{}的特写，背景模糊',
    '一种叫{}的花',
  ],
  'oxford-iiit-pets': [
    '{}',
    '一只{}',
    '一只宠物：{}',
    '品种是{}的宠物',
    '家里的{}',
    '一张{}的照片，它看着镜头',
  ],
  'patch-camelyon': ['{}', '一张{}的病理切片', '显微镜下{}', '淋巴结切片，{}', '染色的组织切片：{}'],
  'rendered-sst2': ['{}', '一条{}的影评', '这段文字的情绪是{}', '图片上写着{}的评价'],
  resisc45_clip: scenes,
  'stanford-cars': ['{}', '一辆{}', '{}汽车', '一辆停着的{}', '行驶中的{}', '一张{}的汽车照片'],
  'voc-2007-classification': general,
};

/** Prompt templates for a data set by ELEVATER's name of it; the general ones for any other. */
export function promptSet(dataset?: string): readonly string[] {
  return dataset !== undefined && isElevaterDataset(dataset) ? special[dataset] : general;
}
