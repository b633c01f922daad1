/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Which entries; what is left out does not matter. */
export type AuditFilter = {
  /** Name of the mutation. */
  readonly action?: string | null | undefined;
  /** Id of the key, subject of the token; else the kind. */
  readonly actor?: string | null | undefined;
  /** Those that failed or were refused, or those that did not. */
  readonly hasFailed?: boolean | null | undefined;
};

export type BooleanCondition = {
  readonly eq: boolean;
  readonly field: string;
};

export type CheckDatasetInput = {
  readonly dataset: string;
  /** Decodes every picture whole instead of its header. */
  readonly decode?: boolean;
};

export type ClassificationDatasetInput = {
  readonly elevater?: string | null | undefined;
  readonly folder: string;
  readonly index?: string | null | undefined;
  /** Left out: `label_cn.txt` in or beside the folder. */
  readonly labels?: string | null | undefined;
};

export type CreateApiKeyInput = {
  /** 1 to 3,650; left out: it does not expire. */
  readonly expiresInDays?: number | null | undefined;
  /** 1 to 64 characters that say who or what uses it. */
  readonly name: string;
  readonly role: Role;
};

export type CreateCollectionInput = {
  readonly description?: string | null | undefined;
  readonly index?: IndexInput | null | undefined;
  /** JSON Schema (2020-12) that the metadata of items has to fit. */
  readonly metadataSchema?: Readonly<Record<string, unknown>> | null | undefined;
  /** Left out: the default model. */
  readonly model?: string | null | undefined;
  /** `[a-z0-9][a-z0-9_-]{0,63}`, unique. */
  readonly name: string;
};

export type DatasetKind =
  | 'CLASSIFICATION'
  | 'RETRIEVAL';

export type DuplicatePolicy =
  /** It is left out, and told; an item that has its key stays as it is. */
  | 'SKIP'
  /** It is stored, and told. */
  | 'STORE';

export type ExecutionProvider =
  | 'CPU'
  | 'CUDA'
  | 'TENSORRT';

export type Fusion =
  /** Reciprocal rank fusion: the sum of weight / (60 + rank). Equals share a rank. */
  | 'RRF'
  /** Weighted sum of both scores, each scaled to 0–1 among its candidates. */
  | 'WEIGHTED';

/** Words and meaning together: the best 200 of each are fused, and of equals the nearer ones. */
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

/** Exactly one place to import from. */
export type ImportSource =
  {   /** A header with `key`, `text`, `image`; every other column is metadata: `colour`, `price:number`, `sold:boolean`; `metadata` has JSON. */
  readonly csv: string; readonly folder?: never; readonly jsonl?: never; readonly original?: never; readonly upload?: never; readonly zip?: never; }
  |  { readonly csv?: never;   /** A folder of pictures, and those below it; the key of each is its path in the folder. */
  readonly folder: string; readonly jsonl?: never; readonly original?: never; readonly upload?: never; readonly zip?: never; }
  |  { readonly csv?: never; readonly folder?: never;   /** JSONL of `key`, `text`, `image`, `metadata`; `image` is a path beside the file or a URL. */
  readonly jsonl: string; readonly original?: never; readonly upload?: never; readonly zip?: never; }
  |  { readonly csv?: never; readonly folder?: never; readonly jsonl?: never;   readonly original: OriginalImport; readonly upload?: never; readonly zip?: never; }
  |  { readonly csv?: never; readonly folder?: never; readonly jsonl?: never; readonly original?: never;   /** The same, uploaded: an id of `createUpload(input: { kind: ARCHIVE })`. It is kept for this import, and deleted after it. */
  readonly upload: string; readonly zip?: never; }
  |  { readonly csv?: never; readonly folder?: never; readonly jsonl?: never; readonly original?: never; readonly upload?: never;   /** A zip file of pictures, or with `items.jsonl` or `items.csv` and the pictures that they name. */
  readonly zip: string; };

export type IndexInput = {
  /** 16 to 512 and at least twice `m`; 128 unless told. */
  readonly efConstruction?: number | null | undefined;
  /** 10 to 1,000; 200 unless told. It needs no build. */
  readonly efSearch?: number | null | undefined;
  readonly kind?: IndexKind | null | undefined;
  /** 4 to 64; 24 unless told. */
  readonly m?: number | null | undefined;
};

export type IndexKind =
  /** Everything is compared: whole, and fast to about 10,000 vectors. */
  | 'EXACT'
  /** A graph over the vectors as they are; up to 2,000 dimensions. */
  | 'HNSW'
  /** A graph over one bit for each value, the smallest; the best are ranked anew by the vectors themselves, by `efSearch` and the collection's size. */
  | 'HNSW_BINARY'
  /** A graph over 16-bit copies, half the size; up to 4,000 dimensions. */
  | 'HNSW_HALF';

/** A condition on metadata. `field` is a path such as `camera.model`, of at most 4 levels; a field or type that no item has, or had, is an error. */
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

/** A picture, a text, or both. */
export type ItemInput = {
  readonly image?: ImageInput | null | undefined;
  /** Your own identifier, unique in the collection; at most 512 characters. */
  readonly key: string;
  /** At most 16,384 characters of JSON, without whole numbers beyond ±(2^53-1), except for 10^21 and more with at most 15 digits, such as 6.02e23. */
  readonly metadata?: Readonly<Record<string, unknown>> | null | undefined;
  /** At most 10,000 characters; how many a model reads is its `contextLength`. */
  readonly text?: string | null | undefined;
};

export type JobState =
  | 'CANCELLED'
  | 'FAILED'
  /** Until it is resumed. */
  | 'PAUSED'
  | 'QUEUED'
  | 'RUNNING'
  | 'SUCCEEDED';

export type ListCondition = {
  /** The list holds at least one of these texts; its numbers are not looked at. */
  readonly containsAny: ReadonlyArray<string>;
  readonly field: string;
};

export type MetadataFieldType =
  | 'BOOLEAN'
  | 'LIST'
  | 'NUMBER'
  | 'OBJECT'
  | 'TEXT';

export type MisfitPolicy =
  /** Take the schema; they stay as they are until they are replaced. */
  | 'KEEP'
  /** Change nothing, and say which. */
  | 'REFUSE';

/** What a vector was made from. */
export type Modality =
  | 'IMAGE'
  | 'TEXT';

export type ModelChangeState =
  /** Searches use the old model; the new one's vectors are being made, or its job has ended too soon. */
  | 'FILLING'
  /** Searches use the old model, and everything is there to switch. */
  | 'READY'
  /** Searches use the new model, and can go back. */
  | 'SWITCHED';

/** All that is given must hold. Whole numbers beyond ±(2^53-1) are refused, as they would be changed; 10^21 and more, such as 6.02e23, may have 15 digits. */
export type NumberCondition = {
  readonly eq?: number | null | undefined;
  readonly field: string;
  readonly gt?: number | null | undefined;
  readonly gte?: number | null | undefined;
  readonly in?: ReadonlyArray<number> | null | undefined;
  readonly lt?: number | null | undefined;
  readonly lte?: number | null | undefined;
};

/** The original's files: pictures by id, and the texts that describe them. */
export type OriginalImport = {
  /** A TSV of id and base64, or an LMDB folder of pictures. */
  readonly images: string;
  /** JSONL of `text_id`, `text`, `image_ids`, or an LMDB folder of pairs. A picture's first text is embedded; all are metadata. One of no picture is rejected. */
  readonly texts?: string | null | undefined;
};

export type Precision =
  /** For GPUs. */
  | 'FLOAT16'
  | 'FLOAT32'
  /** 8-bit integer products, for CPUs. */
  | 'INT8';

/** Exactly one of the two kinds. */
export type RegisterDatasetInput = {
  readonly classification?: ClassificationDatasetInput | null | undefined;
  /** `[a-z0-9][a-z0-9_-]{0,63}`, unique. */
  readonly name: string;
  readonly retrieval?: RetrievalDatasetInput | null | undefined;
};

export type RetrievalBenchmark =
  | 'COCO_CN'
  | 'FLICKR30K_CN'
  | 'MUGE';

