/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
export type BooleanCondition = {
  readonly eq: boolean;
  readonly field: string;
};

export type Fusion =
  /** Reciprocal rank fusion: the sum of weight / (60 + rank). */
  | 'RRF'
  /** Weighted sum of both scores, each scaled to 0–1 among its candidates. */
  | 'WEIGHTED';

/** Words and meaning together: the best 200 of each are fused. */
export type HybridInput = {
  /** Compared by vector; left out: the keywords as a text. */
  readonly by?: VectorSearchInput | null | undefined;
  readonly fusion?: Fusion;
  readonly keywords: string;
  /** Share of the vector's part, 0 to 1; the keywords have the rest. */
  readonly vectorWeight?: number;
};

export type IdentityKind =
  /** TUWEN_ADMIN_KEY. */
  | 'ADMIN_KEY'
  | 'ANONYMOUS'
  | 'API_KEY'
  /** `tuwen` on the server's own machine. */
  | 'COMMAND_LINE'
  /** Whoever reaches a server in open mode. */
  | 'LOCAL'
  /** A JSON Web Token. */
  | 'TOKEN';

/** Exactly one way to give a picture. */
export type ImageInput =
  {   readonly base64: string; readonly itemId?: never; readonly uploadId?: never; readonly url?: never; }
  |  { readonly base64?: never;   /** The stored picture of an item. */
  readonly itemId: string; readonly uploadId?: never; readonly url?: never; }
  |  { readonly base64?: never; readonly itemId?: never;   /** From `createUpload`, after the bytes were sent. */
  readonly uploadId: string; readonly url?: never; }
  |  { readonly base64?: never; readonly itemId?: never; readonly uploadId?: never;   /** http or https, of a public server, at most 20 MiB; refused unless the server was started with TUWEN_FETCH=on. */
  readonly url: string; };

/** A condition on metadata. `field` is a path such as `camera.model`; a field or type that no item has is an error. */
export type ItemFilter =
  {   readonly and: ReadonlyArray<ItemFilter>; readonly boolean?: never; readonly exists?: never; readonly list?: never; readonly not?: never; readonly number?: never; readonly or?: never; readonly text?: never; }
  |  { readonly and?: never;   readonly boolean: BooleanCondition; readonly exists?: never; readonly list?: never; readonly not?: never; readonly number?: never; readonly or?: never; readonly text?: never; }
  |  { readonly and?: never; readonly boolean?: never;   /** The field is there. */
  readonly exists: string; readonly list?: never; readonly not?: never; readonly number?: never; readonly or?: never; readonly text?: never; }
  |  { readonly and?: never; readonly boolean?: never; readonly exists?: never;   readonly list: ListCondition; readonly not?: never; readonly number?: never; readonly or?: never; readonly text?: never; }
  |  { readonly and?: never; readonly boolean?: never; readonly exists?: never; readonly list?: never;   readonly not: ItemFilter; readonly number?: never; readonly or?: never; readonly text?: never; }
  |  { readonly and?: never; readonly boolean?: never; readonly exists?: never; readonly list?: never; readonly not?: never;   readonly number: NumberCondition; readonly or?: never; readonly text?: never; }
  |  { readonly and?: never; readonly boolean?: never; readonly exists?: never; readonly list?: never; readonly not?: never; readonly number?: never;   readonly or: ReadonlyArray<ItemFilter>; readonly text?: never; }
  |  { readonly and?: never; readonly boolean?: never; readonly exists?: never; readonly list?: never; readonly not?: never; readonly number?: never; readonly or?: never;   readonly text: TextCondition; };

export type ListCondition = {
  /** The list holds at least one of these. */
  readonly containsAny: ReadonlyArray<string>;
  readonly field: string;
};

export type MetadataFieldType =
  | 'BOOLEAN'
  | 'LIST'
  | 'NUMBER'
  | 'OBJECT'
  | 'TEXT';

/** What a vector was made from. */
export type Modality =
  | 'IMAGE'
  | 'TEXT';

/** All that is given must hold. */
export type NumberCondition = {
  readonly eq?: number | null | undefined;
  readonly field: string;
  readonly gt?: number | null | undefined;
  readonly gte?: number | null | undefined;
  readonly in?: ReadonlyArray<number> | null | undefined;
  readonly lt?: number | null | undefined;
  readonly lte?: number | null | undefined;
};

/** What a caller may do; each role may do what those before it may. */
export type Role =
  /** Models, plugins, data sets, keys, the audit log. */
  | 'ADMIN'
  /** Changes collections and items, uploads, runs jobs. */
  | 'EDITOR'
  /** Looks, searches, embeds, classifies. */
  | 'READER';

