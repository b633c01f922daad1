import { expect, it } from 'vitest';
import { readUrl } from '../../core/read-url.ts';

it('reads what is an address, and nothing else, however often it is asked', () => {
  expect(readUrl('/a', 'http://b')?.href).toBe('http://b/a');
  for (let i = 0; i < 20_000; i++) expect(readUrl('http://21Ì\u0084706433?')).toBeUndefined();
});
