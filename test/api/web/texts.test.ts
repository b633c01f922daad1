import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import type { Texts } from '../../../api/web/app/i18n/texts.ts';

// What a module of the app looks at in a browser when it is imported.
vi.stubGlobal('navigator', { languages: ['zh-CN'] });
vi.stubGlobal('document', { documentElement: {} });

const app = fileURLToPath(new URL('../../../api/web/app/', import.meta.url));
const files = readdirSync(app, { recursive: true, encoding: 'utf8' }).filter(
  (path) => /(^|[\\/])texts\.ts$/.test(path) && !path.startsWith('i18n'),
);

/** Names of what is filled in. */
const places = (text: string): readonly string[] =>
  [...new Set([...text.matchAll(/\{(\w+)/g)].map(([, name = '']) => name))].sort();

describe.each(files)('the texts of %s', async (path) => {
  const { texts } = (await import(`${app}${path}`)) as { texts: Texts<string> };
  const { zh, en } = texts.both;

  it('are the same ones in both languages', () => {
    expect(Object.keys(en)).toEqual(Object.keys(zh));
  });

  it.each(Object.keys(zh))('fill in the same values in %s, and say something', (key) => {
    expect(places(en[key] ?? '')).toEqual(places(zh[key] ?? ''));
    expect(zh[key]?.trim()).not.toBe('');
    expect(en[key]?.trim()).not.toBe('');
  });
});
