import { checkTemplates } from '../../classification/prompt-templates.ts';
import { requireAtMost } from '../../embedding/limits.ts';
import { DomainError } from '../../errors.ts';
import { promptSet } from './prompt-sets.ts';

const maximumSets = 100;
const maximumTemplates = 1000;

/** Templates by the name of their set. */
export type TemplateSets = ReadonlyMap<string, readonly string[]>;

/** The built-in set for a data set. */
export function builtInTemplates(dataset?: string): TemplateSets {
  return new Map([['built-in', promptSet(dataset)]]);
}

/**
 * Templates of a file: a JSON list of texts with `{}`, or an object with several such lists, to compare them.
 * @throws DomainError INVALID_INPUT naming what is wrong
 */
export function parseTemplateSets(json: string): TemplateSets {
  const value = parse(json);
  const sets = Array.isArray(value) ? { file: value as unknown } : (value as Record<string, unknown>);
  const entries = Object.entries(sets).map(
    ([name, templates]) => [name, requireTexts(name, templates)] as const,
  );
  if (entries.length === 0) throw unfit('there is no set of templates');
  requireAtMost('sets of templates', entries.length, maximumSets);
  for (const [, templates] of entries)
    requireAtMost('templates in a set', templates.length, maximumTemplates);
  return new Map(entries);
}

function parse(json: string): object {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Told below.
  }
  throw unfit('it is no JSON list or object');
}

function requireTexts(name: string, templates: unknown): readonly string[] {
  const isList = Array.isArray(templates) && templates.length > 0;
  if (!isList || !templates.every((each) => typeof each === 'string')) {
    throw unfit(`“${name}” is no list of texts`);
  }
  checkTemplates(templates);
  return templates;
}

function unfit(what: string): DomainError {
  return new DomainError('INVALID_INPUT', `The template file cannot be used: ${what}.`, {
    remedy: 'Write ["一张{}的照片", …], or {"name": ["…"], …} to compare several sets.',
  });
}
