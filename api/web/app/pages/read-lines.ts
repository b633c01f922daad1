/** Labels as people write or paste them: one a line, or a line with commas; each once, in their order. */
export function readLabels(text: string): readonly string[] {
  const parts = text.split(/[\n\r\t]|[,，、;；]/).map((part) => part.trim());
  return [...new Set(parts.filter((part) => part !== ''))];
}

/** Templates, one a line; one that is there twice counts twice. */
export const readTemplates = (text: string): readonly string[] =>
  text
    .split(/[\n\r]/)
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** Lines that say something, each once. */
export const readLines = (text: string): readonly string[] => [...new Set(readTemplates(text))];

/** The first template that has not exactly one place for the label. */
export const badTemplate = (templates: readonly string[]): string | undefined =>
  templates.find((template) => template.split('{}').length !== 2);
