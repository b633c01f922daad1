/** Files that describe a model beside its weights, as Hugging Face, OpenCLIP, the original and Tuwen name them. */
export const companionFiles: ReadonlySet<string> = new Set([
  'config.json',
  'manifest.json',
  'merges.txt',
  'open_clip_config.json',
  'preprocessor_config.json',
  'special_tokens_map.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'tuwen-model.json',
  'vocab.json',
  'vocab.txt',
]);
