/** Code points of a word beyond which it is unknown as a whole: `max_input_chars_per_word` of cn_clip/clip/bert_tokenizer.py. */
export const longestWord = 200;
