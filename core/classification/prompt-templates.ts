import { DomainError } from '../errors.ts';

const placeholder = '{}';

/**
 * Checks templates: each has `{}` exactly once.
 * @throws DomainError INVALID_INPUT naming the template.
 */
export function checkTemplates(templates: readonly string[]): void {
  templates.forEach((template, index) => {
    const count = template.split(placeholder).length - 1;
    if (count === 1) return;
    throw new DomainError(
      'INVALID_INPUT',
      `The template “${template}” has ${count === 0 ? 'no' : count} {}.`,
      {
        remedy: 'Write {} exactly once, where the label goes: 一张{}的照片。',
        details: { template, index },
      },
    );
  });
}

/** A checked template with a label in place of `{}`. */
export function fillTemplate(template: string, label: string): string {
  // Joined, not replaced: a `$` in a label has no meaning.
  return template.split(placeholder).join(label);
}
