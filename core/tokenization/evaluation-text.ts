/**
 * A caption as the original's evaluation and training read it before tokenising: lower case, curly double quotes
 * straight. `_preprocess_text` of cn_clip/eval/data.py and cn_clip/training/data.py.
 */
export function evaluationText(text: string): string {
  return text.toLowerCase().replace(/[\u201c\u201d]/g, '"');
}