export type RetrievalDatasetInput = {
  readonly benchmark?: RetrievalBenchmark | null | undefined;
  readonly images: string;
  readonly texts: string;
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
  |  { readonly hybrid?: never; readonly image?: never; readonly itemId?: never;   /** Words in the items' texts and metadata, at most 64 terms; Chinese is matched by pairs of characters. */
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

export type StartElevaterRunInput = {
  /** Which ones; left out: all that are there. */
  readonly datasets?: ReadonlyArray<string> | null | undefined;
  /**
   * Folder with a folder for each set, by ELEVATER's names: `test` with the class folders, `label_cn.txt`, `index.json` where
   * there is one. Left out: the registered data sets with a name of ELEVATER's.
   */
  readonly folder?: string | null | undefined;
  /** Makes a submission although sets are missing, or of other sizes than ELEVATER's. */
  readonly incomplete?: boolean;
  /** The default model when left out. */
  readonly model?: string | null | undefined;
  readonly precision?: Precision | null | undefined;
  /** Whose prompts: Tuwen's own, or those that the original's script takes for each set, for its numbers. */
  readonly templates?: TemplateOrigin;
};

export type StartRetrievalEvaluationInput = {
  /** Compare with the original's zero-shot numbers on this set. */
  readonly benchmark?: RetrievalBenchmark | null | undefined;
  /** Name of a registered data set, in place of `images` and `texts`. */
  readonly dataset?: string | null | undefined;
  /** A TSV of id and base64, a folder of pictures, or an LMDB folder, inside a folder of TUWEN_DATASETS. */
  readonly images?: string | null | undefined;
  /** The default model when left out. */
  readonly model?: string | null | undefined;
  /** The precision in which it is loaded when left out. */
  readonly precision?: Precision | null | undefined;
  /** JSONL of `text_id`, `text`, `image_ids`, or an LMDB folder of pairs, likewise. */
  readonly texts?: string | null | undefined;
  readonly unreadable?: UnreadablePolicy | null | undefined;
};

export type StartZeroShotEvaluationInput = {
  /** Name of a registered data set, in place of `folder`. */
  readonly dataset?: string | null | undefined;
  /** ELEVATER's name of the set: chooses prompts and metric, and asks for its prediction file. */
  readonly elevater?: string | null | undefined;
  /** Folder with one folder of pictures for each class, inside a folder of TUWEN_DATASETS; so are the files below. */
  readonly folder?: string | null | undefined;
  /** JSON list of the pictures that ELEVATER wants, in its order. */
  readonly index?: string | null | undefined;
  /** One label a line in the order of the sorted class folders; left out: `label_cn.txt` in or beside the folder. */
  readonly labels?: string | null | undefined;
  /** The default model when left out. */
  readonly model?: string | null | undefined;
  readonly precision?: Precision | null | undefined;
  /** Templates to compare; the prediction file is of the first. */
  readonly templateSets?: ReadonlyArray<TemplateSetInput> | null | undefined;
  /** JSON file of templates; left out, with `templateSets`: the built-in ones. */
  readonly templatesFile?: string | null | undefined;
  readonly unreadable?: UnreadablePolicy | null | undefined;
};

export type TemplateOrigin =
  /** The original's files. */
  | 'CHINESE_CLIP'
  /** What evaluations take when they are given none. */
  | 'TUWEN';

/** Prompts with `{}` in the place of a label. */
export type TemplateSetInput = {
  readonly name: string;
  readonly templates: ReadonlyArray<string>;
};

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
  /** A ranking is read to rank 1,000, and a hybrid one has the best 200 of each part only: there may be more. */
  | 'DEPTH_LIMIT'
  /** No more items pass the filter and have something to compare. */
  | 'FEWER_MATCHES';

/** What a picture that cannot be read does to a job. */
export type UnreadablePolicy =
  | 'FAIL'
  /** It is left out and counted. */
  | 'SKIP';

export type UpdateCollectionInput = {
  readonly description?: string | null | undefined;
  readonly metadataSchema?: Readonly<Record<string, unknown>> | null | undefined;
  /** What to do when stored items do not fit the new schema. */
  readonly misfits?: MisfitPolicy;
  /** Which one. */
  readonly name: string;
};

export type UploadKind =
  /** A zip file for `ImportSource.upload`, within two hours. */
  | 'ARCHIVE'
  /** For `ImageInput.uploadId`, within a quarter of an hour. */
  | 'PICTURE';

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

export type WeightReading =
  /** Exactly as in the checkpoint, as the original's evaluation scripts do. */
  | 'AS_STORED'
  /** Rounded to float16 first, as the original's `load_from_name` does. */
  | 'FLOAT16_ROUNDED';

export type WeightedInput = {
  readonly query: VectorSearchInput;
  /** -100 to 100, not 0; a negative one moves away. */
  readonly weight?: number;
};

export type CollectionChoicesQueryVariables = Exact<{ [key: string]: never; }>;


export type CollectionChoicesQuery = { readonly collections: ReadonlyArray<{ readonly name: string, readonly description: string | null, readonly itemCount: number, readonly modelName: string }> };

export type CreateUploadMutationVariables = Exact<{
  sizeBytes: number;
  kind: UploadKind;
}>;


export type CreateUploadMutation = { readonly createUpload: { readonly upload: { readonly id: string, readonly putUrl: string } } | null };

export type ModelChoicesQueryVariables = Exact<{ [key: string]: never; }>;


export type ModelChoicesQuery = { readonly models: ReadonlyArray<{ readonly name: string, readonly isDefault: boolean }> };

export type DataFolderQueryVariables = Exact<{
  path: string;
}>;


export type DataFolderQuery = { readonly dataFolder: { readonly pictureCount: number, readonly isWhole: boolean, readonly entries: ReadonlyArray<{ readonly name: string, readonly path: string, readonly sizeBytes: number | null }> } | null };

export type TemplateSetsQueryVariables = Exact<{ [key: string]: never; }>;


export type TemplateSetsQuery = { readonly templateSets: ReadonlyArray<{ readonly name: string, readonly origin: TemplateOrigin, readonly datasets: ReadonlyArray<string>, readonly templates: ReadonlyArray<string> }> };

export type CollectionFieldsQueryVariables = Exact<{
  collection: string;
}>;


export type CollectionFieldsQuery = { readonly collection: { readonly metadataFields: ReadonlyArray<{ readonly path: string, readonly types: ReadonlyArray<MetadataFieldType> }> } | null };

export type LiveJobFragment = { readonly id: string, readonly kind: string, readonly state: JobState, readonly input: Readonly<Record<string, unknown>>, readonly result: Readonly<Record<string, unknown>> | null, readonly cancelRequested: boolean, readonly pauseRequested: boolean, readonly createdAt: string, readonly finishedAt: string | null, readonly progress: { readonly stage: string, readonly done: number, readonly total: number | null, readonly etaSeconds: number | null, readonly counts: Readonly<Record<string, unknown>> | null, readonly rejects: ReadonlyArray<{ readonly where: string, readonly key: string | null, readonly code: string, readonly message: string }> } | null, readonly error: { readonly code: string, readonly message: string } | null, readonly artefacts: ReadonlyArray<{ readonly name: string, readonly sizeBytes: number, readonly url: string | null }> };

export type JobProgressSubscriptionVariables = Exact<{
  id: string;
}>;


export type JobProgressSubscription = { readonly jobProgress: { readonly id: string, readonly kind: string, readonly state: JobState, readonly input: Readonly<Record<string, unknown>>, readonly result: Readonly<Record<string, unknown>> | null, readonly cancelRequested: boolean, readonly pauseRequested: boolean, readonly createdAt: string, readonly finishedAt: string | null, readonly progress: { readonly stage: string, readonly done: number, readonly total: number | null, readonly etaSeconds: number | null, readonly counts: Readonly<Record<string, unknown>> | null, readonly rejects: ReadonlyArray<{ readonly where: string, readonly key: string | null, readonly code: string, readonly message: string }> } | null, readonly error: { readonly code: string, readonly message: string } | null, readonly artefacts: ReadonlyArray<{ readonly name: string, readonly sizeBytes: number, readonly url: string | null }> } };

export type PauseJobMutationVariables = Exact<{
  id: string;
}>;


export type PauseJobMutation = { readonly pauseJob: { readonly id: string } | null };

export type ResumeJobMutationVariables = Exact<{
  id: string;
}>;


export type ResumeJobMutation = { readonly resumeJob: { readonly id: string } | null };

export type CancelJobMutationVariables = Exact<{
  id: string;
}>;


export type CancelJobMutation = { readonly cancelJob: { readonly id: string } | null };

export type RetryJobMutationVariables = Exact<{
  id: string;
}>;


export type RetryJobMutation = { readonly retryJob: { readonly id: string } | null };

export type ApiKeysQueryVariables = Exact<{ [key: string]: never; }>;


export type ApiKeysQuery = { readonly apiKeys: ReadonlyArray<{ readonly id: string, readonly name: string, readonly role: Role, readonly createdAt: string, readonly createdBy: string, readonly expiresAt: string | null, readonly revokedAt: string | null, readonly lastUsedAt: string | null }> };

export type ApiKeyFactsFragment = { readonly id: string, readonly name: string, readonly role: Role, readonly createdAt: string, readonly createdBy: string, readonly expiresAt: string | null, readonly revokedAt: string | null, readonly lastUsedAt: string | null };

export type CreateApiKeyMutationVariables = Exact<{
  input: CreateApiKeyInput;
}>;


export type CreateApiKeyMutation = { readonly createApiKey: { readonly token: string, readonly apiKey: { readonly id: string } } | null };

export type RevokeApiKeyMutationVariables = Exact<{
  id: string;
}>;


export type RevokeApiKeyMutation = { readonly revokeApiKey: { readonly apiKey: { readonly id: string } } | null };

export type AuditLogQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  filter?: AuditFilter | null | undefined;
}>;


export type AuditLogQuery = { readonly auditLog: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly at: string, readonly actorKind: IdentityKind, readonly actor: string, readonly role: Role | null, readonly action: string, readonly arguments: Readonly<Record<string, unknown>>, readonly outcome: string, readonly requestId: string | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type AuditEntryFactsFragment = { readonly id: string, readonly at: string, readonly actorKind: IdentityKind, readonly actor: string, readonly role: Role | null, readonly action: string, readonly arguments: Readonly<Record<string, unknown>>, readonly outcome: string, readonly requestId: string | null };

export type ClassifyQueryVariables = Exact<{
  image: ImageInput;
  labels: ReadonlyArray<string> | string;
  templates?: ReadonlyArray<string> | string | null | undefined;
  model?: string | null | undefined;
}>;


export type ClassifyQuery = { readonly classifyImage: { readonly promptsPerLabel: number, readonly logitScale: number, readonly scoring: { readonly kind: ScoringKind }, readonly predictions: ReadonlyArray<{ readonly index: number, readonly label: string, readonly probability: number, readonly cosine: number }> } | null };

export type AddItemsMutationVariables = Exact<{
  collection: string;
  items: ReadonlyArray<ItemInput> | ItemInput;
}>;


export type AddItemsMutation = { readonly addItems: { readonly createdCount: number, readonly updatedCount: number, readonly rejected: ReadonlyArray<{ readonly index: number, readonly code: string, readonly message: string }> } | null };

export type CollectionsQueryVariables = Exact<{ [key: string]: never; }>;


export type CollectionsQuery = { readonly collections: ReadonlyArray<{ readonly name: string, readonly description: string | null, readonly itemCount: number, readonly modelName: string, readonly index: { readonly kind: IndexKind }, readonly modelChange: { readonly state: ModelChangeState, readonly toModel: string } | null, readonly items: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly text: string | null, readonly image: { readonly thumbnailUrl: string } | null }> } }> };

