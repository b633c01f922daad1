import { language, tagOf } from './language.ts';

/** What fills the `{name}` places of a text; numbers are written as the language writes them. */
export type Values = Readonly<Record<string, string | number>>;

export interface Texts<Key extends string> {
  /** A text in the language of now; a component that calls it is drawn anew when the language changes. */
  (key: Key, values?: Values): string;
  readonly both: { readonly zh: Readonly<Record<Key, string>>; readonly en: Readonly<Record<Key, string>> };
  /** Whether there is a text of this key, for keys made from codes. */
  has(key: string): key is Key;
}

/**
 * Texts of a page or component in both languages, which must have the same keys.
 * `{name}` is filled in; `{count|item|items}` is the first word for 1, and the second for other counts.
 */
export function defineTexts<Key extends string>(both: {
  readonly zh: Readonly<Record<Key, string>>;
  readonly en: Readonly<Record<NoInfer<Key>, string>>;
}): Texts<Key> {
  const t = (key: Key, values: Values = {}): string =>
    both[language.value][key].replace(
      /\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g,
      (_, name: string, one?: string, many?: string) => {
        const value = values[name] ?? '';
        return one === undefined ? written(value) : value === 1 ? one : (many ?? '');
      },
    );
  return Object.assign(t, { both, has: (key: string): key is Key => Object.hasOwn(both.zh, key) });
}

const written = (value: string | number): string => (typeof value === 'number' ? formatNumber(value) : value);

/** A number as the language writes it. */
export const formatNumber = (value: number, options?: Intl.NumberFormatOptions): string =>
  new Intl.NumberFormat(tagOf(language.value), options).format(value);

/** 0–1 as a percentage. */
export const formatPercent = (share: number, digits = 1): string =>
  formatNumber(share, { style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: digits });

/** An instant of the server, in the reader's time. */
export const formatInstant = (instant: string): string =>
  new Intl.DateTimeFormat(tagOf(language.value), { dateStyle: 'medium', timeStyle: 'short' }).format(
    new Date(instant),
  );

const units = ['B', 'KB', 'MB', 'GB', 'TB'];

/** Bytes in the largest unit of which there is one. */
export function formatBytes(bytes: number): string {
  const power = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log(bytes) / Math.log(1024)));
  const value = formatNumber(bytes / 1024 ** power, { maximumFractionDigits: power === 0 ? 0 : 1 });
  return `${value} ${units[power]}`;
}
