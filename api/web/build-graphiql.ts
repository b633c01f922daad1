/**
 * Writes `dist/graphiql.html.gz`, the GraphiQL page as one file with no outside address, from a development
 * dependency. Runs on every build, so it does nothing when the page was made from the same package and samples.
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

const version = installedVersion();
const marker = createHash('sha256').update(JSON.stringify({ version, options })).digest('hex');
if (version === undefined) {
  console.log('GraphiQL page not built: @graphql-yoga/render-graphiql is not installed.');
} else if (!isFresh(marker)) {
  // 9 MB of text, imported only when the page has to be made.
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  writeFileSync(pageFile, gzipSync(renderGraphiQL(options), { level: 9 }));
  writeFileSync(markerFile, marker);
}
