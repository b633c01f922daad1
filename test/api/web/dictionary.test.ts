import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const publicFolder = new URL('../../../api/web/public/', import.meta.url);
type Dictionary = Readonly<Record<string, string>>;
const { zh, en } = (await import(new URL('dictionary.js', publicFolder).href)) as Record<
  'zh' | 'en',
  Dictionary
>;

const read = (name: string): string => readFileSync(new URL(name, publicFolder), 'utf8');
const modules = readdirSync(publicFolder).filter((name) => name.endsWith('.js'));
const placeholders = (sentence = ''): string[] => (sentence.match(/\{\w+\}/g) ?? []).sort();

describe('the page dictionary', () => {
  it('says the same things in both languages, with the same blanks', () => {
    expect(Object.keys(en)).toEqual(Object.keys(zh));
    for (const [key, sentence] of Object.entries(zh))
      expect(placeholders(en[key])).toEqual(placeholders(sentence));
  });

  it('has every key that the markup names', () => {
    const keys = [...read('index.html').matchAll(/data-i18n(?:-\w+)?="([^"]+)"/g)].map(
      (match) => match[1] ?? '',
    );
    expect(keys.length).toBeGreaterThan(15);
    expect(keys.filter((key) => !(key in zh))).toEqual([]);
  });

  it('has no sentence that nothing says', () => {
    const sources = ['index.html', ...modules.filter((name) => name !== 'dictionary.js')]
      .map(read)
      .join('\n');
    const unused = Object.keys(zh).filter(
      (key) => !key.startsWith('error.') && !new RegExp(`['"]${key}['"]`).test(sources),
    );
    expect(unused).toEqual([]);
  });
});

describe('the page modules', () => {
  it.each(modules)('%s never parses text as HTML or code and stays short', (name) => {
    const source = read(name);
    expect(source).not.toMatch(
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/,
    );
    expect(source.split('\n').length).toBeLessThanOrEqual(150);
  });

  it('index.html has no inline script, style or handler and names no outside address', () => {
    const markup = read('index.html');
    expect(markup).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=/);
    expect(markup).not.toMatch(/https?:\/\//);
  });
});