export type ScorePartKind =
  | 'KEYWORDS'
  | 'MIX'
  | 'VECTOR';

export type ScoringKind =
  /** Each on its own, whether it fits: sigmoid, many of a row or none may be near 1 (SigLIP). */
  | 'SIGMOID'
  /** Which one of them: softmax, the probabilities of a row sum to 1 (CLIP). */
  | 'SOFTMAX';

/** Exactly one thing to search by. */
export type SearchInput =
  {   readonly hybrid: HybridInput; readonly image?: never; readonly itemId?: never; readonly keywords?: never; readonly mix?: never; readonly text?: never; readonly vector?: never; }
  |  { readonly hybrid?: never;   readonly image: ImageInput; readonly itemId?: never; readonly keywords?: never; readonly mix?: never; readonly text?: never; readonly vector?: never; }
  |  { readonly hybrid?: never; readonly image?: never;   /** A stored item, itself left out of the results: its picture's vector, else its text's. */
  readonly itemId: string; readonly keywords?: never; readonly mix?: never; readonly text?: never; readonly vector?: never; }
  |  { readonly hybrid?: never; readonly image?: never; readonly itemId?: never;   /** Words in the items' texts and metadata; Chinese is matched by pairs of characters. */
  readonly keywords: string; readonly mix?: never; readonly text?: never; readonly vector?: never; }
  |  { readonly hybrid?: never; readonly image?: never; readonly itemId?: never; readonly keywords?: never;   /** Several of these with weights, e.g. this picture + 红色 − 人. 1 to 16. */
  readonly mix: ReadonlyArray<WeightedInput>; readonly text?: never; readonly vector?: never; }
  |  { readonly hybrid?: never; readonly image?: never; readonly itemId?: never; readonly keywords?: never; readonly mix?: never;   readonly text: string; readonly vector?: never; }
  |  { readonly hybrid?: never; readonly image?: never; readonly itemId?: never; readonly keywords?: never; readonly mix?: never; readonly text?: never;   readonly vector: VectorInput; };

export type SearchPlan =
  /** The approximate index gave the candidates. */
  | 'APPROXIMATE'
  /** Everything that passes the filter was compared. */
  | 'EXACT';

/** All that is given must hold. */
export type TextCondition = {
  readonly eq?: string | null | undefined;
  readonly field: string;
  /** Code point order, so that it fits ISO dates. */
  readonly gte?: string | null | undefined;
  readonly in?: ReadonlyArray<string> | null | undefined;
  readonly lt?: string | null | undefined;
  readonly startsWith?: string | null | undefined;
};

export type Underfilled =
  /** A ranking is read to rank 1,000. */
  | 'DEPTH_LIMIT'
  /** No more items pass the filter and have something to compare. */
  | 'FEWER_MATCHES';

/** Exactly one way to give a vector. */
export type VectorInput =
  {   readonly packed: string; readonly values?: never; }
  |  { readonly packed?: never;   readonly values: ReadonlyArray<number>; };

/** Exactly one thing to compare vectors with. */
export type VectorSearchInput =
  {   readonly image: ImageInput; readonly itemId?: never; readonly text?: never; readonly vector?: never; }
  |  { readonly image?: never;   readonly itemId: string; readonly text?: never; readonly vector?: never; }
  |  { readonly image?: never; readonly itemId?: never;   readonly text: string; readonly vector?: never; }
  |  { readonly image?: never; readonly itemId?: never; readonly text?: never;   readonly vector: VectorInput; };

export type WeightedInput = {
  readonly query: VectorSearchInput;
  /** -100 to 100, not 0; a negative one moves away. */
  readonly weight?: number;
};

export type CollectionChoicesQueryVariables = Exact<{ [key: string]: never; }>;


export type CollectionChoicesQuery = { readonly collections: ReadonlyArray<{ readonly name: string, readonly description: string | null, readonly itemCount: number, readonly modelName: string }> };

export type CreateUploadMutationVariables = Exact<{
  sizeBytes: number;
}>;


export type CreateUploadMutation = { readonly createUpload: { readonly upload: { readonly id: string, readonly putUrl: string } } | null };

export type ModelChoicesQueryVariables = Exact<{ [key: string]: never; }>;


export type ModelChoicesQuery = { readonly models: ReadonlyArray<{ readonly name: string, readonly isDefault: boolean }> };

export type ClassifyQueryVariables = Exact<{
  image: ImageInput;
  labels: ReadonlyArray<string> | string;
  templates?: ReadonlyArray<string> | string | null | undefined;
  model?: string | null | undefined;
}>;


