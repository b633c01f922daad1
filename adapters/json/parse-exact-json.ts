import { parse } from 'lossless-json';
import type { ExactJson } from '../../core/evaluation/exact-json.ts';

/** JSON text with whole numbers of any size kept; of two equal keys the last wins, as in Python. @throws SyntaxError */
export function parseExactJson(text: string): ExactJson {
  return parse(text, null, {
    parseNumber: (number) => (/[.eE]/.test(number) ? Number(number) : BigInt(number)),
    onDuplicateKey: ({ newValue }) => newValue,
  }) as ExactJson;
}
