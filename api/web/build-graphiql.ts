/**
 * Writes `dist/graphiql.html.gz`, the GraphiQL page as one file with no outside address, from a development
 * dependency. It does nothing when the page was made from the same package and samples.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { sampleQueries } from './sample-queries.ts';

const pageFile = new URL('../../graphiql.html.gz', import.meta.url);
const markerFile = new URL('../../graphiql.marker', import.meta.url);

const options = {
  title: '图文 Tuwen · GraphiQL',
  favicon: '/favicon.svg',
  endpoint: '/graphql',
  defaultTabs: sampleQueries.map((sample) => ({ headers: null, variables: null, ...sample })),
};

/** Version of the installed package, or undefined in an install without development dependencies. */
function installedVersion(): string | undefined {
  try {
    const manifest = new URL('../package.json', import.meta.resolve('@graphql-yoga/render-graphiql'));
    return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
  } catch {
    return undefined;
  }
}

function isFresh(marker: string): boolean {
  return existsSync(pageFile) && existsSync(markerFile) && readFileSync(markerFile, 'utf8') === marker;
}

/** Makes the page where it is not fresh. */
export async function buildGraphiql(): Promise<void> {
  const version = installedVersion();
  if (version === undefined) {
    console.log('GraphiQL page not built: @graphql-yoga/render-graphiql is not installed.');
    return;
  }
  const marker = createHash('sha256').update(JSON.stringify({ version, options })).digest('hex');
  if (isFresh(marker)) return;
  // 9 MB of text, imported only when the page has to be made.
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  writeFileSync(pageFile, gzipSync(renderGraphiQL(options), { level: 9 }));
  writeFileSync(markerFile, marker);
}