export type ClassifyQuery = { readonly classifyImage: { readonly promptsPerLabel: number, readonly logitScale: number, readonly scoring: { readonly kind: ScoringKind }, readonly predictions: ReadonlyArray<{ readonly index: number, readonly label: string, readonly probability: number, readonly cosine: number }> } | null };

export type CardFragment = { readonly id: string, readonly key: string, readonly text: string | null, readonly image: { readonly thumbnailUrl: string, readonly width: number, readonly height: number } | null };

export type ReadingFragment = { readonly text: string, readonly pieceCount: number, readonly unknownCount: number, readonly truncated: boolean, readonly pieces: ReadonlyArray<{ readonly token: string, readonly id: number, readonly isUnknown: boolean, readonly isKept: boolean, readonly text: string | null }>, readonly foldings: ReadonlyArray<{ readonly before: string, readonly after: string }> | null };

export type SearchQueryVariables = Exact<{
  collection: string;
  query: SearchInput;
  filter?: ItemFilter | null | undefined;
  against: Modality;
  first: number;
  after?: string | null | undefined;
}>;


export type SearchQuery = { readonly search: { readonly plan: SearchPlan | null, readonly underfilled: Underfilled | null, readonly nothingMatches: boolean | null, readonly tokenizations: ReadonlyArray<{ readonly text: string, readonly pieceCount: number, readonly unknownCount: number, readonly truncated: boolean, readonly pieces: ReadonlyArray<{ readonly token: string, readonly id: number, readonly isUnknown: boolean, readonly isKept: boolean, readonly text: string | null }>, readonly foldings: ReadonlyArray<{ readonly before: string, readonly after: string }> | null }>, readonly edges: ReadonlyArray<{ readonly rank: number, readonly score: number, readonly relevance: number | null, readonly parts: ReadonlyArray<{ readonly kind: ScorePartKind, readonly index: number, readonly weight: number, readonly score: number | null, readonly rank: number | null }>, readonly node: { readonly id: string, readonly key: string, readonly text: string | null, readonly image: { readonly thumbnailUrl: string, readonly width: number, readonly height: number } | null } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } | null };

export type BrowseQueryVariables = Exact<{
  collection: string;
  first: number;
  after?: string | null | undefined;
}>;


export type BrowseQuery = { readonly collection: { readonly items: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly key: string, readonly text: string | null, readonly image: { readonly thumbnailUrl: string, readonly width: number, readonly height: number } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } } | null };

export type CollectionFieldsQueryVariables = Exact<{
  collection: string;
}>;


export type CollectionFieldsQuery = { readonly collection: { readonly metadataFields: ReadonlyArray<{ readonly path: string, readonly types: ReadonlyArray<MetadataFieldType> }> } | null };

export type ItemDetailQueryVariables = Exact<{
  id: string;
}>;


export type ItemDetailQuery = { readonly item: { readonly id: string, readonly key: string, readonly text: string | null, readonly metadata: Readonly<Record<string, unknown>>, readonly createdAt: string, readonly updatedAt: string, readonly image: { readonly url: string, readonly thumbnailUrl: string, readonly width: number, readonly height: number, readonly mediaType: string, readonly sizeBytes: number, readonly sha256: string } | null } | null };

export type ItemNameQueryVariables = Exact<{
  id: string;
}>;


export type ItemNameQuery = { readonly item: { readonly id: string, readonly key: string, readonly text: string | null, readonly image: { readonly thumbnailUrl: string, readonly width: number, readonly height: number } | null } | null };

export type SimilarityQueryVariables = Exact<{
  images: ReadonlyArray<ImageInput> | ImageInput;
  texts: ReadonlyArray<string> | string;
  model?: string | null | undefined;
}>;