export type CollectionFactsFragment = { readonly name: string, readonly description: string | null, readonly itemCount: number, readonly modelName: string, readonly dimension: number, readonly metadataSchema: Readonly<Record<string, unknown>> | null, readonly createdAt: string, readonly modelChange: { readonly state: ModelChangeState, readonly toModel: string } | null };

export type CollectionFactsQueryVariables = Exact<{
  name: string;
}>;


export type CollectionFactsQuery = { readonly collection: { readonly name: string, readonly description: string | null, readonly itemCount: number, readonly modelName: string, readonly dimension: number, readonly metadataSchema: Readonly<Record<string, unknown>> | null, readonly createdAt: string, readonly modelChange: { readonly state: ModelChangeState, readonly toModel: string } | null } | null };

export type CreateCollectionMutationVariables = Exact<{
  input: CreateCollectionInput;
}>;


export type CreateCollectionMutation = { readonly createCollection: { readonly collection: { readonly name: string } } | null };

export type UpdateCollectionMutationVariables = Exact<{
  input: UpdateCollectionInput;
}>;


export type UpdateCollectionMutation = { readonly updateCollection: { readonly misfitCount: number, readonly misfits: ReadonlyArray<{ readonly key: string, readonly problem: string }> } | null };

export type DeleteCollectionMutationVariables = Exact<{
  name: string;
}>;


export type DeleteCollectionMutation = { readonly deleteCollection: { readonly deleted: boolean } | null };

export type DuplicateGroupFragment = { readonly score: number, readonly size: number, readonly members: ReadonlyArray<{ readonly score: number, readonly item: { readonly id: string, readonly key: string, readonly text: string | null, readonly image: { readonly thumbnailUrl: string, readonly sha256: string } | null } }> };

export type DuplicatesQueryVariables = Exact<{
  collection: string;
  minScore: number;
  against: Modality;
  first: number;
  after?: string | null | undefined;
}>;


export type DuplicatesQuery = { readonly duplicates: { readonly coveredItems: number, readonly totalItems: number, readonly isComplete: boolean, readonly isExact: boolean, readonly nodes: ReadonlyArray<{ readonly score: number, readonly size: number, readonly members: ReadonlyArray<{ readonly score: number, readonly item: { readonly id: string, readonly key: string, readonly text: string | null, readonly image: { readonly thumbnailUrl: string, readonly sha256: string } | null } }> }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type StartImportMutationVariables = Exact<{
  collection: string;
  source: ImportSource;
  duplicates: DuplicatePolicy;
}>;


export type StartImportMutation = { readonly startImport: { readonly id: string } | null };

export type ItemRowFragment = { readonly id: string, readonly key: string, readonly text: string | null, readonly image: { readonly thumbnailUrl: string } | null };

export type ItemsQueryVariables = Exact<{
  collection: string;
  first: number;
  after?: string | null | undefined;
  filter?: ItemFilter | null | undefined;
}>;


export type ItemsQuery = { readonly collection: { readonly items: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly key: string, readonly text: string | null, readonly image: { readonly thumbnailUrl: string } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } } | null };

export type ItemByKeyQueryVariables = Exact<{
  collection: string;
  key: string;
}>;


export type ItemByKeyQuery = { readonly collection: { readonly item: { readonly id: string } | null } | null };

export type WholeItemFragment = { readonly id: string, readonly key: string, readonly text: string | null, readonly metadata: Readonly<Record<string, unknown>>, readonly createdAt: string, readonly updatedAt: string, readonly image: { readonly url: string, readonly thumbnailUrl: string, readonly width: number, readonly height: number, readonly mediaType: string, readonly sizeBytes: number, readonly sha256: string } | null };

export type WholeItemQueryVariables = Exact<{
  id: string;
}>;


export type WholeItemQuery = { readonly item: { readonly id: string, readonly key: string, readonly text: string | null, readonly metadata: Readonly<Record<string, unknown>>, readonly createdAt: string, readonly updatedAt: string, readonly image: { readonly url: string, readonly thumbnailUrl: string, readonly width: number, readonly height: number, readonly mediaType: string, readonly sizeBytes: number, readonly sha256: string } | null } | null };

export type DeleteItemsMutationVariables = Exact<{
  collection: string;
  keys: ReadonlyArray<string> | string;
}>;


export type DeleteItemsMutation = { readonly deleteItems: { readonly deletedCount: number } | null };

export type ModelChangeFragment = { readonly state: ModelChangeState, readonly fromModel: string, readonly toModel: string, readonly missing: number, readonly failedCount: number, readonly failures: ReadonlyArray<{ readonly key: string, readonly model: string, readonly modality: Modality, readonly code: string, readonly message: string }>, readonly job: { readonly id: string, readonly state: JobState } | null, readonly overlap: { readonly queries: number, readonly overlapAt10: number, readonly rankBiasedOverlap: number, readonly measuredAt: string, readonly worst: ReadonlyArray<{ readonly key: string, readonly overlapAt10: number }> } | null };

export type ModelChangeQueryVariables = Exact<{
  name: string;
}>;


export type ModelChangeQuery = { readonly collection: { readonly modelName: string, readonly modelChange: { readonly state: ModelChangeState, readonly fromModel: string, readonly toModel: string, readonly missing: number, readonly failedCount: number, readonly failures: ReadonlyArray<{ readonly key: string, readonly model: string, readonly modality: Modality, readonly code: string, readonly message: string }>, readonly job: { readonly id: string, readonly state: JobState } | null, readonly overlap: { readonly queries: number, readonly overlapAt10: number, readonly rankBiasedOverlap: number, readonly measuredAt: string, readonly worst: ReadonlyArray<{ readonly key: string, readonly overlapAt10: number }> } | null } | null } | null };

export type StartModelChangeMutationVariables = Exact<{
  collection: string;
  model: string;
}>;


export type StartModelChangeMutation = { readonly startModelChange: { readonly id: string } | null };

export type SwitchCollectionModelMutationVariables = Exact<{
  collection: string;
  acceptFailures: boolean;
}>;


export type SwitchCollectionModelMutation = { readonly switchCollectionModel: { readonly collection: { readonly id: string } } | null };

export type RollbackModelChangeMutationVariables = Exact<{
  collection: string;
}>;


export type RollbackModelChangeMutation = { readonly rollbackModelChange: { readonly collection: { readonly id: string } } | null };

export type FinishModelChangeMutationVariables = Exact<{
  collection: string;
}>;


export type FinishModelChangeMutation = { readonly finishModelChange: { readonly collection: { readonly id: string } } | null };

export type AbandonModelChangeMutationVariables = Exact<{
  collection: string;
}>;


export type AbandonModelChangeMutation = { readonly abandonModelChange: { readonly collection: { readonly id: string } } | null };

export type RecentJobsQueryVariables = Exact<{
  kind: string;
}>;


export type RecentJobsQuery = { readonly jobs: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly state: JobState, readonly input: Readonly<Record<string, unknown>> }> } };

