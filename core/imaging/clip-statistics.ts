/** Mean and deviation per RGB channel that OpenAI's CLIP (`_transform` of clip/clip.py) and Chinese-CLIP normalise with. */
export const clipStatistics = {
  mean: [0.48145466, 0.4578275, 0.40821073],
  std: [0.26862954, 0.26130258, 0.27577711],
} as const;
