import pg from 'pg';
import { nearestStatement } from '../adapters/postgres/ranking-statements.ts';
import { searchSettings } from '../adapters/postgres/search-settings.ts';
import { withBinaryVectors, withTextVectors } from '../adapters/postgres/vector-parameters.ts';
import { percentile } from './percentiles.ts';
import { cycle, post, rate } from './rate.ts';
import type { SearchCollection } from './search-collection.ts';
import { type Question, recall, type Truth } from './search-recall.ts';

const seconds = 5;
const rounds = 3;

/** One way to ask. */
export interface Side {
  readonly name: string;
  /** Keys of the nearest. */
  ask(question: Question): Promise<readonly string[]>;
  close(): Promise<void>;
}

const document = `query ($collection: String!, $vector: PackedFloats!, $filter: ItemFilter) {
  search(collection: $collection, query: { vector: { packed: $vector } }, against: TEXT, filter: $filter) {
    plan underfilled edges { score rank node { id key text metadata } }
  }
}`;

export interface SearchAnswer {
  readonly search: {
    readonly plan: string;
    readonly underfilled: string | null;
    readonly edges: readonly { readonly node: { readonly key: string } }[];
  };
}

/** The body of a request for the ten nearest. */
export function requestBody({ collection }: SearchCollection, { vector, filter }: Question): string {
  const packed = Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64');
  return JSON.stringify({
    query: document,
    variables: { collection: collection.name, vector: packed, filter },
  });
}

/** Requests made beforehand, as the statements of the other sides are. */
export function graphqlSide(url: string, place: SearchCollection): Side {
  const bodies = new Map<Question, string>();
  return {
    name: 'GraphQL',
    ask: async (question) => {
      const body = bodies.get(question) ?? requestBody(place, question);
      bodies.set(question, body);
      const { search } = await post<SearchAnswer>(url, body);
      return search.edges.map(({ node }) => node.key);
    },
    close: async () => undefined,
  };
}

/** The statement that the server sends, made beforehand with its vector as pgvector's client writes it, through as many connections. */
export function sqlSide(url: string, place: SearchCollection): Side {
  return statementSide('SQL', url, place, (text, values) => ({ text, values: withTextVectors(values) }));
}

/** The same, prepared once for each connection and with its vector as numbers, as the server does it. */
export function preparedSide(url: string, place: SearchCollection): Side {
  return statementSide('SQL, prepared', url, place, (text, values) => ({
    name: 'nearest',
    text,
    values: withBinaryVectors(values),
  }));
}

function statementSide(
  name: string,
  url: string,
  place: SearchCollection,
  written: (text: string, values: readonly unknown[]) => pg.QueryConfig,
): Side {
  const pool = new pg.Pool({
    connectionString: url,
    max: 10,
    options: [...searchSettings, ['hnsw.ef_search', String(place.collection.index.efSearch)]]
      .map(([setting, value]) => `-c ${setting}=${value}`)
      .join(' '),
  });
  const statements = new Map<Question, pg.QueryConfig>();
  const statementOf = ({ vector }: Question): pg.QueryConfig => {
    const { text, values } = nearestStatement(place.collection, place.nearest(vector, { plan: place.plan }));
    return written(text, values);
  };
  return {
    name,
    ask: async (question) => {
      const statement = statements.get(question) ?? statementOf(question);
      statements.set(question, statement);
      const { rows } = await pool.query<{ key: string }>(statement);
      return rows.slice(0, -1).map(({ key }) => key);
    },
    close: () => pool.end(),
  };
}

/** The embedded database without a server before it. */
export function embeddedSide(place: SearchCollection): Side {
  return {
    name: 'embedded',
    ask: async ({ vector }) => {
      const query = place.nearest(vector, { plan: place.plan });
      return (await place.index.nearest(place.collection, query)).nodes.map(({ item }) => item.key);
    },
    close: async () => undefined,
  };
}

/** How many questions a second each side answers, then all of them to all sides in turns; prints a line for each and how the first compares with the others. */
export async function measure(sides: readonly Side[], truth: Truth): Promise<void> {
  const questions = await truth.unfiltered();
  const lines: string[] = [];
  // First, so that what follows finds all as they are after a while, with their code compiled.
  for (const side of sides) {
    const found = await meanRecall(side.ask, questions);
    const [one, many] = [await perSecond(side, 1, questions), await perSecond(side, 16, questions)];
    lines.push(`recall@10 ${found.toFixed(4)}, ${one}/s from one client, ${many}/s from 16`);
  }
  const times = await inTurns(sides, questions);
  for (const [i, { name }] of sides.entries()) {
    const [p50, p95] = [0.5, 0.95].map((share) => percentile(times[i]!, share).toFixed(1));
    console.log(`  ${name}: ${lines[i]}, p50 ${p50} ms, p95 ${p95} ms`);
  }
  const [ours, ...others] = times.map((each) => percentile(each, 0.95));
  for (const [i, bare] of others.entries()) {
    const limit = 1.2 * bare + 2;
    const isReached = ours! <= limit ? 'yes' : 'no';
    console.log(
      `  p95 at most 1.2 times that of ${sides[i + 1]!.name} and 2 ms, ${limit.toFixed(1)} ms: ${isReached}`,
    );
  }
}

/**
 * Milliseconds of each side's answers. In one turn each answers another question: what one has just read is in the processor's caches, and would
 * make the next one's answer to the same question a fifth faster.
 */
async function inTurns(
  sides: readonly Side[],
  questions: readonly Question[],
): Promise<readonly (readonly number[])[]> {
  const times = sides.map((): number[] => []);
  const apart = Math.ceil(questions.length / sides.length);
  for (let round = 0; round < rounds; round++) {
    for (const turn of questions.keys()) {
      for (const [i, { ask }] of sides.entries()) {
        const question = questions[(turn + i * apart) % questions.length]!;
        const started = performance.now();
        await ask(question);
        times[i]!.push(performance.now() - started);
      }
    }
  }
  return times;
}

async function meanRecall(ask: Side['ask'], questions: readonly Question[]): Promise<number> {
  let sum = 0;
  for (const question of questions) sum += recall(question, await ask(question));
  return sum / questions.length;
}

async function perSecond({ ask }: Side, clients: number, questions: readonly Question[]): Promise<string> {
  const next = cycle(questions);
  const found = await rate(clients, seconds, async () => {
    await ask(next());
    return 1;
  });
  return found.toFixed(0);
}
