import { readUrl } from '../../core/read-url.ts';

const patterns: readonly (readonly [RegExp, string])[] = [
  // Which key it was may be known; its secret may not.
  [/(tuwen_[a-z2-7]{8}_)[A-Za-z0-9_-]{43}/g, '$1***'],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, '***'],
  [/\b((?:Bearer|Basic) +)[^\s"\\,]+/gi, '$1***'],
  [/\b([a-z][a-z0-9+.-]*:\/\/[^\s/:@"\\]*):[^\s@"\\]+@/gi, '$1:***@'],
  [
    /\b((?:\w*signature|\w*token|\w*secret|password|passwd|api_?key|authorization|cookie)(?:=|\\?":\\?"|: +))(?!\*\*\*)(?!(?:Bearer|Basic) )[^\s&"\\,;]+/gi,
    '$1***',
  ],
];

/** Shorter ones would also be parts of ordinary words. */
const shortestSecret = 6;

/** A line without secrets: those that are given, and whatever looks like one. */
export function scrubber(secrets: readonly string[]): (line: string) => string {
  const known = secrets
    .filter((secret) => secret.length >= shortestSecret)
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]);
  // A longer one may begin with a shorter one.
  const ordered = [...new Set(known)].sort((a, b) => b.length - a.length);
  return (line) => {
    const without = ordered.reduce((text, secret) => text.replaceAll(secret, '***'), line);
    return patterns.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), without);
  };
}

/** Passwords of the addresses of databases, as written and as meant. */
export function passwordsOf(urls: readonly (string | undefined)[]): readonly string[] {
  return urls.flatMap((url) => {
    const address = url === undefined ? undefined : readUrl(url);
    if (address === undefined) return [];
    const { password, searchParams } = address;
    const written = [password, searchParams.get('password') ?? ''];
    return [...written, ...written.map(decoded)].filter((each) => each !== '');
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
