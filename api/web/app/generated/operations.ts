/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
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

/** What a caller may do; each role may do what those before it may. */
export type Role =
  /** Models, plugins, data sets, keys, the audit log. */
  | 'ADMIN'
  /** Changes collections and items, uploads, runs jobs. */
  | 'EDITOR'
  /** Looks, searches, embeds, classifies. */
  | 'READER';

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

export type CardFragment = { readonly id: string, readonly key: string, readonly text: string | null, readonly image: { readonly url: string, readonly width: number, readonly height: number } | null };

export type SearchQueryVariables = Exact<{
  collection: string;
  query: SearchInput;
  first: number;
  after?: string | null | undefined;
}>;


export type SearchQuery = { readonly search: { readonly edges: ReadonlyArray<{ readonly rank: number, readonly score: number, readonly node: { readonly id: string, readonly key: string, readonly text: string | null, readonly image: { readonly url: string, readonly width: number, readonly height: number } | null } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } | null };

export type BrowseQueryVariables = Exact<{
  collection: string;
  first: number;
  after?: string | null | undefined;
}>;


export type BrowseQuery = { readonly collection: { readonly items: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly key: string, readonly text: string | null, readonly image: { readonly url: string, readonly width: number, readonly height: number } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } } | null };

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
    url
    width
    height
  }
}
    `, {"fragmentName":"Card"}) as unknown as TypedDocumentString<CardFragment, unknown>;
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
    query Search($collection: String!, $query: SearchInput!, $first: Int!, $after: String) {
  search(collection: $collection, query: $query, first: $first, after: $after) {
    edges {
      rank
      score
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
    url
    width
    height
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
    url
    width
    height
  }
}`) as unknown as TypedDocumentString<BrowseQuery, BrowseQueryVariables>;
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