export type SimilarityQuery = { readonly similarity: { readonly logitScale: number, readonly cosines: ReadonlyArray<ReadonlyArray<number>>, readonly probabilitiesPerImage: ReadonlyArray<ReadonlyArray<number>>, readonly probabilitiesPerText: ReadonlyArray<ReadonlyArray<number>>, readonly scoring: { readonly kind: ScoringKind } } | null };

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { readonly viewer: { readonly kind: IdentityKind, readonly openMode: boolean, readonly role: Role, readonly subject: string } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const CardFragmentDoc = new TypedDocumentString(`
    fragment Card on Item {
  id
  key
  text
  image {
    thumbnailUrl
    width
    height
  }
}
    `, {"fragmentName":"Card"}) as unknown as TypedDocumentString<CardFragment, unknown>;
export const ReadingFragmentDoc = new TypedDocumentString(`
    fragment Reading on Tokenization {
  text
  pieceCount
  unknownCount
  truncated
  pieces {
    token
    id
    isUnknown
    isKept
    text
  }
  foldings {
    before
    after
  }
}
    `, {"fragmentName":"Reading"}) as unknown as TypedDocumentString<ReadingFragment, unknown>;
export const CollectionChoicesDocument = new TypedDocumentString(`
    query CollectionChoices {
  collections {
    name
    description
    itemCount
    modelName
  }
}
    `) as unknown as TypedDocumentString<CollectionChoicesQuery, CollectionChoicesQueryVariables>;
export const CreateUploadDocument = new TypedDocumentString(`
    mutation CreateUpload($sizeBytes: Int!) {
  createUpload(input: {sizeBytes: $sizeBytes}) {
    upload {
      id
      putUrl
    }
  }
}
    `) as unknown as TypedDocumentString<CreateUploadMutation, CreateUploadMutationVariables>;
export const ModelChoicesDocument = new TypedDocumentString(`
    query ModelChoices {
  models {
    name
    isDefault
  }
}
    `) as unknown as TypedDocumentString<ModelChoicesQuery, ModelChoicesQueryVariables>;
export const ClassifyDocument = new TypedDocumentString(`
    query Classify($image: ImageInput!, $labels: [String!]!, $templates: [String!], $model: String) {
  classifyImage(
    image: $image
    labels: $labels
    templates: $templates
    model: $model
  ) {
    promptsPerLabel
    logitScale
    scoring {
      kind
    }
    predictions {
      index
      label
      probability
      cosine
    }
  }
}
    `) as unknown as TypedDocumentString<ClassifyQuery, ClassifyQueryVariables>;
export const SearchDocument = new TypedDocumentString(`
    query Search($collection: String!, $query: SearchInput!, $filter: ItemFilter, $against: Modality!, $first: Int!, $after: String) {
  search(
    collection: $collection
    query: $query
    filter: $filter
    against: $against
    first: $first
    after: $after
  ) {
    plan
    underfilled
    nothingMatches(threshold: 0.2)
    tokenizations {
      ...Reading
    }
    edges {
      rank
      score
      relevance
      parts {
        kind
        index
        weight
        score
        rank
      }
      node {
        ...Card
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment Card on Item {
  id
  key
  text
  image {
    thumbnailUrl
    width
    height
  }
}
fragment Reading on Tokenization {
  text
  pieceCount
  unknownCount
  truncated
  pieces {
    token
    id
    isUnknown
    isKept
    text
  }
  foldings {
    before
    after
  }
}`) as unknown as TypedDocumentString<SearchQuery, SearchQueryVariables>;
export const BrowseDocument = new TypedDocumentString(`
    query Browse($collection: String!, $first: Int!, $after: String) {
  collection(name: $collection) {
    items(first: $first, after: $after) {
      nodes {
        ...Card
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    fragment Card on Item {
  id
  key
  text
  image {
    thumbnailUrl
    width
    height
  }
}`) as unknown as TypedDocumentString<BrowseQuery, BrowseQueryVariables>;
export const CollectionFieldsDocument = new TypedDocumentString(`
    query CollectionFields($collection: String!) {
  collection(name: $collection) {
    metadataFields {
      path
      types
    }
  }
}
    `) as unknown as TypedDocumentString<CollectionFieldsQuery, CollectionFieldsQueryVariables>;
export const ItemDetailDocument = new TypedDocumentString(`
    query ItemDetail($id: ID!) {
  item(id: $id) {
    id
    key
    text
    metadata
    createdAt
    updatedAt
    image {
      url
      thumbnailUrl(size: LARGE)
      width
      height
      mediaType
      sizeBytes
      sha256
    }
  }
}
    `) as unknown as TypedDocumentString<ItemDetailQuery, ItemDetailQueryVariables>;
export const ItemNameDocument = new TypedDocumentString(`
    query ItemName($id: ID!) {
  item(id: $id) {
    ...Card
  }
}
    fragment Card on Item {
  id
  key
  text
  image {
    thumbnailUrl
    width
    height
  }
}`) as unknown as TypedDocumentString<ItemNameQuery, ItemNameQueryVariables>;
export const SimilarityDocument = new TypedDocumentString(`
    query Similarity($images: [ImageInput!]!, $texts: [String!]!, $model: String) {
  similarity(images: $images, texts: $texts, model: $model) {
    logitScale
    scoring {
      kind
    }
    cosines
    probabilitiesPerImage
    probabilitiesPerText
  }
}
    `) as unknown as TypedDocumentString<SimilarityQuery, SimilarityQueryVariables>;
export const ViewerDocument = new TypedDocumentString(`
    query Viewer {
  viewer {
    kind
    openMode
    role
    subject
  }
}
    `) as unknown as TypedDocumentString<ViewerQuery, ViewerQueryVariables>;