export type RelevanceFragment = { readonly estimatedAt: string | null, readonly itemCount: number | null, readonly changedItems: number, readonly isDue: boolean, readonly job: { readonly id: string, readonly state: JobState } | null, readonly backgrounds: ReadonlyArray<{ readonly query: Modality, readonly against: Modality, readonly queries: number, readonly median: number, readonly spread: number, readonly answeredQueries: number }> };

export type RelevanceQueryVariables = Exact<{
  name: string;
}>;


export type RelevanceQuery = { readonly collection: { readonly relevance: { readonly estimatedAt: string | null, readonly itemCount: number | null, readonly changedItems: number, readonly isDue: boolean, readonly job: { readonly id: string, readonly state: JobState } | null, readonly backgrounds: ReadonlyArray<{ readonly query: Modality, readonly against: Modality, readonly queries: number, readonly median: number, readonly spread: number, readonly answeredQueries: number }> } } | null };

export type EstimateRelevanceMutationVariables = Exact<{
  collection: string;
}>;


export type EstimateRelevanceMutation = { readonly estimateRelevance: { readonly id: string } | null };

export type SearchIndexFragment = { readonly kind: IndexKind, readonly m: number, readonly efConstruction: number, readonly efSearch: number, readonly sizeBytes: number, readonly recall: { readonly recallAt10: number, readonly queries: number, readonly measuredAt: string } | null };

export type SearchIndexQueryVariables = Exact<{
  name: string;
}>;


export type SearchIndexQuery = { readonly collection: { readonly index: { readonly kind: IndexKind, readonly m: number, readonly efConstruction: number, readonly efSearch: number, readonly sizeBytes: number, readonly recall: { readonly recallAt10: number, readonly queries: number, readonly measuredAt: string } | null } } | null };

export type StartIndexBuildMutationVariables = Exact<{
  collection: string;
  index: IndexInput;
}>;


export type StartIndexBuildMutation = { readonly startIndexBuild: { readonly id: string } | null };

export type EvaluationRowFragment = { readonly id: string, readonly kind: string, readonly state: JobState, readonly input: Readonly<Record<string, unknown>>, readonly result: Readonly<Record<string, unknown>> | null, readonly createdAt: string, readonly error: { readonly code: string } | null };

export type EvaluationsQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  kinds: ReadonlyArray<string> | string;
}>;


