/** Folding of `_preprocess_text` (cn_clip/eval/data.py): lower case, curly double quotes become straight ones. */
export function evaluationText(text: string): string {
  return text.toLowerCase().replace(/[\u201c\u201d]/g, '"');
}
