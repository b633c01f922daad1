import type { EmbeddingModel } from '../../core/embedding/embedding-model.ts';
import { seededRandom } from '../../core/numeric/seeded-random.ts';
import { dot } from '../../core/numeric/vectors.ts';
import type {
  Collection,
  Hit,
  Item,
  Modality,
  NearestQuery,
  VectorIndex,
} from '../../core/ports/collections.ts';
import { defaultIndex } from '../../core/search/indexes/index-settings.ts';
import { estimateRelevance } from '../../core/search/relevance/estimate-relevance.ts';
import { throughIndex } from '../../core/search/relevance/rank-queries.ts';
import {
  judgeOf,
  type RelevanceBackground,
  type RelevanceEstimate,
  usualCurve,
} from '../../core/search/relevance/relevance-estimate.ts';
import type { Drawing, Drawings } from './drawings.ts';
import type { Kind, Outcome } from './measures.ts';

/** Share of the drawings whose concepts are left out. */
const leftOut = 0.25;

/** What one split gives. */
export interface Run {
  /** Drawings in the collection. */
  readonly stored: number;
  /** Texts against pictures, the curve fitted to the captions of every other drawing; asked for are the others. */
  readonly texts: readonly Outcome[];
  /** The same with the curve of a collection without captions. */
  readonly textsUsualCurve: readonly Outcome[];
  /** With a filter that one drawing in ten passes. */
  readonly texts10Percent: readonly Outcome[];
  /** Altered copies of what is stored, and pictures of what was left out. */
  readonly pictures: readonly Outcome[];
  /** Of texts against pictures. */
  readonly background: RelevanceBackground;
}

/** Leaves concepts out of a collection, estimates relevance on the rest, and asks for both. */
export async function runSplit(
  model: EmbeddingModel,
  { drawings, foreign, nonsense }: Drawings,
  seed: number,
): Promise<Run> {
  const random = seededRandom(seed);
  const shuffled = [...drawings].map((each) => ({ each, place: random() })).sort((a, b) => a.place - b.place);
  const order = shuffled.map(({ each }) => each);
  const absent = order.slice(0, leftOut * order.length);
  const names = new Set(absent.map(({ label }) => label));
  const stored = order
    .slice(absent.length)
    .filter(({ label, tags }) => ![label, ...tags].some((name) => names.has(name)));
  const captioned = new Set(stored.filter((_, i) => i % 2 === 0));
  const estimate = await estimateOf(model, stored, captioned);
  const background = estimate.backgrounds.find(
    ({ query, against }) => query === 'text' && against === 'image',
  )!;
  const asked = stored.filter((each) => !captioned.has(each));
  const texts = (among: readonly Drawing[], with_: RelevanceEstimate, share: number) => {
    const ask = asker(among, with_, 'text', share);
    return [
      ...asked.filter((each) => among.includes(each)).map((each) => ask('answer', each.caption, each)),
      ...absent.map((each) => ask('absent', each.caption)),
      ...foreign.map((each) => ask('foreign', each)),
      ...nonsense.map((each) => ask('nonsense', each)),
    ];
  };
  const askPicture = asker(stored, estimate, 'image', 1);
  const passing = stored.filter(() => random() < 0.1);
  return {
    stored: stored.length,
    texts: texts(stored, estimate, 1),
    textsUsualCurve: texts(stored, withUsualCurve(estimate), 1),
    texts10Percent: texts(passing, estimate, 0.1),
    pictures: [
      ...stored.map((each) => askPicture('answer', each.altered, each)),
      ...absent.map((each) => askPicture('absent', each.image)),
    ],
    background,
  };
}

function asker(among: readonly Drawing[], estimate: RelevanceEstimate, modality: Modality, share: number) {
  return (kind: Kind, vector: Float32Array, wanted?: Drawing): Outcome => {
    const ranked = among
      .map((drawing) => ({ drawing, cosine: dot(vector, drawing.image) }))
      .sort((a, b) => b.cosine - a.cosine);
    const judge = judgeOf(estimate, { vector, modality, against: 'image', share });
    if (typeof judge === 'string') throw new RangeError(`runSplit: no relevance: ${judge}`);
    const { cosine } = ranked[0]!;
    const isFound = ranked.slice(0, 10).some(({ drawing }) => drawing === wanted);
    return { kind, cosine, relevance: judge(cosine), isFound };
  };
}

function withUsualCurve(estimate: RelevanceEstimate): RelevanceEstimate {
  return { ...estimate, backgrounds: estimate.backgrounds.map((each) => ({ ...each, ...usualCurve })) };
}

function estimateOf(
  model: EmbeddingModel,
  stored: readonly Drawing[],
  captioned: ReadonlySet<Drawing>,
): Promise<RelevanceEstimate> {
  const { spaceId, dimension } = model.manifest;
  const collection: Collection = {
    id: '1',
    name: 'drawings',
    description: null,
    modelName: model.manifest.name,
    spaceId,
    dimension,
    vectorSetId: '1',
    index: defaultIndex(dimension),
    metadataSchema: null,
    revision: '1',
    createdAt: new Date(),
  };
  const index = indexOf(stored, captioned);
  return estimateRelevance(
    { index, model, collection, rank: throughIndex({ index, collection }, async () => undefined) },
    stored.length,
    new Date(),
  );
}

/** Exact, in memory. */
function indexOf(
  stored: readonly Drawing[],
  captioned: ReadonlySet<Drawing>,
): Pick<VectorIndex, 'sample' | 'nearest' | 'vectorOf'> {
  const vectorOf = (drawing: Drawing, modality: Modality) =>
    modality === 'image' ? drawing.image : captioned.has(drawing) ? drawing.caption : undefined;
  const vectors = (modality: Modality) =>
    stored.flatMap((drawing) => {
      const vector = vectorOf(drawing, modality);
      return vector === undefined ? [] : [{ itemId: drawing.id, vector }];
    });
  return {
    sample: async (_, modality, count) => vectors(modality).slice(0, count),
    vectorOf: async (_, itemId, modality) => vectorOf(stored.find(({ id }) => id === itemId)!, modality),
    nearest: async (_, { vector, against, first, excludeItemIds }: NearestQuery) => {
      const hits = vectors(against)
        .filter(({ itemId }) => !excludeItemIds.includes(itemId))
        .map((each) => ({ item: { id: each.itemId } as Item, score: dot(vector, each.vector), parts: [] }))
        .sort((a, b) => b.score - a.score)
        .map((hit, i): Hit => ({ ...hit, rank: i + 1 }));
      return { nodes: hits.slice(0, first), hasNextPage: hits.length > first, isWhole: true, isCut: false };
    },
  };
}