export type EvaluationsQuery = { readonly jobs: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly kind: string, readonly state: JobState, readonly input: Readonly<Record<string, unknown>>, readonly result: Readonly<Record<string, unknown>> | null, readonly createdAt: string, readonly error: { readonly code: string } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type EvaluationQueryVariables = Exact<{
  id: string;
}>;


export type EvaluationQuery = { readonly job: { readonly id: string, readonly kind: string, readonly state: JobState, readonly input: Readonly<Record<string, unknown>>, readonly result: Readonly<Record<string, unknown>> | null, readonly cancelRequested: boolean, readonly pauseRequested: boolean, readonly createdAt: string, readonly finishedAt: string | null, readonly progress: { readonly stage: string, readonly done: number, readonly total: number | null, readonly etaSeconds: number | null, readonly counts: Readonly<Record<string, unknown>> | null, readonly rejects: ReadonlyArray<{ readonly where: string, readonly key: string | null, readonly code: string, readonly message: string }> } | null, readonly error: { readonly code: string, readonly message: string } | null, readonly artefacts: ReadonlyArray<{ readonly name: string, readonly sizeBytes: number, readonly url: string | null }> } | null };

export type ClassReportQueryVariables = Exact<{
  id: string;
  dataset?: string | null | undefined;
  templates?: string | null | undefined;
}>;


export type ClassReportQuery = { readonly classReport: { readonly templates: string, readonly pictureCount: number, readonly classCount: number, readonly confusionCount: number, readonly classes: ReadonlyArray<{ readonly name: string, readonly count: number, readonly correct: number, readonly predictedCount: number, readonly accuracy: number, readonly low: number, readonly high: number }>, readonly confusions: ReadonlyArray<{ readonly actual: string, readonly predicted: string, readonly count: number }>, readonly confusionMatrix: { readonly names: ReadonlyArray<string>, readonly counts: ReadonlyArray<ReadonlyArray<number>> } } | null };

export type CompareEvaluationsQueryVariables = Exact<{
  baseline: string;
  candidate: string;
}>;


export type CompareEvaluationsQuery = { readonly compareEvaluations: { readonly baseline: { readonly id: string, readonly kind: string, readonly state: JobState, readonly input: Readonly<Record<string, unknown>>, readonly result: Readonly<Record<string, unknown>> | null, readonly createdAt: string, readonly error: { readonly code: string } | null }, readonly candidate: { readonly id: string, readonly kind: string, readonly state: JobState, readonly input: Readonly<Record<string, unknown>>, readonly result: Readonly<Record<string, unknown>> | null, readonly createdAt: string, readonly error: { readonly code: string } | null }, readonly parts: ReadonlyArray<{ readonly name: string, readonly count: number, readonly wonCount: number, readonly lostCount: number, readonly measures: ReadonlyArray<{ readonly measure: string, readonly baseline: number, readonly candidate: number, readonly difference: { readonly value: number, readonly low: number, readonly high: number, readonly p: number } }>, readonly won: ReadonlyArray<{ readonly id: string, readonly baseline: string | null, readonly candidate: string | null }>, readonly lost: ReadonlyArray<{ readonly id: string, readonly baseline: string | null, readonly candidate: string | null }>, readonly classes: ReadonlyArray<{ readonly name: string, readonly count: number, readonly baseline: number, readonly candidate: number, readonly difference: { readonly value: number, readonly low: number, readonly high: number, readonly p: number } }> }> } | null };

export type DifferenceFragment = { readonly value: number, readonly low: number, readonly high: number, readonly p: number };

export type ChangedOutcomeFragment = { readonly id: string, readonly baseline: string | null, readonly candidate: string | null };

export type PromoteModelMutationVariables = Exact<{
  candidate: string;
  baseline: string;
  tolerance: number;
}>;


export type PromoteModelMutation = { readonly promoteModel: { readonly model: { readonly name: string } } | null };

export type StartRetrievalEvaluationMutationVariables = Exact<{
  input: StartRetrievalEvaluationInput;
}>;


export type StartRetrievalEvaluationMutation = { readonly started: { readonly id: string } | null };

export type StartZeroShotEvaluationMutationVariables = Exact<{
  input: StartZeroShotEvaluationInput;
}>;


export type StartZeroShotEvaluationMutation = { readonly started: { readonly id: string } | null };

export type StartElevaterRunMutationVariables = Exact<{
  input: StartElevaterRunInput;
}>;


export type StartElevaterRunMutation = { readonly started: { readonly id: string } | null };

export type CheckDatasetMutationVariables = Exact<{
  input: CheckDatasetInput;
}>;


export type CheckDatasetMutation = { readonly started: { readonly id: string } | null };

export type DatasetsQueryVariables = Exact<{ [key: string]: never; }>;


export type DatasetsQuery = { readonly datasets: ReadonlyArray<{ readonly name: string, readonly kind: DatasetKind, readonly images: string | null, readonly texts: string | null, readonly benchmark: RetrievalBenchmark | null, readonly folder: string | null, readonly labels: string | null, readonly index: string | null, readonly elevater: string | null, readonly metric: string | null, readonly createdAt: string }> };

export type DatasetFactsFragment = { readonly name: string, readonly kind: DatasetKind, readonly images: string | null, readonly texts: string | null, readonly benchmark: RetrievalBenchmark | null, readonly folder: string | null, readonly labels: string | null, readonly index: string | null, readonly elevater: string | null, readonly metric: string | null, readonly createdAt: string };

export type RegisterDatasetMutationVariables = Exact<{
  input: RegisterDatasetInput;
}>;


export type RegisterDatasetMutation = { readonly registerDataset: { readonly dataset: { readonly name: string } } | null };

export type RemoveDatasetMutationVariables = Exact<{
  name: string;
}>;


export type RemoveDatasetMutation = { readonly removeDataset: { readonly removed: boolean } | null };

export type TowerParityFragment = { readonly count: number, readonly minimumCosine: number, readonly maximumError: number };

export type ModelCardFragment = { readonly name: string, readonly family: string, readonly isDefault: boolean, readonly dimension: number, readonly imageSize: number, readonly contextLength: number, readonly vocabularySize: number, readonly weights: WeightReading, readonly spaceId: string, readonly importedAt: string, readonly published: { readonly family: string, readonly licence: string } | null, readonly parameters: { readonly total: number, readonly visual: number, readonly text: number }, readonly precisions: ReadonlyArray<{ readonly precision: Precision, readonly sizeBytes: number, readonly parity: { readonly probePack: string, readonly threshold: number, readonly passed: boolean, readonly image: { readonly count: number, readonly minimumCosine: number, readonly maximumError: number }, readonly text: { readonly count: number, readonly minimumCosine: number, readonly maximumError: number } } | null }>, readonly source: { readonly fileName: string, readonly sha256: string }, readonly runtime: { readonly precision: Precision, readonly provider: ExecutionProvider, readonly rejected: ReadonlyArray<{ readonly provider: ExecutionProvider, readonly reason: string }> } | null };

export type ModelsQueryVariables = Exact<{ [key: string]: never; }>;


export type ModelsQuery = { readonly models: ReadonlyArray<{ readonly name: string, readonly family: string, readonly isDefault: boolean, readonly dimension: number, readonly imageSize: number, readonly contextLength: number, readonly vocabularySize: number, readonly weights: WeightReading, readonly spaceId: string, readonly importedAt: string, readonly published: { readonly family: string, readonly licence: string } | null, readonly parameters: { readonly total: number, readonly visual: number, readonly text: number }, readonly precisions: ReadonlyArray<{ readonly precision: Precision, readonly sizeBytes: number, readonly parity: { readonly probePack: string, readonly threshold: number, readonly passed: boolean, readonly image: { readonly count: number, readonly minimumCosine: number, readonly maximumError: number }, readonly text: { readonly count: number, readonly minimumCosine: number, readonly maximumError: number } } | null }>, readonly source: { readonly fileName: string, readonly sha256: string }, readonly runtime: { readonly precision: Precision, readonly provider: ExecutionProvider, readonly rejected: ReadonlyArray<{ readonly provider: ExecutionProvider, readonly reason: string }> } | null }> };

export type LoadModelMutationVariables = Exact<{
  name: string;
  precision?: Precision | null | undefined;
}>;


export type LoadModelMutation = { readonly loadModel: { readonly name: string } | null };

export type UnloadModelMutationVariables = Exact<{
  name: string;
}>;


export type UnloadModelMutation = { readonly unloadModel: { readonly name: string } | null };

export type SetDefaultModelMutationVariables = Exact<{
  name: string;
}>;


export type SetDefaultModelMutation = { readonly setDefaultModel: { readonly name: string } | null };

export type PluginRowFragment = { readonly name: string, readonly version: string | null, readonly description: string | null, readonly licence: string | null, readonly builtIn: boolean, readonly enabled: boolean, readonly error: string | null, readonly models: ReadonlyArray<{ readonly name: string }> };

export type PluginsQueryVariables = Exact<{ [key: string]: never; }>;


export type PluginsQuery = { readonly plugins: ReadonlyArray<{ readonly name: string, readonly version: string | null, readonly description: string | null, readonly licence: string | null, readonly builtIn: boolean, readonly enabled: boolean, readonly error: string | null, readonly models: ReadonlyArray<{ readonly name: string }> }> };

export type EnablePluginMutationVariables = Exact<{
  name: string;
}>;


export type EnablePluginMutation = { readonly enablePlugin: { readonly name: string } | null };

export type DisablePluginMutationVariables = Exact<{
  name: string;
}>;


export type DisablePluginMutation = { readonly disablePlugin: { readonly name: string } | null };

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


export type SearchQuery = { readonly search: { readonly plan: SearchPlan | null, readonly underfilled: Underfilled | null, readonly nothingMatches: boolean | null, readonly keywords: { readonly terms: ReadonlyArray<ReadonlyArray<string>>, readonly leftOut: ReadonlyArray<string> } | null, readonly tokenizations: ReadonlyArray<{ readonly text: string, readonly pieceCount: number, readonly unknownCount: number, readonly truncated: boolean, readonly pieces: ReadonlyArray<{ readonly token: string, readonly id: number, readonly isUnknown: boolean, readonly isKept: boolean, readonly text: string | null }>, readonly foldings: ReadonlyArray<{ readonly before: string, readonly after: string }> | null }>, readonly edges: ReadonlyArray<{ readonly rank: number, readonly score: number, readonly relevance: number | null, readonly parts: ReadonlyArray<{ readonly kind: ScorePartKind, readonly index: number, readonly weight: number, readonly score: number | null, readonly rank: number | null, readonly contribution: number }>, readonly node: { readonly id: string, readonly key: string, readonly text: string | null, readonly image: { readonly thumbnailUrl: string, readonly width: number, readonly height: number } | null } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } | null };

export type BrowseQueryVariables = Exact<{
  collection: string;
  first: number;
  after?: string | null | undefined;
  filter?: ItemFilter | null | undefined;
}>;


export type BrowseQuery = { readonly collection: { readonly items: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly key: string, readonly text: string | null, readonly image: { readonly thumbnailUrl: string, readonly width: number, readonly height: number } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } } | null };

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
export const LiveJobFragmentDoc = new TypedDocumentString(`
    fragment LiveJob on Job {
  id
  kind
  state
  input
  progress {
    stage
    done
    total
    etaSeconds
    counts
    rejects {
      where
      key
      code
      message
    }
  }
  result
  error {
    code
    message
  }
  cancelRequested
  pauseRequested
  artefacts {
    name
    sizeBytes
    url
  }
  createdAt
  finishedAt
}
    `, {"fragmentName":"LiveJob"}) as unknown as TypedDocumentString<LiveJobFragment, unknown>;
export const ApiKeyFactsFragmentDoc = new TypedDocumentString(`
    fragment ApiKeyFacts on ApiKey {
  id
  name
  role
  createdAt
  createdBy
  expiresAt
  revokedAt
  lastUsedAt
}
    `, {"fragmentName":"ApiKeyFacts"}) as unknown as TypedDocumentString<ApiKeyFactsFragment, unknown>;
export const AuditEntryFactsFragmentDoc = new TypedDocumentString(`
    fragment AuditEntryFacts on AuditEntry {
  id
  at
  actorKind
  actor
  role
  action
  arguments
  outcome
  requestId
}
    `, {"fragmentName":"AuditEntryFacts"}) as unknown as TypedDocumentString<AuditEntryFactsFragment, unknown>;
export const CollectionFactsFragmentDoc = new TypedDocumentString(`
    fragment CollectionFacts on Collection {
  name
  description
  itemCount
  modelName
  dimension
  metadataSchema
  createdAt
  modelChange {
    state
    toModel
  }
}
    `, {"fragmentName":"CollectionFacts"}) as unknown as TypedDocumentString<CollectionFactsFragment, unknown>;
export const DuplicateGroupFragmentDoc = new TypedDocumentString(`
    fragment DuplicateGroup on DuplicateGroup {
  score
  size
  members {
    score
    item {
      id
      key
      text
      image {
        thumbnailUrl
        sha256
      }
    }
  }
}
    `, {"fragmentName":"DuplicateGroup"}) as unknown as TypedDocumentString<DuplicateGroupFragment, unknown>;
export const ItemRowFragmentDoc = new TypedDocumentString(`
    fragment ItemRow on Item {
  id
  key
  text
  image {
    thumbnailUrl
  }
}
    `, {"fragmentName":"ItemRow"}) as unknown as TypedDocumentString<ItemRowFragment, unknown>;
export const WholeItemFragmentDoc = new TypedDocumentString(`
    fragment WholeItem on Item {
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
    `, {"fragmentName":"WholeItem"}) as unknown as TypedDocumentString<WholeItemFragment, unknown>;
export const ModelChangeFragmentDoc = new TypedDocumentString(`
    fragment ModelChange on ModelChange {
  state
  fromModel
  toModel
  missing
  failedCount
  failures {
    key
    model
    modality
    code
    message
  }
  job {
    id
    state
  }
  overlap {
    queries
    overlapAt10
    rankBiasedOverlap
    measuredAt
    worst {
      key
      overlapAt10
    }
  }
}
    `, {"fragmentName":"ModelChange"}) as unknown as TypedDocumentString<ModelChangeFragment, unknown>;
export const RelevanceFragmentDoc = new TypedDocumentString(`
    fragment Relevance on CollectionRelevance {
  estimatedAt
  itemCount
  changedItems
  isDue
  job {
    id
    state
  }
  backgrounds {
    query
    against
    queries
    median
    spread
    answeredQueries
  }
}
    `, {"fragmentName":"Relevance"}) as unknown as TypedDocumentString<RelevanceFragment, unknown>;
export const SearchIndexFragmentDoc = new TypedDocumentString(`
    fragment SearchIndex on CollectionIndex {
  kind
  m
  efConstruction
  efSearch
  sizeBytes
  recall {
    recallAt10
    queries
    measuredAt
  }
}
    `, {"fragmentName":"SearchIndex"}) as unknown as TypedDocumentString<SearchIndexFragment, unknown>;
export const EvaluationRowFragmentDoc = new TypedDocumentString(`
    fragment EvaluationRow on Job {
  id
  kind
  state
  input
  result
  error {
    code
  }
  createdAt
}
    `, {"fragmentName":"EvaluationRow"}) as unknown as TypedDocumentString<EvaluationRowFragment, unknown>;
export const DifferenceFragmentDoc = new TypedDocumentString(`
    fragment Difference on ComparedDifference {
  value
  low
  high
  p
}
    `, {"fragmentName":"Difference"}) as unknown as TypedDocumentString<DifferenceFragment, unknown>;
export const ChangedOutcomeFragmentDoc = new TypedDocumentString(`
    fragment ChangedOutcome on ChangedOutcome {
  id
  baseline
  candidate
}
    `, {"fragmentName":"ChangedOutcome"}) as unknown as TypedDocumentString<ChangedOutcomeFragment, unknown>;
export const DatasetFactsFragmentDoc = new TypedDocumentString(`
    fragment DatasetFacts on Dataset {
  name
  kind
  images
  texts
  benchmark
  folder
  labels
  index
  elevater
  metric
  createdAt
}
    `, {"fragmentName":"DatasetFacts"}) as unknown as TypedDocumentString<DatasetFactsFragment, unknown>;
export const TowerParityFragmentDoc = new TypedDocumentString(`
    fragment TowerParity on TowerParity {
  count
  minimumCosine
  maximumError
}
    `, {"fragmentName":"TowerParity"}) as unknown as TypedDocumentString<TowerParityFragment, unknown>;
export const ModelCardFragmentDoc = new TypedDocumentString(`
    fragment ModelCard on Model {
  name
  family
  published {
    family
    licence
  }
  isDefault
  dimension
  imageSize
  contextLength
  vocabularySize
  parameters {
    total
    visual
    text
  }
  precisions {
    precision
    sizeBytes
    parity {
      probePack
      threshold
      passed
      image {
        ...TowerParity
      }
      text {
        ...TowerParity
      }
    }
  }
  weights
  spaceId
  source {
    fileName
    sha256
  }
  importedAt
  runtime {
    precision
    provider
    rejected {
      provider
      reason
    }
  }
}
    fragment TowerParity on TowerParity {
  count
  minimumCosine
  maximumError
}`, {"fragmentName":"ModelCard"}) as unknown as TypedDocumentString<ModelCardFragment, unknown>;
export const PluginRowFragmentDoc = new TypedDocumentString(`
    fragment PluginRow on Plugin {
  name
  version
  description
  licence
  builtIn
  enabled
  error
  models {
    name
  }
}
    `, {"fragmentName":"PluginRow"}) as unknown as TypedDocumentString<PluginRowFragment, unknown>;
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
    mutation CreateUpload($sizeBytes: Int!, $kind: UploadKind!) {
  createUpload(input: {sizeBytes: $sizeBytes, kind: $kind}) {
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
export const DataFolderDocument = new TypedDocumentString(`
    query DataFolder($path: String!) {
  dataFolder(path: $path) {
    entries {
      name
      path
      sizeBytes
    }
    pictureCount
    isWhole
  }
}
    `) as unknown as TypedDocumentString<DataFolderQuery, DataFolderQueryVariables>;
export const TemplateSetsDocument = new TypedDocumentString(`
    query TemplateSets {
  templateSets {
    name
    origin
    datasets
    templates
  }
}
    `) as unknown as TypedDocumentString<TemplateSetsQuery, TemplateSetsQueryVariables>;
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
export const JobProgressDocument = new TypedDocumentString(`
    subscription JobProgress($id: ID!) {
  jobProgress(id: $id) {
    ...LiveJob
  }
}
    fragment LiveJob on Job {
  id
  kind
  state
  input
  progress {
    stage
    done
    total
    etaSeconds
    counts
    rejects {
      where
      key
      code
      message
    }
  }
  result
  error {
    code
    message
  }
  cancelRequested
  pauseRequested
  artefacts {
    name
    sizeBytes
    url
  }
  createdAt
  finishedAt
}`) as unknown as TypedDocumentString<JobProgressSubscription, JobProgressSubscriptionVariables>;
export const PauseJobDocument = new TypedDocumentString(`
    mutation PauseJob($id: ID!) {
  pauseJob(id: $id) {
    id
  }
}
    `) as unknown as TypedDocumentString<PauseJobMutation, PauseJobMutationVariables>;
export const ResumeJobDocument = new TypedDocumentString(`
    mutation ResumeJob($id: ID!) {
  resumeJob(id: $id) {
    id
  }
}
    `) as unknown as TypedDocumentString<ResumeJobMutation, ResumeJobMutationVariables>;
export const CancelJobDocument = new TypedDocumentString(`
    mutation CancelJob($id: ID!) {
  cancelJob(id: $id) {
    id
  }
}
    `) as unknown as TypedDocumentString<CancelJobMutation, CancelJobMutationVariables>;
export const RetryJobDocument = new TypedDocumentString(`
    mutation RetryJob($id: ID!) {
  retryJob(id: $id) {
    id
  }
}
    `) as unknown as TypedDocumentString<RetryJobMutation, RetryJobMutationVariables>;
export const ApiKeysDocument = new TypedDocumentString(`
    query ApiKeys {
  apiKeys {
    ...ApiKeyFacts
  }
}
    fragment ApiKeyFacts on ApiKey {
  id
  name
  role
  createdAt
  createdBy
  expiresAt
  revokedAt
  lastUsedAt
}`) as unknown as TypedDocumentString<ApiKeysQuery, ApiKeysQueryVariables>;
export const CreateApiKeyDocument = new TypedDocumentString(`
    mutation CreateApiKey($input: CreateApiKeyInput!) {
  createApiKey(input: $input) {
    token
    apiKey {
      id
    }
  }
}
    `) as unknown as TypedDocumentString<CreateApiKeyMutation, CreateApiKeyMutationVariables>;
export const RevokeApiKeyDocument = new TypedDocumentString(`
    mutation RevokeApiKey($id: ID!) {
  revokeApiKey(id: $id) {
    apiKey {
      id
    }
  }
}
    `) as unknown as TypedDocumentString<RevokeApiKeyMutation, RevokeApiKeyMutationVariables>;
export const AuditLogDocument = new TypedDocumentString(`
    query AuditLog($first: Int!, $after: String, $filter: AuditFilter) {
  auditLog(first: $first, after: $after, filter: $filter) {
    nodes {
      ...AuditEntryFacts
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment AuditEntryFacts on AuditEntry {
  id
  at
  actorKind
  actor
  role
  action
  arguments
  outcome
  requestId
}`) as unknown as TypedDocumentString<AuditLogQuery, AuditLogQueryVariables>;
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
export const AddItemsDocument = new TypedDocumentString(`
    mutation AddItems($collection: String!, $items: [ItemInput!]!) {
  addItems(input: {collection: $collection, items: $items}) {
    createdCount
    updatedCount
    rejected {
      index
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<AddItemsMutation, AddItemsMutationVariables>;
export const CollectionsDocument = new TypedDocumentString(`
    query Collections {
  collections {
    name
    description
    itemCount
    modelName
    index {
      kind
    }
    modelChange {
      state
      toModel
    }
    items(first: 4) {
      nodes {
        id
        text
        image {
          thumbnailUrl
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<CollectionsQuery, CollectionsQueryVariables>;
export const CollectionFactsDocument = new TypedDocumentString(`
    query CollectionFacts($name: String!) {
  collection(name: $name) {
    ...CollectionFacts
  }
}
    fragment CollectionFacts on Collection {
  name
  description
  itemCount
  modelName
  dimension
  metadataSchema
  createdAt
  modelChange {
    state
    toModel
  }
}`) as unknown as TypedDocumentString<CollectionFactsQuery, CollectionFactsQueryVariables>;
export const CreateCollectionDocument = new TypedDocumentString(`
    mutation CreateCollection($input: CreateCollectionInput!) {
  createCollection(input: $input) {
    collection {
      name
    }
  }
}
    `) as unknown as TypedDocumentString<CreateCollectionMutation, CreateCollectionMutationVariables>;
export const UpdateCollectionDocument = new TypedDocumentString(`
    mutation UpdateCollection($input: UpdateCollectionInput!) {
  updateCollection(input: $input) {
    misfitCount
    misfits {
      key
      problem
    }
  }
}
    `) as unknown as TypedDocumentString<UpdateCollectionMutation, UpdateCollectionMutationVariables>;
export const DeleteCollectionDocument = new TypedDocumentString(`
    mutation DeleteCollection($name: String!) {
  deleteCollection(name: $name) {
    deleted
  }
}
    `) as unknown as TypedDocumentString<DeleteCollectionMutation, DeleteCollectionMutationVariables>;
export const DuplicatesDocument = new TypedDocumentString(`
    query Duplicates($collection: String!, $minScore: Float!, $against: Modality!, $first: Int!, $after: String) {
  duplicates(
    collection: $collection
    minScore: $minScore
    against: $against
    first: $first
    after: $after
  ) {
    nodes {
      ...DuplicateGroup
    }
    pageInfo {
      hasNextPage
      endCursor
    }
    coveredItems
    totalItems
    isComplete
    isExact
  }
}
    fragment DuplicateGroup on DuplicateGroup {
  score
  size
  members {
    score
    item {
      id
      key
      text
      image {
        thumbnailUrl
        sha256
      }
    }
  }
}`) as unknown as TypedDocumentString<DuplicatesQuery, DuplicatesQueryVariables>;
export const StartImportDocument = new TypedDocumentString(`
    mutation StartImport($collection: String!, $source: ImportSource!, $duplicates: DuplicatePolicy!) {
  startImport(
    input: {collection: $collection, source: $source, duplicates: $duplicates}
  ) {
    id
  }
}
    `) as unknown as TypedDocumentString<StartImportMutation, StartImportMutationVariables>;
export const ItemsDocument = new TypedDocumentString(`
    query Items($collection: String!, $first: Int!, $after: String, $filter: ItemFilter) {
  collection(name: $collection) {
    items(first: $first, after: $after, filter: $filter) {
      nodes {
        ...ItemRow
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    fragment ItemRow on Item {
  id
  key
  text
  image {
    thumbnailUrl
  }
}`) as unknown as TypedDocumentString<ItemsQuery, ItemsQueryVariables>;
export const ItemByKeyDocument = new TypedDocumentString(`
    query ItemByKey($collection: String!, $key: String!) {
  collection(name: $collection) {
    item(key: $key) {
      id
    }
  }
}
    `) as unknown as TypedDocumentString<ItemByKeyQuery, ItemByKeyQueryVariables>;
export const WholeItemDocument = new TypedDocumentString(`
    query WholeItem($id: ID!) {
  item(id: $id) {
    ...WholeItem
  }
}
    fragment WholeItem on Item {
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
}`) as unknown as TypedDocumentString<WholeItemQuery, WholeItemQueryVariables>;
export const DeleteItemsDocument = new TypedDocumentString(`
    mutation DeleteItems($collection: String!, $keys: [String!]!) {
  deleteItems(input: {collection: $collection, keys: $keys}) {
    deletedCount
  }
}
    `) as unknown as TypedDocumentString<DeleteItemsMutation, DeleteItemsMutationVariables>;
export const ModelChangeDocument = new TypedDocumentString(`
    query ModelChange($name: String!) {
  collection(name: $name) {
    modelName
    modelChange {
      ...ModelChange
    }
  }
}
    fragment ModelChange on ModelChange {
  state
  fromModel
  toModel
  missing
  failedCount
  failures {
    key
    model
    modality
    code
    message
  }
  job {
    id
    state
  }
  overlap {
    queries
    overlapAt10
    rankBiasedOverlap
    measuredAt
    worst {
      key
      overlapAt10
    }
  }
}`) as unknown as TypedDocumentString<ModelChangeQuery, ModelChangeQueryVariables>;
export const StartModelChangeDocument = new TypedDocumentString(`
    mutation StartModelChange($collection: String!, $model: String!) {
  startModelChange(input: {collection: $collection, model: $model}) {
    id
  }
}
    `) as unknown as TypedDocumentString<StartModelChangeMutation, StartModelChangeMutationVariables>;
export const SwitchCollectionModelDocument = new TypedDocumentString(`
    mutation SwitchCollectionModel($collection: String!, $acceptFailures: Boolean!) {
  switchCollectionModel(
    input: {collection: $collection, acceptFailures: $acceptFailures}
  ) {
    collection {
      id
    }
  }
}
    `) as unknown as TypedDocumentString<SwitchCollectionModelMutation, SwitchCollectionModelMutationVariables>;
export const RollbackModelChangeDocument = new TypedDocumentString(`
    mutation RollbackModelChange($collection: String!) {
  rollbackModelChange(collection: $collection) {
    collection {
      id
    }
  }
}
    `) as unknown as TypedDocumentString<RollbackModelChangeMutation, RollbackModelChangeMutationVariables>;
export const FinishModelChangeDocument = new TypedDocumentString(`
    mutation FinishModelChange($collection: String!) {
  finishModelChange(collection: $collection) {
    collection {
      id
    }
  }
}
    `) as unknown as TypedDocumentString<FinishModelChangeMutation, FinishModelChangeMutationVariables>;
export const AbandonModelChangeDocument = new TypedDocumentString(`
    mutation AbandonModelChange($collection: String!) {
  abandonModelChange(collection: $collection) {
    collection {
      id
    }
  }
}
    `) as unknown as TypedDocumentString<AbandonModelChangeMutation, AbandonModelChangeMutationVariables>;
export const RecentJobsDocument = new TypedDocumentString(`
    query RecentJobs($kind: String!) {
  jobs(first: 200, kinds: [$kind]) {
    nodes {
      id
      state
      input
    }
  }
}
    `) as unknown as TypedDocumentString<RecentJobsQuery, RecentJobsQueryVariables>;
export const RelevanceDocument = new TypedDocumentString(`
    query Relevance($name: String!) {
  collection(name: $name) {
    relevance {
      ...Relevance
    }
  }
}
    fragment Relevance on CollectionRelevance {
  estimatedAt
  itemCount
  changedItems
  isDue
  job {
    id
    state
  }
  backgrounds {
    query
    against
    queries
    median
    spread
    answeredQueries
  }
}`) as unknown as TypedDocumentString<RelevanceQuery, RelevanceQueryVariables>;
export const EstimateRelevanceDocument = new TypedDocumentString(`
    mutation EstimateRelevance($collection: String!) {
  estimateRelevance(collection: $collection) {
    id
  }
}
    `) as unknown as TypedDocumentString<EstimateRelevanceMutation, EstimateRelevanceMutationVariables>;
export const SearchIndexDocument = new TypedDocumentString(`
    query SearchIndex($name: String!) {
  collection(name: $name) {
    index {
      ...SearchIndex
    }
  }
}
    fragment SearchIndex on CollectionIndex {
  kind
  m
  efConstruction
  efSearch
  sizeBytes
  recall {
    recallAt10
    queries
    measuredAt
  }
}`) as unknown as TypedDocumentString<SearchIndexQuery, SearchIndexQueryVariables>;
export const StartIndexBuildDocument = new TypedDocumentString(`
    mutation StartIndexBuild($collection: String!, $index: IndexInput!) {
  startIndexBuild(input: {collection: $collection, index: $index}) {
    id
  }
}
    `) as unknown as TypedDocumentString<StartIndexBuildMutation, StartIndexBuildMutationVariables>;
export const EvaluationsDocument = new TypedDocumentString(`
    query Evaluations($first: Int!, $after: String, $kinds: [String!]!) {
  jobs(first: $first, after: $after, kinds: $kinds) {
    nodes {
      ...EvaluationRow
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment EvaluationRow on Job {
  id
  kind
  state
  input
  result
  error {
    code
  }
  createdAt
}`) as unknown as TypedDocumentString<EvaluationsQuery, EvaluationsQueryVariables>;
export const EvaluationDocument = new TypedDocumentString(`
    query Evaluation($id: ID!) {
  job(id: $id) {
    ...LiveJob
  }
}
    fragment LiveJob on Job {
  id
  kind
  state
  input
  progress {
    stage
    done
    total
    etaSeconds
    counts
    rejects {
      where
      key
      code
      message
    }
  }
  result
  error {
    code
    message
  }
  cancelRequested
  pauseRequested
  artefacts {
    name
    sizeBytes
    url
  }
  createdAt
  finishedAt
}`) as unknown as TypedDocumentString<EvaluationQuery, EvaluationQueryVariables>;
export const ClassReportDocument = new TypedDocumentString(`
    query ClassReport($id: ID!, $dataset: String, $templates: String) {
  classReport(evaluation: $id, dataset: $dataset, templates: $templates) {
    templates
    pictureCount
    classCount
    classes(first: 1000) {
      name
      count
      correct
      predictedCount
      accuracy
      low
      high
    }
    confusionCount
    confusions(first: 20) {
      actual
      predicted
      count
    }
    confusionMatrix(size: 20) {
      names
      counts
    }
  }
}
    `) as unknown as TypedDocumentString<ClassReportQuery, ClassReportQueryVariables>;
export const CompareEvaluationsDocument = new TypedDocumentString(`
    query CompareEvaluations($baseline: ID!, $candidate: ID!) {
  compareEvaluations(baseline: $baseline, candidate: $candidate) {
    baseline {
      ...EvaluationRow
    }
    candidate {
      ...EvaluationRow
    }
    parts {
      name
      count
      wonCount
      lostCount
      measures {
        measure
        baseline
        candidate
        difference {
          ...Difference
        }
      }
      won(first: 20) {
        ...ChangedOutcome
      }
      lost(first: 20) {
        ...ChangedOutcome
      }
      classes {
        name
        count
        baseline
        candidate
        difference {
          ...Difference
        }
      }
    }
  }
}
    fragment EvaluationRow on Job {
  id
  kind
  state
  input
  result
  error {
    code
  }
  createdAt
}
fragment Difference on ComparedDifference {
  value
  low
  high
  p
}
fragment ChangedOutcome on ChangedOutcome {
  id
  baseline
  candidate
}`) as unknown as TypedDocumentString<CompareEvaluationsQuery, CompareEvaluationsQueryVariables>;
export const PromoteModelDocument = new TypedDocumentString(`
    mutation PromoteModel($candidate: ID!, $baseline: ID!, $tolerance: Float!) {
  promoteModel(
    input: {candidate: $candidate, baseline: $baseline, tolerance: $tolerance}
  ) {
    model {
      name
    }
  }
}
    `) as unknown as TypedDocumentString<PromoteModelMutation, PromoteModelMutationVariables>;
export const StartRetrievalEvaluationDocument = new TypedDocumentString(`
    mutation StartRetrievalEvaluation($input: StartRetrievalEvaluationInput!) {
  started: startRetrievalEvaluation(input: $input) {
    id
  }
}
    `) as unknown as TypedDocumentString<StartRetrievalEvaluationMutation, StartRetrievalEvaluationMutationVariables>;
export const StartZeroShotEvaluationDocument = new TypedDocumentString(`
    mutation StartZeroShotEvaluation($input: StartZeroShotEvaluationInput!) {
  started: startZeroShotEvaluation(input: $input) {
    id
  }
}
    `) as unknown as TypedDocumentString<StartZeroShotEvaluationMutation, StartZeroShotEvaluationMutationVariables>;
export const StartElevaterRunDocument = new TypedDocumentString(`
    mutation StartElevaterRun($input: StartElevaterRunInput!) {
  started: startElevaterRun(input: $input) {
    id
  }
}
    `) as unknown as TypedDocumentString<StartElevaterRunMutation, StartElevaterRunMutationVariables>;
export const CheckDatasetDocument = new TypedDocumentString(`
    mutation CheckDataset($input: CheckDatasetInput!) {
  started: checkDataset(input: $input) {
    id
  }
}
    `) as unknown as TypedDocumentString<CheckDatasetMutation, CheckDatasetMutationVariables>;
export const DatasetsDocument = new TypedDocumentString(`
    query Datasets {
  datasets {
    ...DatasetFacts
  }
}
    fragment DatasetFacts on Dataset {
  name
  kind
  images
  texts
  benchmark
  folder
  labels
  index
  elevater
  metric
  createdAt
}`) as unknown as TypedDocumentString<DatasetsQuery, DatasetsQueryVariables>;
export const RegisterDatasetDocument = new TypedDocumentString(`
    mutation RegisterDataset($input: RegisterDatasetInput!) {
  registerDataset(input: $input) {
    dataset {
      name
    }
  }
}
    `) as unknown as TypedDocumentString<RegisterDatasetMutation, RegisterDatasetMutationVariables>;
export const RemoveDatasetDocument = new TypedDocumentString(`
    mutation RemoveDataset($name: String!) {
  removeDataset(name: $name) {
    removed
  }
}
    `) as unknown as TypedDocumentString<RemoveDatasetMutation, RemoveDatasetMutationVariables>;
export const ModelsDocument = new TypedDocumentString(`
    query Models {
  models {
    ...ModelCard
  }
}
    fragment TowerParity on TowerParity {
  count
  minimumCosine
  maximumError
}
fragment ModelCard on Model {
  name
  family
  published {
    family
    licence
  }
  isDefault
  dimension
  imageSize
  contextLength
  vocabularySize
  parameters {
    total
    visual
    text
  }
  precisions {
    precision
    sizeBytes
    parity {
      probePack
      threshold
      passed
      image {
        ...TowerParity
      }
      text {
        ...TowerParity
      }
    }
  }
  weights
  spaceId
  source {
    fileName
    sha256
  }
  importedAt
  runtime {
    precision
    provider
    rejected {
      provider
      reason
    }
  }
}`) as unknown as TypedDocumentString<ModelsQuery, ModelsQueryVariables>;
export const LoadModelDocument = new TypedDocumentString(`
    mutation LoadModel($name: String!, $precision: Precision) {
  loadModel(name: $name, precision: $precision) {
    name
  }
}
    `) as unknown as TypedDocumentString<LoadModelMutation, LoadModelMutationVariables>;
export const UnloadModelDocument = new TypedDocumentString(`
    mutation UnloadModel($name: String!) {
  unloadModel(name: $name) {
    name
  }
}
    `) as unknown as TypedDocumentString<UnloadModelMutation, UnloadModelMutationVariables>;
export const SetDefaultModelDocument = new TypedDocumentString(`
    mutation SetDefaultModel($name: String!) {
  setDefaultModel(name: $name) {
    name
  }
}
    `) as unknown as TypedDocumentString<SetDefaultModelMutation, SetDefaultModelMutationVariables>;
export const PluginsDocument = new TypedDocumentString(`
    query Plugins {
  plugins {
    ...PluginRow
  }
}
    fragment PluginRow on Plugin {
  name
  version
  description
  licence
  builtIn
  enabled
  error
  models {
    name
  }
}`) as unknown as TypedDocumentString<PluginsQuery, PluginsQueryVariables>;
export const EnablePluginDocument = new TypedDocumentString(`
    mutation EnablePlugin($name: String!) {
  enablePlugin(name: $name) {
    name
  }
}
    `) as unknown as TypedDocumentString<EnablePluginMutation, EnablePluginMutationVariables>;
export const DisablePluginDocument = new TypedDocumentString(`
    mutation DisablePlugin($name: String!) {
  disablePlugin(name: $name) {
    name
  }
}
    `) as unknown as TypedDocumentString<DisablePluginMutation, DisablePluginMutationVariables>;
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
    nothingMatches
    keywords {
      terms
      leftOut
    }
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
        contribution
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
    query Browse($collection: String!, $first: Int!, $after: String, $filter: ItemFilter) {
  collection(name: $collection) {
    items(first: $first, after: $after, filter: $filter) {
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