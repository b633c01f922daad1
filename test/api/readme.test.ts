import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { homeWithGallery } from '../support/home-template.ts';
import { hasStarter, startTuwen, type TuwenProcess } from '../support/tuwen-process.ts';

const queries = [
  ...readFileSync(new URL('../../README.md', import.meta.url), 'utf8').matchAll(/```graphql\n([\s\S]*?)```/g),
].map(([, query]) => query!);

// biome-ignore lint/suspicious/noExplicitAny: the shape of an answer is what the assertions are about
type Data = any;

describe.skipIf(!hasStarter)('the first queries of the README', () => {
  let tuwen: TuwenProcess;
  let umbrella: string;

  beforeAll(async () => {
    tuwen = await startTuwen(60_000, {}, await homeWithGallery());
  }, 360_000);
  afterAll(() => tuwen?.stop());

  async function ask(query: string | undefined, variables: Record<string, unknown> = {}): Promise<Data> {
    const response = await fetch(`${tuwen.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await response.json()) as { data: Data; errors?: unknown };
    expect(errors).toBeUndefined();
    return data;
  }

  it('are five', () => expect(queries).toHaveLength(5));

  it('say what is running', async () => {
    const { models } = await ask(queries[0]);
    expect(models).toEqual([
      expect.objectContaining({
        name: 'starter',
        family: 'chinese-clip',
        dimension: 128,
        imageSize: 48,
        isDefault: true,
      }),
    ]);
    expect(models[0].runtime).toEqual({ provider: 'CPU' });
  });

  it('embed a text', async () => {
    const [embedding] = (await ask(queries[1])).embedTexts;
    const vector = new Float32Array(Uint8Array.from(atob(embedding.packed), (c) => c.charCodeAt(0)).buffer);
    expect(vector).toHaveLength(128);
    expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
    expect(embedding.tokenization.tokens).toEqual([...'一把红色的雨伞']);
  });

  it('know how relevant their hits are from the first search on', async () => {
    const judged = '{ relevanceUnavailable nothingMatches edges { relevance } }';
    const { search } = await ask(
      `{ search(collection: "emoji", query: { text: "雨伞" }, first: 1) ${judged} }`,
    );
    expect(search).toEqual({
      relevanceUnavailable: null,
      nothingMatches: false,
      edges: [{ relevance: expect.any(Number) }],
    });
  });

  it('find umbrellas', async () => {
    const { edges } = (await ask(queries[2])).search;
    expect(edges.map((edge: Data) => edge.rank)).toEqual([1, 2, 3, 4, 5]);
    expect(edges.filter((edge: Data) => edge.node.text.includes('伞')).length).toBeGreaterThanOrEqual(2);
    umbrella = edges.find((edge: Data) => edge.node.text.includes('伞')).node.id;
    const all = await ask(
      '{ search(collection: "emoji", query: { text: "雨伞" }, first: 1) { nodes { id } } }',
    );
    expect(all.search.nodes).toHaveLength(1);
  });

  it('classify a stored picture', async () => {
    const id = await umbrellaId();
    const { predictions } = (await ask(queries[3], { item: id })).classifyImage;
    expect(predictions[0].label).toBe('雨伞');
    expect(predictions.reduce((sum: number, p: Data) => sum + p.probability, 0)).toBeCloseTo(1, 5);
  });

  it('compare pictures with texts', async () => {
    const { logitScale, cosines, logitsPerImage, probabilitiesPerImage } = (
      await ask(queries[4], { item: await umbrellaId() })
    ).similarity;
    expect(logitsPerImage[0][0]).toBeCloseTo(logitScale * cosines[0][0], 4);
    expect(probabilitiesPerImage[0][0]).toBeGreaterThan(0.5);
  });

  async function umbrellaId(): Promise<string> {
    const query = '{ search(collection: "emoji", query: { text: "雨伞" }, first: 5) { nodes { id text } } }';
    umbrella ??= (await ask(query)).search.nodes.find((node: Data) => node.text.includes('伞')).id;
    return umbrella;
  }
});
