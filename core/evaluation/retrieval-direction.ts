/** Which of the two is asked for with which, in the original's field names. */
export interface RetrievalDirection {
  readonly queryField: 'text_id' | 'image_id';
  readonly answersField: 'image_ids' | 'text_ids';
  readonly answer: 'image' | 'text';
}

/** cn_clip/eval/evaluation.py */
export const textToImage: RetrievalDirection = {
  queryField: 'text_id',
  answersField: 'image_ids',
  answer: 'image',
};

/** cn_clip/eval/evaluation_tr.py */
export const imageToText: RetrievalDirection = {
  queryField: 'image_id',
  answersField: 'text_ids',
  answer: 'text',
};
