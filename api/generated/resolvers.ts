import type { JsonObject } from '../../core/json.ts';
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { ModelChangeParts } from '../schema/model-change/model-change.resolvers.ts';
import type { OverlapReport as OverlapReportMapper } from '../../core/search/model-change/overlap.ts';
import type { IndexKind as IndexKindMapper } from '../../core/search/indexes/index-settings.ts';
import type { CollectionIndex as CollectionIndexMapper } from '../../core/ports/index-builder.ts';
import type { CollectionRelevanceParts } from '../schema/relevance/relevance.resolvers.ts';
import type { RelevanceBackground as RelevanceBackgroundMapper } from '../../core/search/relevance/relevance-estimate.ts';
import type { RecallEstimate as RecallEstimateMapper } from '../../core/search/indexes/measure-recall.ts';
import type { Role as RoleMapper } from '../../core/access/role.ts';
import type { IdentityKind as IdentityKindMapper } from '../../core/access/identity.ts';
import type { ApiKey as ApiKeyMapper } from '../../core/ports/api-key-store.ts';
import type { AuditPage } from '../../core/access/audit-log.ts';
import type { AuditEntry as AuditEntryMapper } from '../../core/ports/audit-store.ts';
import type { Job as JobMapper, JobState as JobStateMapper } from '../../core/ports/job-store.ts';
import type { EvaluationComparison as EvaluationComparisonMapper } from '../../core/evaluation/comparison/evaluations.ts';
import type { PartComparison } from '../../core/evaluation/comparison/comparison.ts';
import type { ClassReport as ClassReportMapper, ClassTally } from '../../core/evaluation/zero-shot/class-report.ts';
import type { DatasetKind as DatasetKindMapper, Dataset as DatasetMapper } from '../../core/ports/dataset-registry.ts';
import type { DatasetFolder, DatasetEntry } from '../../core/ports/dataset-roots.ts';
import type { OwnedArtefact, JobPage } from '../../core/jobs/jobs.ts';
import type { RetrievalBenchmark as RetrievalBenchmarkMapper } from '../../core/evaluation/published-recalls.ts';
import type { Modality as ModalityMapper, Item as ItemEdgeMapper, Collection as CollectionMapper, Item as ItemMapper, DuplicatePolicy as DuplicatePolicyMapper, ItemImage as ItemImageMapper } from '../../core/ports/collections.ts';
import type { ExecutionProvider as ExecutionProviderMapper, ModelRuntime as ModelRuntimeMapper } from '../../core/ports/inference-report.ts';
import type { Precision as PrecisionMapper, ModelManifest, Scoring as ScoringMapper } from '../../core/model/manifest.ts';
import type { ModelPrecision as ModelPrecisionMapper } from '../../core/model/model-precisions.ts';
import type { PluginEntry } from '../../core/plugins/plugin-registry.ts';
import type { TokenizedText, EmbeddedText } from '../../core/embedding/embed-texts.ts';
import type { Embedding as ImageEmbeddingMapper } from '../../core/embedding/embedding-model.ts';
import type { SimilarityMatrix as SimilarityMatrixMapper } from '../../core/similarity/similarity-matrix.ts';
import type { TemplateOrigin as TemplateOriginMapper, TemplatePreset } from '../../core/evaluation/zero-shot/template-presets.ts';
import type { Classification as ClassificationMapper } from '../../core/classification/classify-image.ts';
import type { SearchResult, JudgedHit } from '../../core/search/search-items.ts';
import type { ThumbnailSize as ThumbnailSizeMapper } from '../../core/ports/thumbnails.ts';
import type { ItemPage } from '../../core/search/list-items.ts';
import type { DuplicatesPage, DuplicateGroup as DuplicateEdgeMapper, DuplicateGroup as DuplicateGroupMapper } from '../../core/search/duplicates/near-duplicates.ts';
import type { Upload as UploadMapper } from '../../core/ports/upload-store.ts';
import type { Context } from '../context.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /**
   * A picture's bytes as standard base64 or as a `data:` URI. Must be passed as a variable: a literal in the document is
   * refused, because every picture would then make a new document. At most 8 MiB; prefer
   * `createUpload` above about 1 MiB.
   */
  Base64: { input: Uint8Array; output: Uint8Array; }
  /** RFC 3339 instant in UTC, e.g. `2026-11-23T09:14:09.123Z`. */
  DateTime: { input: Date; output: Date; }
  /** A JSON object. */
  JSONObject: { input: JsonObject; output: JsonObject; }
  /**
   * Vector or row-major matrix as base64 of little-endian float32. In JavaScript:
   * `new Float32Array(Uint8Array.from(atob(s), (c) => c.charCodeAt(0)).buffer)`.
   */
  PackedFloats: { input: Float32Array; output: Float32Array; }
};

export type AddItemsInput = {
  readonly collection: Scalars['String']['input'];
  /** What becomes of an item whose picture, byte for byte, another item of the collection has. */
  readonly duplicates?: DuplicatePolicy;
  /** At most 256. */
  readonly items: ReadonlyArray<ItemInput>;
};

export type AddItemsPayload = {
  readonly __typename?: 'AddItemsPayload';
  readonly createdCount: Scalars['Int']['output'];
  /** Items with a picture that another item has already. */
  readonly duplicates: ReadonlyArray<DuplicateItem>;
  /** The stored items, each once and as it is now, in input order. */
  readonly items: ReadonlyArray<Item>;
  /** Items that could not be stored; the others were. */
  readonly rejected: ReadonlyArray<RejectedItem>;
  /**
   * How many of the input replaced an item, be it one of the same input: of a key that comes again the last one stays. Created, updated,
   * rejected and left out together are all of the input.
   */
  readonly updatedCount: Scalars['Int']['output'];
};

export type ApiKey = {
  readonly __typename?: 'ApiKey';
  readonly createdAt: Scalars['DateTime']['output'];
  /** Kind and subject of whoever made it. */
  readonly createdBy: Scalars['String']['output'];
  /** Null: it does not expire. */
  readonly expiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** The eight characters after `tuwen_`. */
  readonly id: Scalars['ID']['output'];
  /** To about ten minutes; null: never. */
  readonly lastUsedAt?: Maybe<Scalars['DateTime']['output']>;
  readonly name: Scalars['String']['output'];
  readonly revokedAt?: Maybe<Scalars['DateTime']['output']>;
  readonly role: Role;
};

export type AuditEntry = {
  readonly __typename?: 'AuditEntry';
  /** Name of the mutation. */
  readonly action: Scalars['String']['output'];
  /** Id of the key, subject of the token; else the kind. */
  readonly actor: Scalars['String']['output'];
  readonly actorKind: IdentityKind;
  /** Without secrets; pictures, vectors and long lists only counted. */
  readonly arguments: Scalars['JSONObject']['output'];
  readonly at: Scalars['DateTime']['output'];
  readonly id: Scalars['ID']['output'];
  /** `OK` or the code of the error. */
  readonly outcome: Scalars['String']['output'];
  /** As in `x-request-id` of the answer. */
  readonly requestId?: Maybe<Scalars['String']['output']>;
  /** What the actor was then. */
  readonly role?: Maybe<Role>;
};

/** Which entries; what is left out does not matter. */
export type AuditFilter = {
  /** Name of the mutation. */
  readonly action?: InputMaybe<Scalars['String']['input']>;
  /** Id of the key, subject of the token; else the kind. */
  readonly actor?: InputMaybe<Scalars['String']['input']>;
  /** Those that failed or were refused, or those that did not. */
  readonly hasFailed?: InputMaybe<Scalars['Boolean']['input']>;
};

export type AuditLog = {
  readonly __typename?: 'AuditLog';
  readonly nodes: ReadonlyArray<AuditEntry>;
  readonly pageInfo: PageInfo;
};

export type BooleanCondition = {
  readonly eq: Scalars['Boolean']['input'];
  readonly field: Scalars['String']['input'];
};

export type ChangedOutcome = {
  readonly __typename?: 'ChangedOutcome';
  /** Rank of its first right answer, or the class it was taken for; null for a miss. */
  readonly baseline?: Maybe<Scalars['String']['output']>;
  readonly candidate?: Maybe<Scalars['String']['output']>;
  /** Id of the query, or path of the picture. */
  readonly id: Scalars['ID']['output'];
};

export type CheckDatasetInput = {
  readonly dataset: Scalars['String']['input'];
  /** Decodes every picture whole instead of its header. */
  readonly decode?: Scalars['Boolean']['input'];
};

/** What became of the pictures, class by class. Classes with equal labels count as one. */
export type ClassReport = {
  readonly __typename?: 'ClassReport';
  readonly classCount: Scalars['Int']['output'];
  /** In the order of the set; 1 to 1,000. */
  readonly classes: ReadonlyArray<ClassScore>;
  /** Pairs of classes that were confused. */
  readonly confusionCount: Scalars['Int']['output'];
  /** Of the classes that are confused most; 1 to 50 of them, 20 when left out. */
  readonly confusionMatrix: ConfusionMatrix;
  /** The most frequent ones first; 1 to 1,000. */
  readonly confusions: ReadonlyArray<Confusion>;
  readonly pictureCount: Scalars['Int']['output'];
  /** Name of the set of templates. */
  readonly templates: Scalars['String']['output'];
};


/** What became of the pictures, class by class. Classes with equal labels count as one. */
export type ClassReportClassesArgs = {
  first?: Scalars['Int']['input'];
  skip?: Scalars['Int']['input'];
};


/** What became of the pictures, class by class. Classes with equal labels count as one. */
export type ClassReportConfusionMatrixArgs = {
  size?: InputMaybe<Scalars['Int']['input']>;
};


/** What became of the pictures, class by class. Classes with equal labels count as one. */
export type ClassReportConfusionsArgs = {
  first?: Scalars['Int']['input'];
  skip?: Scalars['Int']['input'];
};

export type ClassScore = {
  readonly __typename?: 'ClassScore';
  /** Percent that is right. */
  readonly accuracy: Scalars['Float']['output'];
  readonly correct: Scalars['Int']['output'];
  readonly count: Scalars['Int']['output'];
  readonly high: Scalars['Float']['output'];
  /** Lower end of its 95 % interval (Wilson). */
  readonly low: Scalars['Float']['output'];
  readonly name: Scalars['String']['output'];
  /** Pictures of any class that were taken for it. */
  readonly predictedCount: Scalars['Int']['output'];
};

export type Classification = {
  readonly __typename?: 'Classification';
  /** Multiplier of cosines that was used. */
  readonly logitScale: Scalars['Float']['output'];
  /** Most probable first. */
  readonly predictions: ReadonlyArray<LabelPrediction>;
  /** Prompts encoded for each label. */
  readonly promptsPerLabel: Scalars['Int']['output'];
  /** How cosines became probabilities, with that multiplier. */
  readonly scoring: Scoring;
};


export type ClassificationPredictionsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
};

export type ClassificationDatasetInput = {
  readonly elevater?: InputMaybe<Scalars['String']['input']>;
  readonly folder: Scalars['String']['input'];
  readonly index?: InputMaybe<Scalars['String']['input']>;
  /** Left out: `label_cn.txt` in or beside the folder. */
  readonly labels?: InputMaybe<Scalars['String']['input']>;
};

/** A named set of items whose vectors all live in one embedding space. */
export type Collection = {
  readonly __typename?: 'Collection';
  readonly createdAt: Scalars['DateTime']['output'];
  readonly description?: Maybe<Scalars['String']['output']>;
  readonly dimension: Scalars['Int']['output'];
  readonly id: Scalars['ID']['output'];
  readonly index: CollectionIndex;
  readonly item?: Maybe<Item>;
  readonly itemCount: Scalars['Int']['output'];
  /** In the order of their ids; `first` is 1 to 200. With a filter those that pass it. */
  readonly items: ItemConnection;
  /** Metadata that filters can name: what items have, or had. */
  readonly metadataFields: ReadonlyArray<MetadataField>;
  /** JSON Schema that the metadata of items has to fit. */
  readonly metadataSchema?: Maybe<Scalars['JSONObject']['output']>;
  /** Null when the model is no longer there. */
  readonly model?: Maybe<Model>;
  /** The move to another model that is under way, or that can still be undone; null where there is none. */
  readonly modelChange?: Maybe<ModelChange>;
  readonly modelName: Scalars['String']['output'];
  readonly name: Scalars['String']['output'];
  /** What the relevance of hits is estimated from. */
  readonly relevance: CollectionRelevance;
  readonly spaceId: Scalars['ID']['output'];
};


/** A named set of items whose vectors all live in one embedding space. */
export type CollectionItemArgs = {
  key: Scalars['String']['input'];
};


/** A named set of items whose vectors all live in one embedding space. */
export type CollectionItemsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<ItemFilter>;
  first?: Scalars['Int']['input'];
};

/** How the nearest vectors of a collection are found. */
export type CollectionIndex = {
  readonly __typename?: 'CollectionIndex';
  /** The job that builds another one; its progress is in percent. */
  readonly build?: Maybe<Job>;
  /** Candidates for each vector while the graph was built. */
  readonly efConstruction: Scalars['Int']['output'];
  /**
   * Candidates that a search looks at. `HNSW_BINARY` ranks so many by the vectors themselves, and up to four times as many in collections of
   * more than 62,500 vectors.
   */
  readonly efSearch: Scalars['Int']['output'];
  readonly kind: IndexKind;
  /** Neighbours of each vector in the graph. */
  readonly m: Scalars['Int']['output'];
  /** Null until an index build has measured it; one with the settings as they are builds nothing and measures. */
  readonly recall?: Maybe<RecallEstimate>;
  /** Of the index alone, pictures and texts together. */
  readonly sizeBytes: Scalars['Float']['output'];
};

/** How near queries come to what a collection holds, with its present model. */
export type CollectionRelevance = {
  readonly __typename?: 'CollectionRelevance';
  /** One for each kind of query and of stored vectors; none where there are fewer than 30 to compare with. */
  readonly backgrounds: ReadonlyArray<RelevanceBackground>;
  /** Items written or deleted since. */
  readonly changedItems: Scalars['Int']['output'];
  /** Null until it was estimated; then hits have no relevance. */
  readonly estimatedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Nothing is estimated, or a fifth of the items has changed: the next search, import or `addItems` starts the job. */
  readonly isDue: Scalars['Boolean']['output'];
  /** Items that there were. */
  readonly itemCount?: Maybe<Scalars['Int']['output']>;
  /** The job that estimates it anew, or did so last. */
  readonly job?: Maybe<Job>;
};

export type ComparedClass = {
  readonly __typename?: 'ComparedClass';
  /** Percent that is right. */
  readonly baseline: Scalars['Float']['output'];
  readonly candidate: Scalars['Float']['output'];
  readonly count: Scalars['Int']['output'];
  readonly difference: ComparedDifference;
  readonly name: Scalars['String']['output'];
};

/** Candidate minus baseline, in points. */
export type ComparedDifference = {
  readonly __typename?: 'ComparedDifference';
  readonly high: Scalars['Float']['output'];
  /** Lower end of the 95 % interval. */
  readonly low: Scalars['Float']['output'];
  /** Two-sided; of classes corrected for their number (Holm). */
  readonly p: Scalars['Float']['output'];
  readonly value: Scalars['Float']['output'];
};

export type ComparedMeasure = {
  readonly __typename?: 'ComparedMeasure';
  /** Percent. */
  readonly baseline: Scalars['Float']['output'];
  /** Percent. */
  readonly candidate: Scalars['Float']['output'];
  readonly difference: ComparedDifference;
  /** `R@1`, `R@5`, `R@10`, `mean recall`, `accuracy`, `mean per class`. */
  readonly measure: Scalars['String']['output'];
};

export type ComparedPart = {
  readonly __typename?: 'ComparedPart';
  /** Of a zero-shot evaluation. */
  readonly classes: ReadonlyArray<ComparedClass>;
  /** Queries or pictures. */
  readonly count: Scalars['Int']['output'];
  /** Where the candidate does worse, the largest losses first. */
  readonly lost: ReadonlyArray<ChangedOutcome>;
  readonly lostCount: Scalars['Int']['output'];
  /** The last one decides a promotion: mean recall, or accuracy. */
  readonly measures: ReadonlyArray<ComparedMeasure>;
  /** `text-to-image`, `image-to-text`, or the name of a set of templates. */
  readonly name: Scalars['String']['output'];
  /** Where the candidate does better, the largest gains first. */
  readonly won: ReadonlyArray<ChangedOutcome>;
  readonly wonCount: Scalars['Int']['output'];
};


export type ComparedPartLostArgs = {
  first?: Scalars['Int']['input'];
  skip?: Scalars['Int']['input'];
};


export type ComparedPartWonArgs = {
  first?: Scalars['Int']['input'];
  skip?: Scalars['Int']['input'];
};

export type Confusion = {
  readonly __typename?: 'Confusion';
  readonly actual: Scalars['String']['output'];
  readonly count: Scalars['Int']['output'];
  readonly predicted: Scalars['String']['output'];
};

export type ConfusionMatrix = {
  readonly __typename?: 'ConfusionMatrix';
  /** How often each of them (row) was taken for each of them (column). */
  readonly counts: ReadonlyArray<ReadonlyArray<Scalars['Int']['output']>>;
  /** Classes, in the order of the set. */
  readonly names: ReadonlyArray<Scalars['String']['output']>;
};

export type CreateApiKeyInput = {
  /** 1 to 3,650; left out: it does not expire. */
  readonly expiresInDays?: InputMaybe<Scalars['Int']['input']>;
  /** 1 to 64 characters that say who or what uses it. */
  readonly name: Scalars['String']['input'];
  readonly role: Role;
};

export type CreateApiKeyPayload = {
  readonly __typename?: 'CreateApiKeyPayload';
  readonly apiKey: ApiKey;
  /** `tuwen_<id>_<secret>`, to be sent as `Authorization: Bearer <token>`. */
  readonly token: Scalars['String']['output'];
};

export type CreateCollectionInput = {
  readonly description?: InputMaybe<Scalars['String']['input']>;
  readonly index?: InputMaybe<IndexInput>;
  /** JSON Schema (2020-12) that the metadata of items has to fit. */
  readonly metadataSchema?: InputMaybe<Scalars['JSONObject']['input']>;
  /** Left out: the default model. */
  readonly model?: InputMaybe<Scalars['String']['input']>;
  /** `[a-z0-9][a-z0-9_-]{0,63}`, unique. */
  readonly name: Scalars['String']['input'];
};

export type CreateCollectionPayload = {
  readonly __typename?: 'CreateCollectionPayload';
  readonly collection: Collection;
};

export type CreateUploadInput = {
  readonly kind?: UploadKind;
  /** Exact size of the file; a picture has at most 20 MiB, an archive 2,000 MiB. */
  readonly sizeBytes: Scalars['Int']['input'];
};

export type CreateUploadPayload = {
  readonly __typename?: 'CreateUploadPayload';
  readonly upload: Upload;
};

/** Hidden files, and links that lead out, are left out. */
export type DataFolder = {
  readonly __typename?: 'DataFolder';
  /** Folders, then files that jobs read (.csv .json .jsonl .tsv .txt .zip), each by name; at most 1,000. */
  readonly entries: ReadonlyArray<DataFolderEntry>;
  /** False where there is more: of a folder 20,000 names are read. */
  readonly isWhole: Scalars['Boolean']['output'];
  /** Pictures right in it; they are not among the entries. */
  readonly pictureCount: Scalars['Int']['output'];
};

export type DataFolderEntry = {
  readonly __typename?: 'DataFolderEntry';
  readonly name: Scalars['String']['output'];
  /** As it is given to jobs, and to `dataFolder`. */
  readonly path: Scalars['String']['output'];
  /** Null for a folder. */
  readonly sizeBytes?: Maybe<Scalars['Float']['output']>;
};

export type Dataset = {
  readonly __typename?: 'Dataset';
  readonly benchmark?: Maybe<RetrievalBenchmark>;
  readonly createdAt: Scalars['DateTime']['output'];
  /** ELEVATER's name of it. */
  readonly elevater?: Maybe<Scalars['String']['output']>;
  /** Of a classification set: a folder with a folder for each class. */
  readonly folder?: Maybe<Scalars['String']['output']>;
  /** Of a retrieval set: a TSV, a folder of pictures, or an LMDB folder of the original. */
  readonly images?: Maybe<Scalars['String']['output']>;
  readonly index?: Maybe<Scalars['String']['output']>;
  readonly kind: DatasetKind;
  readonly labels?: Maybe<Scalars['String']['output']>;
  /** By which ELEVATER ranks it; null for a set that is none of its. */
  readonly metric?: Maybe<Scalars['String']['output']>;
  readonly name: Scalars['String']['output'];
  /** Of a retrieval set: a JSONL, or an LMDB folder of pairs. */
  readonly texts?: Maybe<Scalars['String']['output']>;
};

export type DatasetKind =
  | 'classification'
  | 'retrieval';

export type DeleteCollectionPayload = {
  readonly __typename?: 'DeleteCollectionPayload';
  /** False when there was none of that name. */
  readonly deleted: Scalars['Boolean']['output'];
};

export type DeleteItemsInput = {
  readonly collection: Scalars['String']['input'];
  /** At most 1,000. */
  readonly keys: ReadonlyArray<Scalars['String']['input']>;
};

export type DeleteItemsPayload = {
  readonly __typename?: 'DeleteItemsPayload';
  readonly deletedCount: Scalars['Int']['output'];
};

export type DuplicateConnection = {
  readonly __typename?: 'DuplicateConnection';
  /** Items that were compared with all others so far. */
  readonly coveredItems: Scalars['Int']['output'];
  readonly edges: ReadonlyArray<DuplicateEdge>;
  readonly isComplete: Scalars['Boolean']['output'];
  /** False where an index found the neighbours, which may miss some pairs, or where an item has more than 1,000. */
  readonly isExact: Scalars['Boolean']['output'];
  readonly nodes: ReadonlyArray<DuplicateGroup>;
  readonly pageInfo: PageInfo;
  /** Items with such a vector when the comparison began. */
  readonly totalItems: Scalars['Int']['output'];
};

export type DuplicateEdge = {
  readonly __typename?: 'DuplicateEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node: DuplicateGroup;
};

/** Items each of which is near another one of the group. */
export type DuplicateGroup = {
  readonly __typename?: 'DuplicateGroup';
  /** The oldest 50. */
  readonly members: ReadonlyArray<DuplicateMember>;
  /** Cosine of the nearest pair. */
  readonly score: Scalars['Float']['output'];
  /** How many there are. */
  readonly size: Scalars['Int']['output'];
};

export type DuplicateItem = {
  readonly __typename?: 'DuplicateItem';
  /** Position in the input. */
  readonly index: Scalars['Int']['output'];
  readonly isStored: Scalars['Boolean']['output'];
  readonly key: Scalars['String']['output'];
  /** Key of the other item, the oldest of several. */
  readonly of: Scalars['String']['output'];
};

export type DuplicateMember = {
  readonly __typename?: 'DuplicateMember';
  readonly item: Item;
  /** Cosine to the nearest other one. */
  readonly score: Scalars['Float']['output'];
};

export type DuplicatePolicy =
  /** It is left out, and told; an item that has its key stays as it is. */
  | 'skip'
  /** It is stored, and told. */
  | 'store';

/** One vector. `normalized: false` gives the tower's features before they are scaled to unit length. */
export type Embedding = {
  readonly dimension: Scalars['Int']['output'];
  /** L2 norm before normalisation. */
  readonly norm: Scalars['Float']['output'];
  /** Compact form: 512 values are 2.7 KB, a quarter of `values`, and cost a tenth of its time. */
  readonly packed: Scalars['PackedFloats']['output'];
  /** Plain numbers, to read and to debug. */
  readonly values: ReadonlyArray<Scalars['Float']['output']>;
};


/** One vector. `normalized: false` gives the tower's features before they are scaled to unit length. */
export type EmbeddingPackedArgs = {
  normalized?: Scalars['Boolean']['input'];
};


/** One vector. `normalized: false` gives the tower's features before they are scaled to unit length. */
export type EmbeddingValuesArgs = {
  normalized?: Scalars['Boolean']['input'];
};

export type EvaluationComparison = {
  readonly __typename?: 'EvaluationComparison';
  readonly baseline: Job;
  readonly candidate: Job;
  /** Both directions of a retrieval, or every set of templates that both have. */
  readonly parts: ReadonlyArray<ComparedPart>;
};

export type ExecutionProvider =
  | 'cpu'
  | 'cuda'
  | 'tensorrt';

export type FoldingKind =
  /** Accents and other nonspacing marks are dropped. */
  | 'accents'
  /** Control and format characters are dropped. */
  | 'control-characters'
  /** Characters are taken apart, e.g. Hangul syllables. */
  | 'decomposition'
  | 'lower-case';

export type Fusion =
  /** Reciprocal rank fusion: the sum of weight / (60 + rank). Equals share a rank. */
  | 'rrf'
  /** Weighted sum of both scores, each scaled to 0–1 among its candidates. */
  | 'weighted';

/** Words and meaning together: the best 200 of each are fused, and of equals the nearer ones. */
export type HybridInput = {
  /** Compared by vector; left out: the keywords as a text. */
  readonly by?: InputMaybe<VectorSearchInput>;
  readonly fusion?: Fusion;
  readonly keywords: Scalars['String']['input'];
  /** Share of the vector's part, 0 to 1; the keywords have the rest. */
  readonly vectorWeight?: Scalars['Float']['input'];
};

export type IdentityKind =
  /** TUWEN_ADMIN_KEY. */
  | 'admin-key'
  | 'anonymous'
  | 'api-key'
  /** `tuwen` on the server's own machine. */
  | 'command-line'
  /** Whoever reaches a server in open mode. */
  | 'local'
  /** A JSON Web Token. */
  | 'token';

export type ImageEmbedding = Embedding & {
  readonly __typename?: 'ImageEmbedding';
  readonly dimension: Scalars['Int']['output'];
  readonly norm: Scalars['Float']['output'];
  readonly packed: Scalars['PackedFloats']['output'];
  readonly values: ReadonlyArray<Scalars['Float']['output']>;
};


export type ImageEmbeddingPackedArgs = {
  normalized?: Scalars['Boolean']['input'];
};


export type ImageEmbeddingValuesArgs = {
  normalized?: Scalars['Boolean']['input'];
};

/** Exactly one way to give a picture. */
export type ImageInput =
  { readonly base64: Scalars['Base64']['input']; readonly itemId?: never; readonly uploadId?: never; readonly url?: never; }
  |  /** The stored picture of an item. */
  { readonly base64?: never; readonly itemId: Scalars['ID']['input']; readonly uploadId?: never; readonly url?: never; }
  |  /** From `createUpload`, after the bytes were sent. */
  { readonly base64?: never; readonly itemId?: never; readonly uploadId: Scalars['ID']['input']; readonly url?: never; }
  |  /** http or https, of a public server, at most 20 MiB; refused unless the server was started with TUWEN_FETCH=on. */
  { readonly base64?: never; readonly itemId?: never; readonly uploadId?: never; readonly url: Scalars['String']['input']; };

/** Exactly one place to import from. */
export type ImportSource =
  /** A header with `key`, `text`, `image`; every other column is metadata: `colour`, `price:number`, `sold:boolean`; `metadata` has JSON. */
  { readonly csv: Scalars['String']['input']; readonly folder?: never; readonly jsonl?: never; readonly original?: never; readonly upload?: never; readonly zip?: never; }
  |  /** A folder of pictures, and those below it; the key of each is its path in the folder. */
  { readonly csv?: never; readonly folder: Scalars['String']['input']; readonly jsonl?: never; readonly original?: never; readonly upload?: never; readonly zip?: never; }
  |  /** JSONL of `key`, `text`, `image`, `metadata`; `image` is a path beside the file or a URL. */
  { readonly csv?: never; readonly folder?: never; readonly jsonl: Scalars['String']['input']; readonly original?: never; readonly upload?: never; readonly zip?: never; }
  |  { readonly csv?: never; readonly folder?: never; readonly jsonl?: never; readonly original: OriginalImport; readonly upload?: never; readonly zip?: never; }
  |  /** The same, uploaded: an id of `createUpload(input: { kind: ARCHIVE })`. It is kept for this import, and deleted after it. */
  { readonly csv?: never; readonly folder?: never; readonly jsonl?: never; readonly original?: never; readonly upload: Scalars['ID']['input']; readonly zip?: never; }
  |  /** A zip file of pictures, or with `items.jsonl` or `items.csv` and the pictures that they name. */
  { readonly csv?: never; readonly folder?: never; readonly jsonl?: never; readonly original?: never; readonly upload?: never; readonly zip: Scalars['String']['input']; };

export type IndexInput = {
  /** 16 to 512 and at least twice `m`; 128 unless told. */
  readonly efConstruction?: InputMaybe<Scalars['Int']['input']>;
  /** 10 to 1,000; 200 unless told. It needs no build. */
  readonly efSearch?: InputMaybe<Scalars['Int']['input']>;
  readonly kind?: InputMaybe<IndexKind>;
  /** 4 to 64; 24 unless told. */
  readonly m?: InputMaybe<Scalars['Int']['input']>;
};

export type IndexKind =
  /** Everything is compared: whole, and fast to about 10,000 vectors. */
  | 'exact'
  /** A graph over the vectors as they are; up to 2,000 dimensions. */
  | 'hnsw'
  /** A graph over one bit for each value, the smallest; the best are ranked anew by the vectors themselves, by `efSearch` and the collection's size. */
  | 'hnsw-binary'
  /** A graph over 16-bit copies, half the size; up to 4,000 dimensions. */
  | 'hnsw-half';

/** A picture, a text, or both, with metadata. */
export type Item = {
  readonly __typename?: 'Item';
  readonly createdAt: Scalars['DateTime']['output'];
  readonly id: Scalars['ID']['output'];
  readonly image?: Maybe<ItemImage>;
  /** Your own identifier, unique in the collection. */
  readonly key: Scalars['String']['output'];
  readonly metadata: Scalars['JSONObject']['output'];
  readonly text?: Maybe<Scalars['String']['output']>;
  readonly updatedAt: Scalars['DateTime']['output'];
};

export type ItemConnection = {
  readonly __typename?: 'ItemConnection';
  readonly edges: ReadonlyArray<ItemEdge>;
  readonly nodes: ReadonlyArray<Item>;
  readonly pageInfo: PageInfo;
};

export type ItemEdge = {
  readonly __typename?: 'ItemEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node: Item;
};

/** A condition on metadata. `field` is a path such as `camera.model`, of at most 4 levels; a field or type that no item has, or had, is an error. */
export type ItemFilter =
  { readonly and: ReadonlyArray<ItemFilter>; readonly boolean?: never; readonly exists?: never; readonly list?: never; readonly not?: never; readonly number?: never; readonly or?: never; readonly text?: never; }
  |  { readonly and?: never; readonly boolean: BooleanCondition; readonly exists?: never; readonly list?: never; readonly not?: never; readonly number?: never; readonly or?: never; readonly text?: never; }
  |  /** The field is there. */
  { readonly and?: never; readonly boolean?: never; readonly exists: Scalars['String']['input']; readonly list?: never; readonly not?: never; readonly number?: never; readonly or?: never; readonly text?: never; }
  |  { readonly and?: never; readonly boolean?: never; readonly exists?: never; readonly list: ListCondition; readonly not?: never; readonly number?: never; readonly or?: never; readonly text?: never; }
  |  { readonly and?: never; readonly boolean?: never; readonly exists?: never; readonly list?: never; readonly not: ItemFilter; readonly number?: never; readonly or?: never; readonly text?: never; }
  |  { readonly and?: never; readonly boolean?: never; readonly exists?: never; readonly list?: never; readonly not?: never; readonly number: NumberCondition; readonly or?: never; readonly text?: never; }
  |  { readonly and?: never; readonly boolean?: never; readonly exists?: never; readonly list?: never; readonly not?: never; readonly number?: never; readonly or: ReadonlyArray<ItemFilter>; readonly text?: never; }
  |  { readonly and?: never; readonly boolean?: never; readonly exists?: never; readonly list?: never; readonly not?: never; readonly number?: never; readonly or?: never; readonly text: TextCondition; };

export type ItemImage = {
  readonly __typename?: 'ItemImage';
  readonly height: Scalars['Int']['output'];
  readonly mediaType: Scalars['String']['output'];
  readonly sha256: Scalars['String']['output'];
  readonly sizeBytes: Scalars['Int']['output'];
  /** Path of the same picture as a small WebP, upright, made when it is first asked for; access as for `url`. */
  readonly thumbnailUrl: Scalars['String']['output'];
  /** Path of the original bytes on this server; signed, and good for an hour or two, where the server asks for keys. */
  readonly url: Scalars['String']['output'];
  /** Pixels, as the picture is shown: upright. Of items that were stored before Tuwen read orientations: as the file has them. */
  readonly width: Scalars['Int']['output'];
};


export type ItemImageThumbnailUrlArgs = {
  size?: ThumbnailSize;
};

/** A picture, a text, or both. */
export type ItemInput = {
  readonly image?: InputMaybe<ImageInput>;
  /** Your own identifier, unique in the collection; at most 512 characters. */
  readonly key: Scalars['String']['input'];
  /** At most 16,384 characters of JSON, without whole numbers beyond ±(2^53-1), except for 10^21 and more with at most 15 digits, such as 6.02e23. */
  readonly metadata?: InputMaybe<Scalars['JSONObject']['input']>;
  /** At most 10,000 characters; how many a model reads is its `contextLength`. */
  readonly text?: InputMaybe<Scalars['String']['input']>;
};

/** Work that outlives a request; it survives a restart. */
export type Job = {
  readonly __typename?: 'Job';
  /**
   * Files that it has written; empty while it is queued or runs. Of an import also what it told until it was paused, failed or was
   * cancelled; other jobs offer none before they succeed.
   */
  readonly artefacts: ReadonlyArray<JobArtefact>;
  /** A running job whose cancellation was asked for ends soon. */
  readonly cancelRequested: Scalars['Boolean']['output'];
  readonly createdAt: Scalars['DateTime']['output'];
  readonly error?: Maybe<JobFailure>;
  readonly finishedAt?: Maybe<Scalars['DateTime']['output']>;
  readonly id: Scalars['ID']['output'];
  readonly input: Scalars['JSONObject']['output'];
  /** What it does, e.g. `retrieval-evaluation`. */
  readonly kind: Scalars['String']['output'];
  readonly pauseRequested: Scalars['Boolean']['output'];
  readonly progress?: Maybe<JobProgress>;
  /** Model, weights, precision, provider, counts, scores, versions; only of a job that succeeded. */
  readonly result?: Maybe<Scalars['JSONObject']['output']>;
  readonly startedAt?: Maybe<Scalars['DateTime']['output']>;
  readonly state: JobState;
};

export type JobArtefact = {
  readonly __typename?: 'JobArtefact';
  readonly mediaType: Scalars['String']['output'];
  readonly name: Scalars['String']['output'];
  readonly sha256: Scalars['String']['output'];
  /** Bytes. */
  readonly sizeBytes: Scalars['Float']['output'];
  /** Signed path on this server, good for an hour; takes Range. Null for a caller who is no EDITOR, of a backup for one who is no ADMIN. */
  readonly url?: Maybe<Scalars['String']['output']>;
};

export type JobConnection = {
  readonly __typename?: 'JobConnection';
  readonly nodes: ReadonlyArray<Job>;
  readonly pageInfo: PageInfo;
};

export type JobFailure = {
  readonly __typename?: 'JobFailure';
  readonly code: Scalars['String']['output'];
  readonly message: Scalars['String']['output'];
};

export type JobProgress = {
  readonly __typename?: 'JobProgress';
  /** What became of the part that is done, where the job counts: of an import `created`, `updated`, `rejected`, `duplicates`, `skipped`. */
  readonly counts?: Maybe<Scalars['JSONObject']['output']>;
  readonly done: Scalars['Float']['output'];
  /** Seconds that the rest will take, where the job tells. */
  readonly etaSeconds?: Maybe<Scalars['Float']['output']>;
  /** Of an import: the first ten entries that were rejected; all of them are in `rejects.jsonl` once it has ended or is paused. Empty for a caller who is no EDITOR. */
  readonly rejects: ReadonlyArray<RejectedEntry>;
  readonly stage: Scalars['String']['output'];
  /** Null where it is not known. */
  readonly total?: Maybe<Scalars['Float']['output']>;
};

export type JobState =
  | 'cancelled'
  | 'failed'
  /** Until it is resumed. */
  | 'paused'
  | 'queued'
  | 'running'
  | 'succeeded';

export type KeywordReading = {
  readonly __typename?: 'KeywordReading';
  /** What is beyond the first 64 terms, and not looked for by words. */
  readonly leftOut: ReadonlyArray<Scalars['String']['output']>;
  /** Lists of terms, 64 in all at most; an item has to have all of one list. A Chinese word is one list, each pair of a longer run (9 characters or more) another. */
  readonly terms: ReadonlyArray<ReadonlyArray<Scalars['String']['output']>>;
};

export type LabelPrediction = {
  readonly __typename?: 'LabelPrediction';
  readonly cosine: Scalars['Float']['output'];
  /** Position among the labels given. */
  readonly index: Scalars['Int']['output'];
  readonly label: Scalars['String']['output'];
  /** Softmax over all labels, or the sigmoid of this one's logit alone, as `scoring` says. */
  readonly probability: Scalars['Float']['output'];
};

export type ListCondition = {
  /** The list holds at least one of these texts; its numbers are not looked at. */
  readonly containsAny: ReadonlyArray<Scalars['String']['input']>;
  readonly field: Scalars['String']['input'];
};

export type MetadataField = {
  readonly __typename?: 'MetadataField';
  /** As in `ItemFilter`, e.g. `camera.model`. */
  readonly path: Scalars['String']['output'];
  /** Usually one. */
  readonly types: ReadonlyArray<MetadataFieldType>;
};

export type MetadataFieldType =
  | 'boolean'
  | 'list'
  | 'number'
  | 'object'
  | 'text';

export type MetadataMisfit = {
  readonly __typename?: 'MetadataMisfit';
  readonly key: Scalars['String']['output'];
  /** Path, what is expected, and what was found. */
  readonly problem: Scalars['String']['output'];
};

export type MisfitPolicy =
  /** Take the schema; they stay as they are until they are replaced. */
  | 'keep'
  /** Change nothing, and say which. */
  | 'refuse';

/** What a vector was made from. */
export type Modality =
  | 'image'
  | 'text';

/** A dual encoder: an image tower and a text tower that share one vector space. */
export type Model = {
  readonly __typename?: 'Model';
  /** Tokens per text including special ones ([CLS], [SEP], …); longer texts are cut. */
  readonly contextLength: Scalars['Int']['output'];
  /** Width of the shared space. */
  readonly dimension: Scalars['Int']['output'];
  /** Plugin that provides the backbone, e.g. `chinese-clip`. */
  readonly family: Scalars['String']['output'];
  /** Edge of the square picture the image tower reads, in pixels. */
  readonly imageSize: Scalars['Int']['output'];
  readonly importedAt: Scalars['DateTime']['output'];
  /** Used where an argument `model` is left out. */
  readonly isDefault: Scalars['Boolean']['output'];
  /** exp of the trained logit scale: the multiplier of cosines in `similarity`. */
  readonly logitScale: Scalars['Float']['output'];
  /** Stable name, used as an argument everywhere. */
  readonly name: Scalars['String']['output'];
  readonly parameters: ParameterCounts;
  /** What can be served; the first one is the reference that the others are compared with. */
  readonly precisions: ReadonlyArray<ModelPrecision>;
  /** What the model's own files say of its origin, where its plugin reads models of more than one family. */
  readonly published?: Maybe<PublishedAs>;
  /** How it runs; null until it is first used. */
  readonly runtime?: Maybe<ModelRuntime>;
  /** How cosines become probabilities. */
  readonly scoring: Scoring;
  readonly source: ModelSource;
  /** Identity of the embedding space; vectors of different spaces are never compared. */
  readonly spaceId: Scalars['ID']['output'];
  readonly vocabularySize: Scalars['Int']['output'];
  /** How the checkpoint's weights were read. */
  readonly weights: WeightReading;
};

export type ModelChange = {
  readonly __typename?: 'ModelChange';
  /**
   * Pictures that a model could not read, also after the switch: searches by that model do not find them. The old model has such where its vectors
   * were made once more after the switch, or since a move before this one.
   */
  readonly failedCount: Scalars['Int']['output'];
  /** Those pictures, the new model's first; `first` is 1 to 200. */
  readonly failures: ReadonlyArray<ModelChangeFailure>;
  readonly fromModel: Scalars['String']['output'];
  /** The job that makes or made the vectors, also after the switch; its progress tells how long the rest will take. */
  readonly job?: Maybe<Job>;
  /** Items that have no vectors yet in the set that is not searched. */
  readonly missing: Scalars['Int']['output'];
  /** How far both give the same answers, also after the switch; null until the job has compared them. */
  readonly overlap?: Maybe<OverlapReport>;
  readonly state: ModelChangeState;
  readonly toModel: Scalars['String']['output'];
};


export type ModelChangeFailuresArgs = {
  first?: Scalars['Int']['input'];
};

export type ModelChangeFailure = {
  readonly __typename?: 'ModelChangeFailure';
  readonly code: Scalars['String']['output'];
  readonly key: Scalars['String']['output'];
  readonly message: Scalars['String']['output'];
  readonly modality: Modality;
  /** That could not read it. */
  readonly model: Scalars['String']['output'];
};

export type ModelChangePayload = {
  readonly __typename?: 'ModelChangePayload';
  readonly collection: Collection;
};

export type ModelChangeState =
  /** Searches use the old model; the new one's vectors are being made, or its job has ended too soon. */
  | 'FILLING'
  /** Searches use the old model, and everything is there to switch. */
  | 'READY'
  /** Searches use the new model, and can go back. */
  | 'SWITCHED';

export type ModelPrecision = {
  readonly __typename?: 'ModelPrecision';
  /** Measured at import against the reference; null for the reference itself. */
  readonly parity?: Maybe<Parity>;
  readonly precision: Precision;
  /** Bytes of both towers on disk. */
  readonly sizeBytes: Scalars['Float']['output'];
};

export type ModelRuntime = {
  readonly __typename?: 'ModelRuntime';
  readonly precision: Precision;
  readonly provider: ExecutionProvider;
  /** Providers that were asked for first and could not be used. */
  readonly rejected: ReadonlyArray<RejectedProvider>;
};

export type ModelSource = {
  readonly __typename?: 'ModelSource';
  readonly fileName: Scalars['String']['output'];
  readonly sha256: Scalars['String']['output'];
};

export type Mutation = {
  readonly __typename?: 'Mutation';
  /** Gives up a change before the switch, or after it was rolled back, and drops the new model's vectors. */
  readonly abandonModelChange?: Maybe<ModelChangePayload>;
  /** Embeds and stores items; a key that exists is replaced. */
  readonly addItems?: Maybe<AddItemsPayload>;
  /** A running job ends after its present batch; a finished one stays as it is. */
  readonly cancelJob?: Maybe<Job>;
  /**
   * Looks for what would spoil an evaluation: damaged base64, pictures that cannot be read, ids that are there twice or not at all,
   * labels that belong to other folders, counts that are not ELEVATER's. As a job; the findings are in its result.
   */
  readonly checkDataset?: Maybe<Job>;
  /** Makes a key. Its `token` is shown this once; only a hash of it is kept. */
  readonly createApiKey?: Maybe<CreateApiKeyPayload>;
  /** Makes an empty collection whose vectors live in one model's space. */
  readonly createCollection?: Maybe<CreateCollectionPayload>;
  /** Step 1 of an upload; step 2 is a PUT of the raw bytes to `putUrl`; then use `ImageInput.uploadId`, or `ImportSource.upload`. */
  readonly createUpload?: Maybe<CreateUploadPayload>;
  /** Deletes a collection with all its items. */
  readonly deleteCollection?: Maybe<DeleteCollectionPayload>;
  readonly deleteItems?: Maybe<DeleteItemsPayload>;
  /** Keeps checkpoints from a plugin, also after a restart. Models it imported go on working. */
  readonly disablePlugin?: Maybe<Plugin>;
  /** Shows checkpoints to a plugin again, from the next import on. */
  readonly enablePlugin?: Maybe<Plugin>;
  /** Estimates anew how relevant hits of a collection are, as a job of seconds. It starts by itself when it is due. */
  readonly estimateRelevance?: Maybe<Job>;
  /** Drops the vectors of the model before; it cannot be undone. A job that still compares both models' answers succeeds without a report. */
  readonly finishModelChange?: Maybe<ModelChangePayload>;
  /** Loads a model, in one of its precisions; requests that run in another one end first. */
  readonly loadModel?: Maybe<Model>;
  /** A running job pauses after its present batch; a finished one stays as it is. */
  readonly pauseJob?: Maybe<Job>;
  /**
   * Makes a model the default one unless it may be worse than the present one. `setDefaultModel` asks for no proof. Refused with
   * PROMOTION_REFUSED and the figures.
   */
  readonly promoteModel?: Maybe<PromoteModelPayload>;
  /** Gives a data set a name. Its files stay where they are, inside a folder of TUWEN_DATASETS. */
  readonly registerDataset?: Maybe<RegisterDatasetPayload>;
  /** Forgets a data set; its files stay. */
  readonly removeDataset?: Maybe<RemoveDatasetPayload>;
  /** A paused job goes on from its last finished batch. */
  readonly resumeJob?: Maybe<Job>;
  /** Queues a failed or cancelled job again; it goes on from its last finished batch. */
  readonly retryJob?: Maybe<Job>;
  /** The key is refused from now on; its open subscriptions end at their next event. */
  readonly revokeApiKey?: Maybe<RevokeApiKeyPayload>;
  /** Lets searches use the model before again. */
  readonly rollbackModelChange?: Maybe<ModelChangePayload>;
  /** Makes a model the one used where a request names none. */
  readonly setDefaultModel?: Maybe<Model>;
  /**
   * Writes database, pictures, files of jobs and models into one file, an artefact of the job, while everything goes on. It is what
   * `tuwen backup` writes, and `tuwen restore` reads. The files of earlier backups are deleted once it succeeds.
   */
  readonly startBackup?: Maybe<Job>;
  /** A model over ELEVATER's sets: a prediction file for each, and the submission. */
  readonly startElevaterRun?: Maybe<Job>;
  /**
   * Fills a collection from files inside a folder of TUWEN_DATASETS, or from an uploaded zip file, as a job: batch by batch, with `pauseJob`, `cancelJob` and `retryJob`,
   * going on after a crash. Items that have a key already are replaced. What cannot be stored is in the artefact `rejects.jsonl`,
   * and what has the picture of another item in `duplicates.jsonl`; both are there for a job that is paused, failed or was cancelled, too.
   */
  readonly startImport?: Maybe<Job>;
  /**
   * Builds an index of another kind or with other parameters beside the one in use, as a job, then takes it into use and measures its recall.
   * What is left out stays as it is. Searches and writes go on. Refused while the collection is to move to another model, since the switch would
   * lose it.
   */
  readonly startIndexBuild?: Maybe<Job>;
  /**
   * Moves a collection to another model, as a job: makes the new model's vectors beside the old ones, and compares their answers. Searches go on by
   * the old ones; what is written meanwhile is written to both. Called again with the same model, it goes on where its job ended, and tries again
   * what failed. Refused while an index of the collection is being built.
   */
  readonly startModelChange?: Maybe<Job>;
  /** Evaluates a model on a retrieval set, both ways, as the original's scripts do: features, ten predictions per query, recalls. */
  readonly startRetrievalEvaluation?: Maybe<Job>;
  /**
   * Zero-shot classification of one set, as the original does it, with as many sets of templates as wanted in one pass: report,
   * outcomes, and ELEVATER's prediction file for one of its sets.
   */
  readonly startZeroShotEvaluation?: Maybe<Job>;
  /** Lets searches use the new model, from one to the next. The old vectors are kept up to date until `finishModelChange`. */
  readonly switchCollectionModel?: Maybe<ModelChangePayload>;
  /** Gives a model's memory back after its requests have ended. It loads again when next used. */
  readonly unloadModel?: Maybe<Model>;
  /** Changes the description or the schema of metadata; what is left out stays, null takes it away. Items are not changed. */
  readonly updateCollection?: Maybe<UpdateCollectionPayload>;
};


export type MutationAbandonModelChangeArgs = {
  collection: Scalars['String']['input'];
};


export type MutationAddItemsArgs = {
  input: AddItemsInput;
};


export type MutationCancelJobArgs = {
  id: Scalars['ID']['input'];
};


export type MutationCheckDatasetArgs = {
  input: CheckDatasetInput;
};


export type MutationCreateApiKeyArgs = {
  input: CreateApiKeyInput;
};


export type MutationCreateCollectionArgs = {
  input: CreateCollectionInput;
};


export type MutationCreateUploadArgs = {
  input: CreateUploadInput;
};


export type MutationDeleteCollectionArgs = {
  name: Scalars['String']['input'];
};


export type MutationDeleteItemsArgs = {
  input: DeleteItemsInput;
};


export type MutationDisablePluginArgs = {
  name: Scalars['String']['input'];
};


export type MutationEnablePluginArgs = {
  name: Scalars['String']['input'];
};


export type MutationEstimateRelevanceArgs = {
  collection: Scalars['String']['input'];
};


export type MutationFinishModelChangeArgs = {
  collection: Scalars['String']['input'];
};


export type MutationLoadModelArgs = {
  name: Scalars['String']['input'];
  precision?: InputMaybe<Precision>;
};


export type MutationPauseJobArgs = {
  id: Scalars['ID']['input'];
};


export type MutationPromoteModelArgs = {
  input: PromoteModelInput;
};


export type MutationRegisterDatasetArgs = {
  input: RegisterDatasetInput;
};


export type MutationRemoveDatasetArgs = {
  name: Scalars['String']['input'];
};


export type MutationResumeJobArgs = {
  id: Scalars['ID']['input'];
};


export type MutationRetryJobArgs = {
  id: Scalars['ID']['input'];
};


export type MutationRevokeApiKeyArgs = {
  id: Scalars['ID']['input'];
};


export type MutationRollbackModelChangeArgs = {
  collection: Scalars['String']['input'];
};


export type MutationSetDefaultModelArgs = {
  name: Scalars['String']['input'];
};


export type MutationStartBackupArgs = {
  models?: Scalars['Boolean']['input'];
};


export type MutationStartElevaterRunArgs = {
  input: StartElevaterRunInput;
};


export type MutationStartImportArgs = {
  input: StartImportInput;
};


export type MutationStartIndexBuildArgs = {
  input: StartIndexBuildInput;
};


export type MutationStartModelChangeArgs = {
  input: StartModelChangeInput;
};


export type MutationStartRetrievalEvaluationArgs = {
  input: StartRetrievalEvaluationInput;
};


export type MutationStartZeroShotEvaluationArgs = {
  input: StartZeroShotEvaluationInput;
};


export type MutationSwitchCollectionModelArgs = {
  input: SwitchCollectionModelInput;
};


export type MutationUnloadModelArgs = {
  name: Scalars['String']['input'];
};


export type MutationUpdateCollectionArgs = {
  input: UpdateCollectionInput;
};

/** All that is given must hold. Whole numbers beyond ±(2^53-1) are refused, as they would be changed; 10^21 and more, such as 6.02e23, may have 15 digits. */
export type NumberCondition = {
  readonly eq?: InputMaybe<Scalars['Float']['input']>;
  readonly field: Scalars['String']['input'];
  readonly gt?: InputMaybe<Scalars['Float']['input']>;
  readonly gte?: InputMaybe<Scalars['Float']['input']>;
  readonly in?: InputMaybe<ReadonlyArray<Scalars['Float']['input']>>;
  readonly lt?: InputMaybe<Scalars['Float']['input']>;
  readonly lte?: InputMaybe<Scalars['Float']['input']>;
};

/** The original's files: pictures by id, and the texts that describe them. */
export type OriginalImport = {
  /** A TSV of id and base64, or an LMDB folder of pictures. */
  readonly images: Scalars['String']['input'];
  /** JSONL of `text_id`, `text`, `image_ids`, or an LMDB folder of pairs. A picture's first text is embedded; all are metadata. One of no picture is rejected. */
  readonly texts?: InputMaybe<Scalars['String']['input']>;
};

export type OverlapQuery = {
  readonly __typename?: 'OverlapQuery';
  /** Key of the item. */
  readonly key: Scalars['String']['output'];
  readonly overlapAt10: Scalars['Float']['output'];
};

/** Stored items as queries: what is like them by the one model and by the other. */
export type OverlapReport = {
  readonly __typename?: 'OverlapReport';
  readonly measuredAt: Scalars['DateTime']['output'];
  /** Mean share of ten hits that are the same, 0 to 1. */
  readonly overlapAt10: Scalars['Float']['output'];
  readonly queries: Scalars['Int']['output'];
  /** Mean rank-biased overlap (p = 0.9), 0 to 1; the first ranks count most. */
  readonly rankBiasedOverlap: Scalars['Float']['output'];
  /** The items whose answers differ most. */
  readonly worst: ReadonlyArray<OverlapQuery>;
};

export type PageInfo = {
  readonly __typename?: 'PageInfo';
  readonly endCursor?: Maybe<Scalars['String']['output']>;
  readonly hasNextPage: Scalars['Boolean']['output'];
  readonly hasPreviousPage: Scalars['Boolean']['output'];
  readonly startCursor?: Maybe<Scalars['String']['output']>;
};

export type ParameterCounts = {
  readonly __typename?: 'ParameterCounts';
  readonly text: Scalars['Float']['output'];
  readonly total: Scalars['Float']['output'];
  readonly visual: Scalars['Float']['output'];
};

/** How far a precision is from the reference, over a built-in pack of pictures and texts. */
export type Parity = {
  readonly __typename?: 'Parity';
  readonly image: TowerParity;
  /** False only where the import was forced. */
  readonly passed: Scalars['Boolean']['output'];
  /** Identity of the inputs. */
  readonly probePack: Scalars['String']['output'];
  readonly text: TowerParity;
  /** Smallest cosine that was asked for. */
  readonly threshold: Scalars['Float']['output'];
};

/** Brings a family of backbones: recognises its checkpoints and describes them. */
export type Plugin = {
  readonly __typename?: 'Plugin';
  /** Whether it comes with Tuwen; the others are named by TUWEN_PLUGINS. */
  readonly builtIn: Scalars['Boolean']['output'];
  readonly description?: Maybe<Scalars['String']['output']>;
  readonly enabled: Scalars['Boolean']['output'];
  /** Why it cannot be used, and what to do; null when it works. */
  readonly error?: Maybe<Scalars['String']['output']>;
  /** Licence of the family's published weights. */
  readonly licence?: Maybe<Scalars['String']['output']>;
  /** Models that were imported with it. */
  readonly models: ReadonlyArray<Model>;
  /** The family of its models. Of a plugin that could not tell its name, the package or folder it was to come from. */
  readonly name: Scalars['String']['output'];
  /** Null where it could not be loaded. */
  readonly version?: Maybe<Scalars['String']['output']>;
};

export type Precision =
  /** For GPUs. */
  | 'float16'
  | 'float32'
  /** 8-bit integer products, for CPUs. */
  | 'int8';

export type PromoteModelInput = {
  /** Job that evaluated the default model; left out: its newest one on the same data. */
  readonly baseline?: InputMaybe<Scalars['ID']['input']>;
  /** Job that evaluated the model to promote. */
  readonly candidate: Scalars['ID']['input'];
  /** Points that may be lost at worst: what the lower end of the interval may be below zero, in every part. */
  readonly tolerance?: Scalars['Float']['input'];
};

export type PromoteModelPayload = {
  readonly __typename?: 'PromoteModelPayload';
  readonly comparison: EvaluationComparison;
  readonly model: Model;
};

/** Family and licence that a model's own files give. */
export type PublishedAs = {
  readonly __typename?: 'PublishedAs';
  readonly family: Scalars['String']['output'];
  readonly licence: Scalars['String']['output'];
};

export type Query = {
  readonly __typename?: 'Query';
  /** Newest first, revoked and expired ones included. */
  readonly apiKeys: ReadonlyArray<ApiKey>;
  /** Every mutation that was tried by someone who is known, newest first. */
  readonly auditLog: AuditLog;
  /** Classes and confusions of a zero-shot evaluation, or of a set of an ELEVATER run. */
  readonly classReport?: Maybe<ClassReport>;
  /**
   * Zero-shot classification. A label's vector is the normalised mean of its prompts' unit vectors, as in the original's
   * zero-shot script. `{}` in a template stands for the label; left out, the label itself is the prompt.
   */
  readonly classifyImage?: Maybe<Classification>;
  readonly collection?: Maybe<Collection>;
  readonly collections: ReadonlyArray<Collection>;
  /**
   * Two finished evaluations of the same data, query by query and picture by picture, with what chance leaves of the difference
   * (paired bootstrap, 1,000 resamples; the same evaluations give the same numbers).
   */
  readonly compareEvaluations?: Maybe<EvaluationComparison>;
  /**
   * What lies in a folder of TUWEN_DATASETS, to choose what an import or a data set is made of. Paths are those that jobs take, from the
   * folders on, which are laid over each other. Null where TUWEN_DATASETS is not set.
   */
  readonly dataFolder?: Maybe<DataFolder>;
  readonly dataset?: Maybe<Dataset>;
  /** Registered data sets, by name. */
  readonly datasets: ReadonlyArray<Dataset>;
  /**
   * Items of a collection that look alike, in groups, the nearest first. Each request goes on with the comparison for ten seconds at
   * most, and tells how far it is: ask again until `isComplete`. What was found is kept for ten minutes.
   */
  readonly duplicates: DuplicateConnection;
  /** Vectors of pictures, in the order given; at most 64. A picture that cannot be read is null, with an error at its index. */
  readonly embedImages?: Maybe<ReadonlyArray<Maybe<ImageEmbedding>>>;
  /** Vectors of texts, in the order given; at most 256. */
  readonly embedTexts?: Maybe<ReadonlyArray<TextEmbedding>>;
  /** Runs a search and tells how the database answered it; arguments as for `search`. */
  readonly explainSearch?: Maybe<SearchExplanation>;
  readonly item?: Maybe<Item>;
  readonly job?: Maybe<Job>;
  /** Newest first. */
  readonly jobs: JobConnection;
  /** One model; the default one when `name` is left out. */
  readonly model?: Maybe<Model>;
  /** Every imported model. */
  readonly models: ReadonlyArray<Model>;
  /** Every plugin, those that could not be loaded included. */
  readonly plugins: ReadonlyArray<Plugin>;
  /** Items of a collection, best first, by vector, by words, or by both. */
  readonly search?: Maybe<SearchConnection>;
  /** Every picture against every text: the original's `get_similarity`. At most 64 pictures and 256 texts. */
  readonly similarity?: Maybe<SimilarityMatrix>;
  /**
   * Prompt templates to take: those of Chinese-CLIP, word by word, and Tuwen's own, for `classifyImage(templates:)` and
   * `StartZeroShotEvaluationInput.templateSets`.
   */
  readonly templateSets: ReadonlyArray<TemplateSet>;
  /** How each text is read by a model: the ids of the original's tokenizer. At most 256 texts. */
  readonly tokenize?: Maybe<ReadonlyArray<Tokenization>>;
  /** Who you are to this server. */
  readonly viewer: Viewer;
};


export type QueryAuditLogArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<AuditFilter>;
  first?: Scalars['Int']['input'];
};


export type QueryClassReportArgs = {
  dataset?: InputMaybe<Scalars['String']['input']>;
  evaluation: Scalars['ID']['input'];
  templates?: InputMaybe<Scalars['String']['input']>;
};


export type QueryClassifyImageArgs = {
  image: ImageInput;
  labels: ReadonlyArray<Scalars['String']['input']>;
  logitScale?: InputMaybe<Scalars['Float']['input']>;
  model?: InputMaybe<Scalars['String']['input']>;
  templates?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
};


export type QueryCollectionArgs = {
  name: Scalars['String']['input'];
};


export type QueryCompareEvaluationsArgs = {
  baseline: Scalars['ID']['input'];
  candidate: Scalars['ID']['input'];
};


export type QueryDataFolderArgs = {
  path?: Scalars['String']['input'];
};


export type QueryDatasetArgs = {
  name: Scalars['String']['input'];
};


export type QueryDuplicatesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  against?: Modality;
  collection: Scalars['String']['input'];
  first?: Scalars['Int']['input'];
  minScore?: Scalars['Float']['input'];
};


export type QueryEmbedImagesArgs = {
  images: ReadonlyArray<ImageInput>;
  model?: InputMaybe<Scalars['String']['input']>;
};


export type QueryEmbedTextsArgs = {
  model?: InputMaybe<Scalars['String']['input']>;
  texts: ReadonlyArray<Scalars['String']['input']>;
};


export type QueryExplainSearchArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  against?: Modality;
  collection: Scalars['String']['input'];
  exact?: Scalars['Boolean']['input'];
  filter?: InputMaybe<ItemFilter>;
  first?: Scalars['Int']['input'];
  query: SearchInput;
};


export type QueryItemArgs = {
  id: Scalars['ID']['input'];
};


export type QueryJobArgs = {
  id: Scalars['ID']['input'];
};


export type QueryJobsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  kinds?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
};


export type QueryModelArgs = {
  name?: InputMaybe<Scalars['String']['input']>;
};


export type QuerySearchArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  against?: Modality;
  collection: Scalars['String']['input'];
  exact?: Scalars['Boolean']['input'];
  filter?: InputMaybe<ItemFilter>;
  first?: Scalars['Int']['input'];
  query: SearchInput;
};


export type QuerySimilarityArgs = {
  images: ReadonlyArray<ImageInput>;
  model?: InputMaybe<Scalars['String']['input']>;
  texts: ReadonlyArray<Scalars['String']['input']>;
};


export type QueryTokenizeArgs = {
  model?: InputMaybe<Scalars['String']['input']>;
  texts: ReadonlyArray<Scalars['String']['input']>;
};

/** Compared with exact search, for queries in between stored vectors. */
export type RecallEstimate = {
  readonly __typename?: 'RecallEstimate';
  readonly measuredAt: Scalars['DateTime']['output'];
  readonly queries: Scalars['Int']['output'];
  /** Mean share of the true ten nearest that are found, 0 to 1. */
  readonly recallAt10: Scalars['Float']['output'];
};

/** Exactly one of the two kinds. */
export type RegisterDatasetInput = {
  readonly classification?: InputMaybe<ClassificationDatasetInput>;
  /** `[a-z0-9][a-z0-9_-]{0,63}`, unique. */
  readonly name: Scalars['String']['input'];
  readonly retrieval?: InputMaybe<RetrievalDatasetInput>;
};

export type RegisterDatasetPayload = {
  readonly __typename?: 'RegisterDatasetPayload';
  readonly dataset: Dataset;
};

export type RejectedEntry = {
  readonly __typename?: 'RejectedEntry';
  readonly code: Scalars['String']['output'];
  readonly key?: Maybe<Scalars['String']['output']>;
  readonly message: Scalars['String']['output'];
  /** File and line, or path, in the source. */
  readonly where: Scalars['String']['output'];
};

export type RejectedItem = {
  readonly __typename?: 'RejectedItem';
  readonly code: Scalars['String']['output'];
  /** Position in the input. */
  readonly index: Scalars['Int']['output'];
  readonly key: Scalars['String']['output'];
  readonly message: Scalars['String']['output'];
};

export type RejectedProvider = {
  readonly __typename?: 'RejectedProvider';
  readonly provider: ExecutionProvider;
  readonly reason: Scalars['String']['output'];
};

/**
 * How near queries of one kind come that have no answer. Nearness is the cosine; where a text is compared with pictures or a picture with
 * texts, it is the cosine less the query's mean cosine to the collection.
 * A hit's relevance is 1 / (1 + exp(-(intercept + slope × (nearness − median) / spread))).
 */
export type RelevanceBackground = {
  readonly __typename?: 'RelevanceBackground';
  /** What they are compared with. */
  readonly against: Modality;
  /** Captions (or pictures) of stored items that the curve was fitted to; 0: the usual curve is used. */
  readonly answeredQueries: Scalars['Int']['output'];
  readonly intercept: Scalars['Float']['output'];
  /** Nearness of their best hits, in the median. */
  readonly median: Scalars['Float']['output'];
  /** Background queries: texts of many fields, or stored pictures with themselves left out. */
  readonly queries: Scalars['Int']['output'];
  /** What the queries are. */
  readonly query: Modality;
  readonly slope: Scalars['Float']['output'];
  /** Half the distance between the 16th and 84th percentile of these. */
  readonly spread: Scalars['Float']['output'];
};

export type RelevanceUnavailable =
  /** The query is words only. */
  | 'keywords'
  /** Nothing was estimated yet. That begins by itself. */
  | 'not-estimated'
  /** There is nothing to compare such a query with, e.g. a picture with a collection that has none. */
  | 'no-background'
  /** There are fewer than 30 pictures or texts to compare with, or were when it was estimated. */
  | 'too-few-items';

export type RemoveDatasetPayload = {
  readonly __typename?: 'RemoveDatasetPayload';
  /** False when there was none of that name. */
  readonly removed: Scalars['Boolean']['output'];
};

export type RetrievalBenchmark =
  | 'COCO-CN'
  | 'Flickr30K-CN'
  | 'MUGE';

export type RetrievalDatasetInput = {
  readonly benchmark?: InputMaybe<RetrievalBenchmark>;
  readonly images: Scalars['String']['input'];
  readonly texts: Scalars['String']['input'];
};

export type RevokeApiKeyPayload = {
  readonly __typename?: 'RevokeApiKeyPayload';
  readonly apiKey: ApiKey;
};

/** What a caller may do; each role may do what those before it may. */
export type Role =
  /** Models, plugins, data sets, keys, the audit log. */
  | 'admin'
  /** Changes collections and items, uploads, runs jobs. */
  | 'editor'
  /** Looks, searches, embeds, classifies. */
  | 'reader';

export type ScorePart = {
  readonly __typename?: 'ScorePart';
  /**
   * What the part adds to the score of the hit. Of a mix: weight × cosine / norm of the sum; RRF: weight / (60 + rank); WEIGHTED: weight ×
   * score scaled to 0–1; 0 where the part has no score.
   */
  readonly contribution: Scalars['Float']['output'];
  /** Place in the mix, from 0. */
  readonly index: Scalars['Int']['output'];
  readonly kind: ScorePartKind;
  /** Rank in this part alone, which equals share; null in a mix. */
  readonly rank?: Maybe<Scalars['Int']['output']>;
  /** Cosine, or the keywords' score; null where the item is not among the 200 nearest, or has not the words. */
  readonly score?: Maybe<Scalars['Float']['output']>;
  readonly weight: Scalars['Float']['output'];
};

export type ScorePartKind =
  | 'keywords'
  | 'mix'
  | 'vector';

/** How a model's cosines become probabilities. */
export type Scoring = {
  readonly __typename?: 'Scoring';
  /** Added to scaled cosines; 0 for softmax. */
  readonly bias: Scalars['Float']['output'];
  readonly kind: ScoringKind;
  /** Multiplier of cosines: exp of the trained logit scale, unless the request asked for another one. */
  readonly scale: Scalars['Float']['output'];
};

export type ScoringKind =
  /** Each on its own, whether it fits: sigmoid, many of a row or none may be near 1 (SigLIP). */
  | 'SIGMOID'
  /** Which one of them: softmax, the probabilities of a row sum to 1 (CLIP). */
  | 'SOFTMAX';

/** Ranked items; at most 1,000 deep. */
export type SearchConnection = {
  readonly __typename?: 'SearchConnection';
  readonly edges: ReadonlyArray<SearchEdge>;
  /** How the keywords were read; null for queries without any. */
  readonly keywords?: Maybe<KeywordReading>;
  /** Shortcut for `edges { node }`. */
  readonly nodes: ReadonlyArray<Item>;
  /**
   * Whether nothing on this page answers the query: no hit has a relevance of `threshold` (0 to 1) or more, or was found by its words.
   * Null where hits have no relevance. What the usual threshold is worth: docs/relevance.md.
   */
  readonly nothingMatches?: Maybe<Scalars['Boolean']['output']>;
  readonly pageInfo: PageInfo;
  /** How the nearest vectors were found; null for keywords. */
  readonly plan?: Maybe<SearchPlan>;
  /** Why hits have no relevance; null when they have one. */
  readonly relevanceUnavailable?: Maybe<RelevanceUnavailable>;
  /** How the query's text was read; null for queries without one. */
  readonly tokenization?: Maybe<Tokenization>;
  /** How every text of the query was read. */
  readonly tokenizations: ReadonlyArray<Tokenization>;
  /** Why there are fewer hits than `first`; null when there are not. */
  readonly underfilled?: Maybe<Underfilled>;
};


/** Ranked items; at most 1,000 deep. */
export type SearchConnectionNothingMatchesArgs = {
  threshold?: Scalars['Float']['input'];
};

export type SearchEdge = {
  readonly __typename?: 'SearchEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node: Item;
  /** What each part of a mix or of a hybrid search adds; the contributions sum up to the score. Empty for other queries. */
  readonly parts: ReadonlyArray<ScorePart>;
  /** From 1. */
  readonly rank: Scalars['Int']['output'];
  /**
   * 0 to 1: the estimated chance that a query whose best hit is as near as this one has an answer here. It compares with queries that have
   * none, on this collection and model; null where nothing tells.
   */
  readonly relevance?: Maybe<Scalars['Float']['output']>;
  /** Cosine in [-1, 1]; for keywords and hybrid searches what their parts make. */
  readonly score: Scalars['Float']['output'];
};

export type SearchExplanation = {
  readonly __typename?: 'SearchExplanation';
  /** How many of the nearest in the index are looked at, where a filter is tested on them. */
  readonly candidates?: Maybe<Scalars['Int']['output']>;
  /** What `explain (analyze, buffers, format json)` says. */
  readonly explain: Scalars['JSONObject']['output'];
  /** How the nearest vectors were to be found; null for keywords. */
  readonly plan?: Maybe<SearchPlan>;
  /** SQL, with `$1`, `$2`, … for the values. */
  readonly statement: Scalars['String']['output'];
};

/** Exactly one thing to search by. */
export type SearchInput =
  { readonly hybrid: HybridInput; readonly image?: never; readonly itemId?: never; readonly keywords?: never; readonly mix?: never; readonly text?: never; readonly vector?: never; }
  |  { readonly hybrid?: never; readonly image: ImageInput; readonly itemId?: never; readonly keywords?: never; readonly mix?: never; readonly text?: never; readonly vector?: never; }
  |  /** A stored item, itself left out of the results: its picture's vector, else its text's. */
  { readonly hybrid?: never; readonly image?: never; readonly itemId: Scalars['ID']['input']; readonly keywords?: never; readonly mix?: never; readonly text?: never; readonly vector?: never; }
  |  /** Words in the items' texts and metadata, at most 64 terms; Chinese is matched by pairs of characters. */
  { readonly hybrid?: never; readonly image?: never; readonly itemId?: never; readonly keywords: Scalars['String']['input']; readonly mix?: never; readonly text?: never; readonly vector?: never; }
  |  /** Several of these with weights, e.g. this picture + 红色 − 人. 1 to 16. */
  { readonly hybrid?: never; readonly image?: never; readonly itemId?: never; readonly keywords?: never; readonly mix: ReadonlyArray<WeightedInput>; readonly text?: never; readonly vector?: never; }
  |  { readonly hybrid?: never; readonly image?: never; readonly itemId?: never; readonly keywords?: never; readonly mix?: never; readonly text: Scalars['String']['input']; readonly vector?: never; }
  |  { readonly hybrid?: never; readonly image?: never; readonly itemId?: never; readonly keywords?: never; readonly mix?: never; readonly text?: never; readonly vector: VectorInput; };

export type SearchPlan =
  /** The approximate index gave the candidates. */
  | 'approximate'
  /** Everything that passes the filter was compared. */
  | 'exact';

/** Scores of pictures and texts in the order given. */
export type SimilarityMatrix = {
  readonly __typename?: 'SimilarityMatrix';
  /** Cosines, one row per picture. */
  readonly cosines: ReadonlyArray<ReadonlyArray<Scalars['Float']['output']>>;
  /** exp of the model's trained logit scale. */
  readonly logitScale: Scalars['Float']['output'];
  /** scale × cosine + bias, one row per picture. */
  readonly logitsPerImage: ReadonlyArray<ReadonlyArray<Scalars['Float']['output']>>;
  /** scale × cosine + bias, one row per text. */
  readonly logitsPerText: ReadonlyArray<ReadonlyArray<Scalars['Float']['output']>>;
  /** The cosines, (images, texts), packed. */
  readonly packedCosines: Scalars['PackedFloats']['output'];
  /** Softmax over the texts, or a sigmoid of each logit, as `scoring` says. One row per picture. */
  readonly probabilitiesPerImage: ReadonlyArray<ReadonlyArray<Scalars['Float']['output']>>;
  /** Softmax over the pictures, or a sigmoid of each logit, as `scoring` says. One row per text. */
  readonly probabilitiesPerText: ReadonlyArray<ReadonlyArray<Scalars['Float']['output']>>;
  /** The model's. */
  readonly scoring: Scoring;
};

export type StartElevaterRunInput = {
  /** Which ones; left out: all that are there. */
  readonly datasets?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /**
   * Folder with a folder for each set, by ELEVATER's names: `test` with the class folders, `label_cn.txt`, `index.json` where
   * there is one. Left out: the registered data sets with a name of ELEVATER's.
   */
  readonly folder?: InputMaybe<Scalars['String']['input']>;
  /** Makes a submission although sets are missing, or of other sizes than ELEVATER's. */
  readonly incomplete?: Scalars['Boolean']['input'];
  /** The default model when left out. */
  readonly model?: InputMaybe<Scalars['String']['input']>;
  readonly precision?: InputMaybe<Precision>;
  /** Whose prompts: Tuwen's own, or those that the original's script takes for each set, for its numbers. */
  readonly templates?: TemplateOrigin;
};

export type StartImportInput = {
  readonly collection: Scalars['String']['input'];
  readonly duplicates?: DuplicatePolicy;
  readonly source: ImportSource;
};

export type StartIndexBuildInput = {
  readonly collection: Scalars['String']['input'];
  readonly index: IndexInput;
};

export type StartModelChangeInput = {
  readonly collection: Scalars['String']['input'];
  /** Left out: as the collection has it. */
  readonly index?: InputMaybe<IndexInput>;
  /** Model to move to. */
  readonly model: Scalars['String']['input'];
};

export type StartRetrievalEvaluationInput = {
  /** Compare with the original's zero-shot numbers on this set. */
  readonly benchmark?: InputMaybe<RetrievalBenchmark>;
  /** Name of a registered data set, in place of `images` and `texts`. */
  readonly dataset?: InputMaybe<Scalars['String']['input']>;
  /** A TSV of id and base64, a folder of pictures, or an LMDB folder, inside a folder of TUWEN_DATASETS. */
  readonly images?: InputMaybe<Scalars['String']['input']>;
  /** The default model when left out. */
  readonly model?: InputMaybe<Scalars['String']['input']>;
  /** The precision in which it is loaded when left out. */
  readonly precision?: InputMaybe<Precision>;
  /** JSONL of `text_id`, `text`, `image_ids`, or an LMDB folder of pairs, likewise. */
  readonly texts?: InputMaybe<Scalars['String']['input']>;
  readonly unreadable?: InputMaybe<UnreadablePolicy>;
};

export type StartZeroShotEvaluationInput = {
  /** Name of a registered data set, in place of `folder`. */
  readonly dataset?: InputMaybe<Scalars['String']['input']>;
  /** ELEVATER's name of the set: chooses prompts and metric, and asks for its prediction file. */
  readonly elevater?: InputMaybe<Scalars['String']['input']>;
  /** Folder with one folder of pictures for each class, inside a folder of TUWEN_DATASETS; so are the files below. */
  readonly folder?: InputMaybe<Scalars['String']['input']>;
  /** JSON list of the pictures that ELEVATER wants, in its order. */
  readonly index?: InputMaybe<Scalars['String']['input']>;
  /** One label a line in the order of the sorted class folders; left out: `label_cn.txt` in or beside the folder. */
  readonly labels?: InputMaybe<Scalars['String']['input']>;
  /** The default model when left out. */
  readonly model?: InputMaybe<Scalars['String']['input']>;
  readonly precision?: InputMaybe<Precision>;
  /** Templates to compare; the prediction file is of the first. */
  readonly templateSets?: InputMaybe<ReadonlyArray<TemplateSetInput>>;
  /** JSON file of templates; left out, with `templateSets`: the built-in ones. */
  readonly templatesFile?: InputMaybe<Scalars['String']['input']>;
  readonly unreadable?: InputMaybe<UnreadablePolicy>;
};

export type Subscription = {
  readonly __typename?: 'Subscription';
  /** The job now and after each change, until it has ended. Over graphql-ws at `/graphql`. */
  readonly jobProgress: Job;
};


export type SubscriptionJobProgressArgs = {
  id: Scalars['ID']['input'];
};

export type SwitchCollectionModelInput = {
  /** Switch although some pictures cannot be read by the new model; searches will not find them. */
  readonly acceptFailures?: Scalars['Boolean']['input'];
  readonly collection: Scalars['String']['input'];
};

export type TemplateOrigin =
  /** The original's files. */
  | 'chinese-clip'
  /** What evaluations take when they are given none. */
  | 'tuwen';

/** Prompts with `{}` in the place of a label. */
export type TemplateSet = {
  readonly __typename?: 'TemplateSet';
  /** ELEVATER's sets that it was made for; empty: any pictures. */
  readonly datasets: ReadonlyArray<Scalars['String']['output']>;
  /** Unique among those of its origin: `openai`, `food`, `general`. */
  readonly name: Scalars['String']['output'];
  readonly origin: TemplateOrigin;
  /** In the original's order and with its repetitions. */
  readonly templates: ReadonlyArray<Scalars['String']['output']>;
};

/** Prompts with `{}` in the place of a label. */
export type TemplateSetInput = {
  readonly name: Scalars['String']['input'];
  readonly templates: ReadonlyArray<Scalars['String']['input']>;
};

/** All that is given must hold. */
export type TextCondition = {
  readonly eq?: InputMaybe<Scalars['String']['input']>;
  readonly field: Scalars['String']['input'];
  /** Code point order, so that it fits ISO dates. */
  readonly gte?: InputMaybe<Scalars['String']['input']>;
  readonly in?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  readonly lt?: InputMaybe<Scalars['String']['input']>;
  readonly startsWith?: InputMaybe<Scalars['String']['input']>;
};

export type TextEmbedding = Embedding & {
  readonly __typename?: 'TextEmbedding';
  readonly dimension: Scalars['Int']['output'];
  readonly norm: Scalars['Float']['output'];
  readonly packed: Scalars['PackedFloats']['output'];
  readonly tokenization: Tokenization;
  readonly values: ReadonlyArray<Scalars['Float']['output']>;
};


export type TextEmbeddingPackedArgs = {
  normalized?: Scalars['Boolean']['input'];
};


export type TextEmbeddingValuesArgs = {
  normalized?: Scalars['Boolean']['input'];
};

export type TextFolding = {
  readonly __typename?: 'TextFolding';
  readonly after: Scalars['String']['output'];
  readonly before: Scalars['String']['output'];
  /** Behind the last code unit. */
  readonly end: Scalars['Int']['output'];
  readonly kinds: ReadonlyArray<FoldingKind>;
  readonly start: Scalars['Int']['output'];
};

export type ThumbnailSize =
  /** At most 512 pixels along the longer edge. */
  | 'large'
  /** At most 256 pixels along the longer edge. */
  | 'small';

/** Places are UTF-16 code units, as JavaScript counts them; null where the tokenizer cannot tell. */
export type TokenPiece = {
  readonly __typename?: 'TokenPiece';
  /** Behind the last code unit. */
  readonly end?: Maybe<Scalars['Int']['output']>;
  readonly id: Scalars['Int']['output'];
  /** False for what was cut off. */
  readonly isKept: Scalars['Boolean']['output'];
  /** The vocabulary does not know it; `text` has what it stands for. */
  readonly isUnknown: Scalars['Boolean']['output'];
  readonly start?: Maybe<Scalars['Int']['output']>;
  /** The part of the text that it stands for. */
  readonly text?: Maybe<Scalars['String']['output']>;
  readonly token: Scalars['String']['output'];
};

export type Tokenization = {
  readonly __typename?: 'Tokenization';
  /** Where the text was cut off; null when it was not, or where the tokenizer cannot tell. */
  readonly cutAt?: Maybe<Scalars['Int']['output']>;
  /** What was changed before the text was cut into pieces, from left to right; null where the tokenizer cannot tell. */
  readonly foldings?: Maybe<ReadonlyArray<TextFolding>>;
  /** Ids with the special tokens around them ([CLS] and [SEP], or others), not padded. */
  readonly ids: ReadonlyArray<Scalars['Int']['output']>;
  /** Word pieces before the text was cut. */
  readonly pieceCount: Scalars['Int']['output'];
  /** Every piece, also those that were cut off, with its place in the text. */
  readonly pieces: ReadonlyArray<TokenPiece>;
  readonly text: Scalars['String']['output'];
  /** The word pieces, without those special tokens. */
  readonly tokens: ReadonlyArray<Scalars['String']['output']>;
  readonly truncated: Scalars['Boolean']['output'];
  /** How many tokens the vocabulary does not know. */
  readonly unknownCount: Scalars['Int']['output'];
};

export type TowerParity = {
  readonly __typename?: 'TowerParity';
  /** Pictures or texts compared. */
  readonly count: Scalars['Int']['output'];
  /** Largest absolute difference between two unit vectors. */
  readonly maximumError: Scalars['Float']['output'];
  readonly minimumCosine: Scalars['Float']['output'];
};

export type Underfilled =
  /** A ranking is read to rank 1,000, and a hybrid one has the best 200 of each part only: there may be more. */
  | 'depth-limit'
  /** No more items pass the filter and have something to compare. */
  | 'fewer-matches';

/** What a picture that cannot be read does to a job. */
export type UnreadablePolicy =
  | 'fail'
  /** It is left out and counted. */
  | 'skip';

export type UpdateCollectionInput = {
  readonly description?: InputMaybe<Scalars['String']['input']>;
  readonly metadataSchema?: InputMaybe<Scalars['JSONObject']['input']>;
  /** What to do when stored items do not fit the new schema. */
  readonly misfits?: MisfitPolicy;
  /** Which one. */
  readonly name: Scalars['String']['input'];
};

export type UpdateCollectionPayload = {
  readonly __typename?: 'UpdateCollectionPayload';
  readonly collection: Collection;
  /** Stored items that do not fit the new schema. */
  readonly misfitCount: Scalars['Int']['output'];
  /** The first of them, ten at most. */
  readonly misfits: ReadonlyArray<MetadataMisfit>;
};

export type Upload = {
  readonly __typename?: 'Upload';
  readonly expiresAt: Scalars['DateTime']['output'];
  readonly id: Scalars['ID']['output'];
  /** Signed path on this server; PUT the raw bytes, without a form. */
  readonly putUrl: Scalars['String']['output'];
};

export type UploadKind =
  /** A zip file for `ImportSource.upload`, within two hours. */
  | 'archive'
  /** For `ImageInput.uploadId`, within a quarter of an hour. */
  | 'picture';

/** Exactly one way to give a vector. */
export type VectorInput =
  { readonly packed: Scalars['PackedFloats']['input']; readonly values?: never; }
  |  { readonly packed?: never; readonly values: ReadonlyArray<Scalars['Float']['input']>; };

/** Exactly one thing to compare vectors with. */
export type VectorSearchInput =
  { readonly image: ImageInput; readonly itemId?: never; readonly text?: never; readonly vector?: never; }
  |  { readonly image?: never; readonly itemId: Scalars['ID']['input']; readonly text?: never; readonly vector?: never; }
  |  { readonly image?: never; readonly itemId?: never; readonly text: Scalars['String']['input']; readonly vector?: never; }
  |  { readonly image?: never; readonly itemId?: never; readonly text?: never; readonly vector: VectorInput; };

export type Viewer = {
  readonly __typename?: 'Viewer';
  readonly kind: IdentityKind;
  /** Whether the server is in open mode: it asks nobody for a key. */
  readonly openMode: Scalars['Boolean']['output'];
  readonly role: Role;
  /** Id of the key, subject of the token; else the kind. */
  readonly subject: Scalars['String']['output'];
};

export type WeightReading =
  /** Exactly as in the checkpoint, as the original's evaluation scripts do. */
  | 'AS_STORED'
  /** Rounded to float16 first, as the original's `load_from_name` does. */
  | 'FLOAT16_ROUNDED';

export type WeightedInput = {
  readonly query: VectorSearchInput;
  /** -100 to 100, not 0; a negative one moves away. */
  readonly weight?: Scalars['Float']['input'];
};



export type ResolverTypeWrapper<T> = Promise<T> | T;


export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;




/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Embedding:
    | ( ImageEmbeddingMapper )
    | ( EmbeddedText )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  AddItemsInput: AddItemsInput;
  AddItemsPayload: ResolverTypeWrapper<Omit<AddItemsPayload, 'items'> & { items: ReadonlyArray<ResolversTypes['Item']> }>;
  ApiKey: ResolverTypeWrapper<ApiKeyMapper>;
  AuditEntry: ResolverTypeWrapper<AuditEntryMapper>;
  AuditFilter: AuditFilter;
  AuditLog: ResolverTypeWrapper<AuditPage>;
  Base64: ResolverTypeWrapper<Scalars['Base64']['output']>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  BooleanCondition: BooleanCondition;
  ChangedOutcome: ResolverTypeWrapper<ChangedOutcome>;
  CheckDatasetInput: CheckDatasetInput;
  ClassReport: ResolverTypeWrapper<ClassReportMapper>;
  ClassScore: ResolverTypeWrapper<ClassTally>;
  Classification: ResolverTypeWrapper<ClassificationMapper>;
  ClassificationDatasetInput: ClassificationDatasetInput;
  Collection: ResolverTypeWrapper<CollectionMapper>;
  CollectionIndex: ResolverTypeWrapper<CollectionIndexMapper>;
  CollectionRelevance: ResolverTypeWrapper<CollectionRelevanceParts>;
  ComparedClass: ResolverTypeWrapper<ComparedClass>;
  ComparedDifference: ResolverTypeWrapper<ComparedDifference>;
  ComparedMeasure: ResolverTypeWrapper<ComparedMeasure>;
  ComparedPart: ResolverTypeWrapper<PartComparison>;
  Confusion: ResolverTypeWrapper<Confusion>;
  ConfusionMatrix: ResolverTypeWrapper<ConfusionMatrix>;
  CreateApiKeyInput: CreateApiKeyInput;
  CreateApiKeyPayload: ResolverTypeWrapper<Omit<CreateApiKeyPayload, 'apiKey'> & { apiKey: ResolversTypes['ApiKey'] }>;
  CreateCollectionInput: CreateCollectionInput;
  CreateCollectionPayload: ResolverTypeWrapper<Omit<CreateCollectionPayload, 'collection'> & { collection: ResolversTypes['Collection'] }>;
  CreateUploadInput: CreateUploadInput;
  CreateUploadPayload: ResolverTypeWrapper<Omit<CreateUploadPayload, 'upload'> & { upload: ResolversTypes['Upload'] }>;
  DataFolder: ResolverTypeWrapper<DatasetFolder>;
  DataFolderEntry: ResolverTypeWrapper<DatasetEntry>;
  Dataset: ResolverTypeWrapper<DatasetMapper>;
  DatasetKind: ResolverTypeWrapper<DatasetKindMapper>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  DeleteCollectionPayload: ResolverTypeWrapper<DeleteCollectionPayload>;
  DeleteItemsInput: DeleteItemsInput;
  DeleteItemsPayload: ResolverTypeWrapper<DeleteItemsPayload>;
  DuplicateConnection: ResolverTypeWrapper<DuplicatesPage>;
  DuplicateEdge: ResolverTypeWrapper<DuplicateEdgeMapper>;
  DuplicateGroup: ResolverTypeWrapper<DuplicateGroupMapper>;
  DuplicateItem: ResolverTypeWrapper<DuplicateItem>;
  DuplicateMember: ResolverTypeWrapper<Omit<DuplicateMember, 'item'> & { item: ResolversTypes['Item'] }>;
  DuplicatePolicy: ResolverTypeWrapper<DuplicatePolicyMapper>;
  Embedding: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Embedding']>;
  EvaluationComparison: ResolverTypeWrapper<EvaluationComparisonMapper>;
  ExecutionProvider: ResolverTypeWrapper<ExecutionProviderMapper>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  FoldingKind: null;
  Fusion: null;
  HybridInput: HybridInput;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  IdentityKind: ResolverTypeWrapper<IdentityKindMapper>;
  ImageEmbedding: ResolverTypeWrapper<ImageEmbeddingMapper>;
  ImageInput: ImageInput;
  ImportSource: ImportSource;
  IndexInput: IndexInput;
  IndexKind: ResolverTypeWrapper<IndexKindMapper>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  Item: ResolverTypeWrapper<ItemMapper>;
  ItemConnection: ResolverTypeWrapper<ItemPage>;
  ItemEdge: ResolverTypeWrapper<ItemEdgeMapper>;
  ItemFilter: ItemFilter;
  ItemImage: ResolverTypeWrapper<ItemImageMapper>;
  ItemInput: ItemInput;
  JSONObject: ResolverTypeWrapper<Scalars['JSONObject']['output']>;
  Job: ResolverTypeWrapper<JobMapper>;
  JobArtefact: ResolverTypeWrapper<OwnedArtefact>;
  JobConnection: ResolverTypeWrapper<JobPage>;
  JobFailure: ResolverTypeWrapper<JobFailure>;
  JobProgress: ResolverTypeWrapper<JobProgress>;
  JobState: ResolverTypeWrapper<JobStateMapper>;
  KeywordReading: ResolverTypeWrapper<KeywordReading>;
  LabelPrediction: ResolverTypeWrapper<LabelPrediction>;
  ListCondition: ListCondition;
  MetadataField: ResolverTypeWrapper<MetadataField>;
  MetadataFieldType: null;
  MetadataMisfit: ResolverTypeWrapper<MetadataMisfit>;
  MisfitPolicy: null;
  Modality: ResolverTypeWrapper<ModalityMapper>;
  Model: ResolverTypeWrapper<ModelManifest>;
  ModelChange: ResolverTypeWrapper<ModelChangeParts>;
  ModelChangeFailure: ResolverTypeWrapper<Omit<ModelChangeFailure, 'modality'> & { modality: ResolversTypes['Modality'] }>;
  ModelChangePayload: ResolverTypeWrapper<Omit<ModelChangePayload, 'collection'> & { collection: ResolversTypes['Collection'] }>;
  ModelChangeState: ModelChangeState;
  ModelPrecision: ResolverTypeWrapper<ModelPrecisionMapper>;
  ModelRuntime: ResolverTypeWrapper<ModelRuntimeMapper>;
  ModelSource: ResolverTypeWrapper<ModelSource>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  NumberCondition: NumberCondition;
  OriginalImport: OriginalImport;
  OverlapQuery: ResolverTypeWrapper<OverlapQuery>;
  OverlapReport: ResolverTypeWrapper<OverlapReportMapper>;
  PackedFloats: ResolverTypeWrapper<Scalars['PackedFloats']['output']>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  ParameterCounts: ResolverTypeWrapper<ParameterCounts>;
  Parity: ResolverTypeWrapper<Parity>;
  Plugin: ResolverTypeWrapper<PluginEntry>;
  Precision: ResolverTypeWrapper<PrecisionMapper>;
  PromoteModelInput: PromoteModelInput;
  PromoteModelPayload: ResolverTypeWrapper<Omit<PromoteModelPayload, 'comparison' | 'model'> & { comparison: ResolversTypes['EvaluationComparison'], model: ResolversTypes['Model'] }>;
  PublishedAs: ResolverTypeWrapper<PublishedAs>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RecallEstimate: ResolverTypeWrapper<RecallEstimateMapper>;
  RegisterDatasetInput: RegisterDatasetInput;
  RegisterDatasetPayload: ResolverTypeWrapper<Omit<RegisterDatasetPayload, 'dataset'> & { dataset: ResolversTypes['Dataset'] }>;
  RejectedEntry: ResolverTypeWrapper<RejectedEntry>;
  RejectedItem: ResolverTypeWrapper<RejectedItem>;
  RejectedProvider: ResolverTypeWrapper<Omit<RejectedProvider, 'provider'> & { provider: ResolversTypes['ExecutionProvider'] }>;
  RelevanceBackground: ResolverTypeWrapper<RelevanceBackgroundMapper>;
  RelevanceUnavailable: null;
  RemoveDatasetPayload: ResolverTypeWrapper<RemoveDatasetPayload>;
  RetrievalBenchmark: ResolverTypeWrapper<RetrievalBenchmarkMapper>;
  RetrievalDatasetInput: RetrievalDatasetInput;
  RevokeApiKeyPayload: ResolverTypeWrapper<Omit<RevokeApiKeyPayload, 'apiKey'> & { apiKey: ResolversTypes['ApiKey'] }>;
  Role: ResolverTypeWrapper<RoleMapper>;
  ScorePart: ResolverTypeWrapper<ScorePart>;
  ScorePartKind: null;
  Scoring: ResolverTypeWrapper<ScoringMapper>;
  ScoringKind: ScoringKind;
  SearchConnection: ResolverTypeWrapper<SearchResult>;
  SearchEdge: ResolverTypeWrapper<JudgedHit>;
  SearchExplanation: ResolverTypeWrapper<SearchExplanation>;
  SearchInput: SearchInput;
  SearchPlan: null;
  SimilarityMatrix: ResolverTypeWrapper<SimilarityMatrixMapper>;
  StartElevaterRunInput: StartElevaterRunInput;
  StartImportInput: StartImportInput;
  StartIndexBuildInput: StartIndexBuildInput;
  StartModelChangeInput: StartModelChangeInput;
  StartRetrievalEvaluationInput: StartRetrievalEvaluationInput;
  StartZeroShotEvaluationInput: StartZeroShotEvaluationInput;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  SwitchCollectionModelInput: SwitchCollectionModelInput;
  TemplateOrigin: ResolverTypeWrapper<TemplateOriginMapper>;
  TemplateSet: ResolverTypeWrapper<TemplatePreset>;
  TemplateSetInput: TemplateSetInput;
  TextCondition: TextCondition;
  TextEmbedding: ResolverTypeWrapper<EmbeddedText>;
  TextFolding: ResolverTypeWrapper<TextFolding>;
  ThumbnailSize: ResolverTypeWrapper<ThumbnailSizeMapper>;
  TokenPiece: ResolverTypeWrapper<TokenPiece>;
  Tokenization: ResolverTypeWrapper<TokenizedText>;
  TowerParity: ResolverTypeWrapper<TowerParity>;
  Underfilled: null;
  UnreadablePolicy: null;
  UpdateCollectionInput: UpdateCollectionInput;
  UpdateCollectionPayload: ResolverTypeWrapper<Omit<UpdateCollectionPayload, 'collection'> & { collection: ResolversTypes['Collection'] }>;
  Upload: ResolverTypeWrapper<UploadMapper>;
  UploadKind: null;
  VectorInput: VectorInput;
  VectorSearchInput: VectorSearchInput;
  Viewer: ResolverTypeWrapper<Omit<Viewer, 'kind' | 'role'> & { kind: ResolversTypes['IdentityKind'], role: ResolversTypes['Role'] }>;
  WeightReading: WeightReading;
  WeightedInput: WeightedInput;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  AddItemsInput: AddItemsInput;
  AddItemsPayload: Omit<AddItemsPayload, 'items'> & { items: ReadonlyArray<ResolversParentTypes['Item']> };
  ApiKey: ApiKeyMapper;
  AuditEntry: AuditEntryMapper;
  AuditFilter: AuditFilter;
  AuditLog: AuditPage;
  Base64: Scalars['Base64']['output'];
  Boolean: Scalars['Boolean']['output'];
  BooleanCondition: BooleanCondition;
  ChangedOutcome: ChangedOutcome;
  CheckDatasetInput: CheckDatasetInput;
  ClassReport: ClassReportMapper;
  ClassScore: ClassTally;
  Classification: ClassificationMapper;
  ClassificationDatasetInput: ClassificationDatasetInput;
  Collection: CollectionMapper;
  CollectionIndex: CollectionIndexMapper;
  CollectionRelevance: CollectionRelevanceParts;
  ComparedClass: ComparedClass;
  ComparedDifference: ComparedDifference;
  ComparedMeasure: ComparedMeasure;
  ComparedPart: PartComparison;
  Confusion: Confusion;
  ConfusionMatrix: ConfusionMatrix;
  CreateApiKeyInput: CreateApiKeyInput;
  CreateApiKeyPayload: Omit<CreateApiKeyPayload, 'apiKey'> & { apiKey: ResolversParentTypes['ApiKey'] };
  CreateCollectionInput: CreateCollectionInput;
  CreateCollectionPayload: Omit<CreateCollectionPayload, 'collection'> & { collection: ResolversParentTypes['Collection'] };
  CreateUploadInput: CreateUploadInput;
  CreateUploadPayload: Omit<CreateUploadPayload, 'upload'> & { upload: ResolversParentTypes['Upload'] };
  DataFolder: DatasetFolder;
  DataFolderEntry: DatasetEntry;
  Dataset: DatasetMapper;
  DateTime: Scalars['DateTime']['output'];
  DeleteCollectionPayload: DeleteCollectionPayload;
  DeleteItemsInput: DeleteItemsInput;
  DeleteItemsPayload: DeleteItemsPayload;
  DuplicateConnection: DuplicatesPage;
  DuplicateEdge: DuplicateEdgeMapper;
  DuplicateGroup: DuplicateGroupMapper;
  DuplicateItem: DuplicateItem;
  DuplicateMember: Omit<DuplicateMember, 'item'> & { item: ResolversParentTypes['Item'] };
  Embedding: ResolversInterfaceTypes<ResolversParentTypes>['Embedding'];
  EvaluationComparison: EvaluationComparisonMapper;
  Float: Scalars['Float']['output'];
  HybridInput: HybridInput;
  ID: Scalars['ID']['output'];
  ImageEmbedding: ImageEmbeddingMapper;
  ImageInput: ImageInput;
  ImportSource: ImportSource;
  IndexInput: IndexInput;
  Int: Scalars['Int']['output'];
  Item: ItemMapper;
  ItemConnection: ItemPage;
  ItemEdge: ItemEdgeMapper;
  ItemFilter: ItemFilter;
  ItemImage: ItemImageMapper;
  ItemInput: ItemInput;
  JSONObject: Scalars['JSONObject']['output'];
  Job: JobMapper;
  JobArtefact: OwnedArtefact;
  JobConnection: JobPage;
  JobFailure: JobFailure;
  JobProgress: JobProgress;
  KeywordReading: KeywordReading;
  LabelPrediction: LabelPrediction;
  ListCondition: ListCondition;
  MetadataField: MetadataField;
  MetadataMisfit: MetadataMisfit;
  Model: ModelManifest;
  ModelChange: ModelChangeParts;
  ModelChangeFailure: ModelChangeFailure;
  ModelChangePayload: Omit<ModelChangePayload, 'collection'> & { collection: ResolversParentTypes['Collection'] };
  ModelPrecision: ModelPrecisionMapper;
  ModelRuntime: ModelRuntimeMapper;
  ModelSource: ModelSource;
  Mutation: Record<PropertyKey, never>;
  NumberCondition: NumberCondition;
  OriginalImport: OriginalImport;
  OverlapQuery: OverlapQuery;
  OverlapReport: OverlapReportMapper;
  PackedFloats: Scalars['PackedFloats']['output'];
  PageInfo: PageInfo;
  ParameterCounts: ParameterCounts;
  Parity: Parity;
  Plugin: PluginEntry;
  PromoteModelInput: PromoteModelInput;
  PromoteModelPayload: Omit<PromoteModelPayload, 'comparison' | 'model'> & { comparison: ResolversParentTypes['EvaluationComparison'], model: ResolversParentTypes['Model'] };
  PublishedAs: PublishedAs;
  Query: Record<PropertyKey, never>;
  RecallEstimate: RecallEstimateMapper;
  RegisterDatasetInput: RegisterDatasetInput;
  RegisterDatasetPayload: Omit<RegisterDatasetPayload, 'dataset'> & { dataset: ResolversParentTypes['Dataset'] };
  RejectedEntry: RejectedEntry;
  RejectedItem: RejectedItem;
  RejectedProvider: RejectedProvider;
  RelevanceBackground: RelevanceBackgroundMapper;
  RemoveDatasetPayload: RemoveDatasetPayload;
  RetrievalDatasetInput: RetrievalDatasetInput;
  RevokeApiKeyPayload: Omit<RevokeApiKeyPayload, 'apiKey'> & { apiKey: ResolversParentTypes['ApiKey'] };
  ScorePart: ScorePart;
  Scoring: ScoringMapper;
  SearchConnection: SearchResult;
  SearchEdge: JudgedHit;
  SearchExplanation: SearchExplanation;
  SearchInput: SearchInput;
  SimilarityMatrix: SimilarityMatrixMapper;
  StartElevaterRunInput: StartElevaterRunInput;
  StartImportInput: StartImportInput;
  StartIndexBuildInput: StartIndexBuildInput;
  StartModelChangeInput: StartModelChangeInput;
  StartRetrievalEvaluationInput: StartRetrievalEvaluationInput;
  StartZeroShotEvaluationInput: StartZeroShotEvaluationInput;
  String: Scalars['String']['output'];
  Subscription: Record<PropertyKey, never>;
  SwitchCollectionModelInput: SwitchCollectionModelInput;
  TemplateSet: TemplatePreset;
  TemplateSetInput: TemplateSetInput;
  TextCondition: TextCondition;
  TextEmbedding: EmbeddedText;
  TextFolding: TextFolding;
  TokenPiece: TokenPiece;
  Tokenization: TokenizedText;
  TowerParity: TowerParity;
  UpdateCollectionInput: UpdateCollectionInput;
  UpdateCollectionPayload: Omit<UpdateCollectionPayload, 'collection'> & { collection: ResolversParentTypes['Collection'] };
  Upload: UploadMapper;
  VectorInput: VectorInput;
  VectorSearchInput: VectorSearchInput;
  Viewer: Viewer;
  WeightedInput: WeightedInput;
};

export type CostDirectiveArgs = {
  per?: Maybe<ReadonlyArray<Scalars['String']['input']>>;
  weight: Scalars['Float']['input'];
};

export type CostDirectiveResolver<Result, Parent, ContextType = Context, Args = CostDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type RoleDirectiveArgs = {
  requires: Role;
};

export type RoleDirectiveResolver<Result, Parent, ContextType = Context, Args = RoleDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type AddItemsPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AddItemsPayload'] = ResolversParentTypes['AddItemsPayload']> = {
  createdCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  duplicates?: Resolver<ReadonlyArray<ResolversTypes['DuplicateItem']>, ParentType, ContextType>;
  items?: Resolver<ReadonlyArray<ResolversTypes['Item']>, ParentType, ContextType>;
  rejected?: Resolver<ReadonlyArray<ResolversTypes['RejectedItem']>, ParentType, ContextType>;
  updatedCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ApiKeyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ApiKey'] = ResolversParentTypes['ApiKey']> = {
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  createdBy?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lastUsedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  revokedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  role?: Resolver<ResolversTypes['Role'], ParentType, ContextType>;
};

export type AuditEntryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AuditEntry'] = ResolversParentTypes['AuditEntry']> = {
  action?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  actor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  actorKind?: Resolver<ResolversTypes['IdentityKind'], ParentType, ContextType>;
  arguments?: Resolver<ResolversTypes['JSONObject'], ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  outcome?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  requestId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  role?: Resolver<Maybe<ResolversTypes['Role']>, ParentType, ContextType>;
};

export type AuditLogResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AuditLog'] = ResolversParentTypes['AuditLog']> = {
  nodes?: Resolver<ReadonlyArray<ResolversTypes['AuditEntry']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export interface Base64ScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Base64'], any> {
  name: 'Base64';
}

export type ChangedOutcomeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ChangedOutcome'] = ResolversParentTypes['ChangedOutcome']> = {
  baseline?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  candidate?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type ClassReportResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ClassReport'] = ResolversParentTypes['ClassReport']> = {
  classCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  classes?: Resolver<ReadonlyArray<ResolversTypes['ClassScore']>, ParentType, ContextType, RequireFields<ClassReportClassesArgs, 'first' | 'skip'>>;
  confusionCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  confusionMatrix?: Resolver<ResolversTypes['ConfusionMatrix'], ParentType, ContextType, Partial<ClassReportConfusionMatrixArgs>>;
  confusions?: Resolver<ReadonlyArray<ResolversTypes['Confusion']>, ParentType, ContextType, RequireFields<ClassReportConfusionsArgs, 'first' | 'skip'>>;
  pictureCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  templates?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ClassScoreResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ClassScore'] = ResolversParentTypes['ClassScore']> = {
  accuracy?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  correct?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  high?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  low?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  predictedCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ClassificationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Classification'] = ResolversParentTypes['Classification']> = {
  logitScale?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  predictions?: Resolver<ReadonlyArray<ResolversTypes['LabelPrediction']>, ParentType, ContextType, Partial<ClassificationPredictionsArgs>>;
  promptsPerLabel?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  scoring?: Resolver<ResolversTypes['Scoring'], ParentType, ContextType>;
};

export type CollectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Collection'] = ResolversParentTypes['Collection']> = {
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  dimension?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  index?: Resolver<ResolversTypes['CollectionIndex'], ParentType, ContextType>;
  item?: Resolver<Maybe<ResolversTypes['Item']>, ParentType, ContextType, RequireFields<CollectionItemArgs, 'key'>>;
  itemCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  items?: Resolver<ResolversTypes['ItemConnection'], ParentType, ContextType, RequireFields<CollectionItemsArgs, 'first'>>;
  metadataFields?: Resolver<ReadonlyArray<ResolversTypes['MetadataField']>, ParentType, ContextType>;
  metadataSchema?: Resolver<Maybe<ResolversTypes['JSONObject']>, ParentType, ContextType>;
  model?: Resolver<Maybe<ResolversTypes['Model']>, ParentType, ContextType>;
  modelChange?: Resolver<Maybe<ResolversTypes['ModelChange']>, ParentType, ContextType>;
  modelName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  relevance?: Resolver<ResolversTypes['CollectionRelevance'], ParentType, ContextType>;
  spaceId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type CollectionIndexResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CollectionIndex'] = ResolversParentTypes['CollectionIndex']> = {
  build?: Resolver<Maybe<ResolversTypes['Job']>, ParentType, ContextType>;
  efConstruction?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  efSearch?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['IndexKind'], ParentType, ContextType>;
  m?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  recall?: Resolver<Maybe<ResolversTypes['RecallEstimate']>, ParentType, ContextType>;
  sizeBytes?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type CollectionRelevanceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CollectionRelevance'] = ResolversParentTypes['CollectionRelevance']> = {
  backgrounds?: Resolver<ReadonlyArray<ResolversTypes['RelevanceBackground']>, ParentType, ContextType>;
  changedItems?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  estimatedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  isDue?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  itemCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  job?: Resolver<Maybe<ResolversTypes['Job']>, ParentType, ContextType>;
};

export type ComparedClassResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ComparedClass'] = ResolversParentTypes['ComparedClass']> = {
  baseline?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  candidate?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  difference?: Resolver<ResolversTypes['ComparedDifference'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ComparedDifferenceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ComparedDifference'] = ResolversParentTypes['ComparedDifference']> = {
  high?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  low?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  p?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  value?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type ComparedMeasureResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ComparedMeasure'] = ResolversParentTypes['ComparedMeasure']> = {
  baseline?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  candidate?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  difference?: Resolver<ResolversTypes['ComparedDifference'], ParentType, ContextType>;
  measure?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ComparedPartResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ComparedPart'] = ResolversParentTypes['ComparedPart']> = {
  classes?: Resolver<ReadonlyArray<ResolversTypes['ComparedClass']>, ParentType, ContextType>;
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  lost?: Resolver<ReadonlyArray<ResolversTypes['ChangedOutcome']>, ParentType, ContextType, RequireFields<ComparedPartLostArgs, 'first' | 'skip'>>;
  lostCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  measures?: Resolver<ReadonlyArray<ResolversTypes['ComparedMeasure']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  won?: Resolver<ReadonlyArray<ResolversTypes['ChangedOutcome']>, ParentType, ContextType, RequireFields<ComparedPartWonArgs, 'first' | 'skip'>>;
  wonCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ConfusionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Confusion'] = ResolversParentTypes['Confusion']> = {
  actual?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  predicted?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ConfusionMatrixResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ConfusionMatrix'] = ResolversParentTypes['ConfusionMatrix']> = {
  counts?: Resolver<ReadonlyArray<ReadonlyArray<ResolversTypes['Int']>>, ParentType, ContextType>;
  names?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
};

export type CreateApiKeyPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateApiKeyPayload'] = ResolversParentTypes['CreateApiKeyPayload']> = {
  apiKey?: Resolver<ResolversTypes['ApiKey'], ParentType, ContextType>;
  token?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type CreateCollectionPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateCollectionPayload'] = ResolversParentTypes['CreateCollectionPayload']> = {
  collection?: Resolver<ResolversTypes['Collection'], ParentType, ContextType>;
};

export type CreateUploadPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateUploadPayload'] = ResolversParentTypes['CreateUploadPayload']> = {
  upload?: Resolver<ResolversTypes['Upload'], ParentType, ContextType>;
};

export type DataFolderResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DataFolder'] = ResolversParentTypes['DataFolder']> = {
  entries?: Resolver<ReadonlyArray<ResolversTypes['DataFolderEntry']>, ParentType, ContextType>;
  isWhole?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  pictureCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type DataFolderEntryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DataFolderEntry'] = ResolversParentTypes['DataFolderEntry']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sizeBytes?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
};

export type DatasetResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Dataset'] = ResolversParentTypes['Dataset']> = {
  benchmark?: Resolver<Maybe<ResolversTypes['RetrievalBenchmark']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  elevater?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  folder?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  images?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  index?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['DatasetKind'], ParentType, ContextType>;
  labels?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  metric?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  texts?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type DatasetKindResolvers = { CLASSIFICATION: 'classification', RETRIEVAL: 'retrieval' };

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DeleteCollectionPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeleteCollectionPayload'] = ResolversParentTypes['DeleteCollectionPayload']> = {
  deleted?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type DeleteItemsPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeleteItemsPayload'] = ResolversParentTypes['DeleteItemsPayload']> = {
  deletedCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type DuplicateConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DuplicateConnection'] = ResolversParentTypes['DuplicateConnection']> = {
  coveredItems?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['DuplicateEdge']>, ParentType, ContextType>;
  isComplete?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  isExact?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['DuplicateGroup']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalItems?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type DuplicateEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DuplicateEdge'] = ResolversParentTypes['DuplicateEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['DuplicateGroup'], ParentType, ContextType>;
};

export type DuplicateGroupResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DuplicateGroup'] = ResolversParentTypes['DuplicateGroup']> = {
  members?: Resolver<ReadonlyArray<ResolversTypes['DuplicateMember']>, ParentType, ContextType>;
  score?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  size?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type DuplicateItemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DuplicateItem'] = ResolversParentTypes['DuplicateItem']> = {
  index?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  isStored?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  key?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  of?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type DuplicateMemberResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DuplicateMember'] = ResolversParentTypes['DuplicateMember']> = {
  item?: Resolver<ResolversTypes['Item'], ParentType, ContextType>;
  score?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type DuplicatePolicyResolvers = { SKIP: 'skip', STORE: 'store' };

export type EmbeddingResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Embedding'] = ResolversParentTypes['Embedding']> = {
  __resolveType: TypeResolveFn<'ImageEmbedding' | 'TextEmbedding', ParentType, ContextType>;
};

export type EvaluationComparisonResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EvaluationComparison'] = ResolversParentTypes['EvaluationComparison']> = {
  baseline?: Resolver<ResolversTypes['Job'], ParentType, ContextType>;
  candidate?: Resolver<ResolversTypes['Job'], ParentType, ContextType>;
  parts?: Resolver<ReadonlyArray<ResolversTypes['ComparedPart']>, ParentType, ContextType>;
};

export type ExecutionProviderResolvers = { CPU: 'cpu', CUDA: 'cuda', TENSORRT: 'tensorrt' };

export type FoldingKindResolvers = { ACCENTS: 'accents', CONTROL_CHARACTERS: 'control-characters', DECOMPOSITION: 'decomposition', LOWER_CASE: 'lower-case' };

export type FusionResolvers = { RRF: 'rrf', WEIGHTED: 'weighted' };

export type IdentityKindResolvers = { ADMIN_KEY: 'admin-key', ANONYMOUS: 'anonymous', API_KEY: 'api-key', COMMAND_LINE: 'command-line', LOCAL: 'local', TOKEN: 'token' };

export type ImageEmbeddingResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ImageEmbedding'] = ResolversParentTypes['ImageEmbedding']> = {
  dimension?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  norm?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  packed?: Resolver<ResolversTypes['PackedFloats'], ParentType, ContextType, RequireFields<ImageEmbeddingPackedArgs, 'normalized'>>;
  values?: Resolver<ReadonlyArray<ResolversTypes['Float']>, ParentType, ContextType, RequireFields<ImageEmbeddingValuesArgs, 'normalized'>>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type IndexKindResolvers = { EXACT: 'exact', HNSW: 'hnsw', HNSW_BINARY: 'hnsw-binary', HNSW_HALF: 'hnsw-half' };

export type ItemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Item'] = ResolversParentTypes['Item']> = {
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  image?: Resolver<Maybe<ResolversTypes['ItemImage']>, ParentType, ContextType>;
  key?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  metadata?: Resolver<ResolversTypes['JSONObject'], ParentType, ContextType>;
  text?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type ItemConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ItemConnection'] = ResolversParentTypes['ItemConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['ItemEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Item']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ItemEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ItemEdge'] = ResolversParentTypes['ItemEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Item'], ParentType, ContextType>;
};

export type ItemImageResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ItemImage'] = ResolversParentTypes['ItemImage']> = {
  height?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  mediaType?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sha256?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sizeBytes?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  thumbnailUrl?: Resolver<ResolversTypes['String'], ParentType, ContextType, RequireFields<ItemImageThumbnailUrlArgs, 'size'>>;
  url?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  width?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export interface JsonObjectScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSONObject'], any> {
  name: 'JSONObject';
}

export type JobResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Job'] = ResolversParentTypes['Job']> = {
  artefacts?: Resolver<ReadonlyArray<ResolversTypes['JobArtefact']>, ParentType, ContextType>;
  cancelRequested?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  error?: Resolver<Maybe<ResolversTypes['JobFailure']>, ParentType, ContextType>;
  finishedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  input?: Resolver<ResolversTypes['JSONObject'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  pauseRequested?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  progress?: Resolver<Maybe<ResolversTypes['JobProgress']>, ParentType, ContextType>;
  result?: Resolver<Maybe<ResolversTypes['JSONObject']>, ParentType, ContextType>;
  startedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['JobState'], ParentType, ContextType>;
};

export type JobArtefactResolvers<ContextType = Context, ParentType extends ResolversParentTypes['JobArtefact'] = ResolversParentTypes['JobArtefact']> = {
  mediaType?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sha256?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sizeBytes?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  url?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type JobConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['JobConnection'] = ResolversParentTypes['JobConnection']> = {
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Job']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type JobFailureResolvers<ContextType = Context, ParentType extends ResolversParentTypes['JobFailure'] = ResolversParentTypes['JobFailure']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type JobProgressResolvers<ContextType = Context, ParentType extends ResolversParentTypes['JobProgress'] = ResolversParentTypes['JobProgress']> = {
  counts?: Resolver<Maybe<ResolversTypes['JSONObject']>, ParentType, ContextType>;
  done?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  etaSeconds?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  rejects?: Resolver<ReadonlyArray<ResolversTypes['RejectedEntry']>, ParentType, ContextType>;
  stage?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  total?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
};

export type JobStateResolvers = { CANCELLED: 'cancelled', FAILED: 'failed', PAUSED: 'paused', QUEUED: 'queued', RUNNING: 'running', SUCCEEDED: 'succeeded' };

export type KeywordReadingResolvers<ContextType = Context, ParentType extends ResolversParentTypes['KeywordReading'] = ResolversParentTypes['KeywordReading']> = {
  leftOut?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  terms?: Resolver<ReadonlyArray<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
};

export type LabelPredictionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LabelPrediction'] = ResolversParentTypes['LabelPrediction']> = {
  cosine?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  index?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  label?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  probability?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type MetadataFieldResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MetadataField'] = ResolversParentTypes['MetadataField']> = {
  path?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  types?: Resolver<ReadonlyArray<ResolversTypes['MetadataFieldType']>, ParentType, ContextType>;
};

export type MetadataFieldTypeResolvers = { BOOLEAN: 'boolean', LIST: 'list', NUMBER: 'number', OBJECT: 'object', TEXT: 'text' };

export type MetadataMisfitResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MetadataMisfit'] = ResolversParentTypes['MetadataMisfit']> = {
  key?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  problem?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type MisfitPolicyResolvers = { KEEP: 'keep', REFUSE: 'refuse' };

export type ModalityResolvers = { IMAGE: 'image', TEXT: 'text' };

export type ModelResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Model'] = ResolversParentTypes['Model']> = {
  contextLength?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  dimension?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  family?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  imageSize?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  importedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  isDefault?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  logitScale?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  parameters?: Resolver<ResolversTypes['ParameterCounts'], ParentType, ContextType>;
  precisions?: Resolver<ReadonlyArray<ResolversTypes['ModelPrecision']>, ParentType, ContextType>;
  published?: Resolver<Maybe<ResolversTypes['PublishedAs']>, ParentType, ContextType>;
  runtime?: Resolver<Maybe<ResolversTypes['ModelRuntime']>, ParentType, ContextType>;
  scoring?: Resolver<ResolversTypes['Scoring'], ParentType, ContextType>;
  source?: Resolver<ResolversTypes['ModelSource'], ParentType, ContextType>;
  spaceId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  vocabularySize?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  weights?: Resolver<ResolversTypes['WeightReading'], ParentType, ContextType>;
};

export type ModelChangeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ModelChange'] = ResolversParentTypes['ModelChange']> = {
  failedCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  failures?: Resolver<ReadonlyArray<ResolversTypes['ModelChangeFailure']>, ParentType, ContextType, RequireFields<ModelChangeFailuresArgs, 'first'>>;
  fromModel?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  job?: Resolver<Maybe<ResolversTypes['Job']>, ParentType, ContextType>;
  missing?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  overlap?: Resolver<Maybe<ResolversTypes['OverlapReport']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['ModelChangeState'], ParentType, ContextType>;
  toModel?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ModelChangeFailureResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ModelChangeFailure'] = ResolversParentTypes['ModelChangeFailure']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  key?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  modality?: Resolver<ResolversTypes['Modality'], ParentType, ContextType>;
  model?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ModelChangePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ModelChangePayload'] = ResolversParentTypes['ModelChangePayload']> = {
  collection?: Resolver<ResolversTypes['Collection'], ParentType, ContextType>;
};

export type ModelPrecisionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ModelPrecision'] = ResolversParentTypes['ModelPrecision']> = {
  parity?: Resolver<Maybe<ResolversTypes['Parity']>, ParentType, ContextType>;
  precision?: Resolver<ResolversTypes['Precision'], ParentType, ContextType>;
  sizeBytes?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type ModelRuntimeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ModelRuntime'] = ResolversParentTypes['ModelRuntime']> = {
  precision?: Resolver<ResolversTypes['Precision'], ParentType, ContextType>;
  provider?: Resolver<ResolversTypes['ExecutionProvider'], ParentType, ContextType>;
  rejected?: Resolver<ReadonlyArray<ResolversTypes['RejectedProvider']>, ParentType, ContextType>;
};

export type ModelSourceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ModelSource'] = ResolversParentTypes['ModelSource']> = {
  fileName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sha256?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  abandonModelChange: Resolver<Maybe<ResolversTypes['ModelChangePayload']>, ParentType, ContextType, RequireFields<MutationAbandonModelChangeArgs, 'collection'>>;
  addItems: Resolver<Maybe<ResolversTypes['AddItemsPayload']>, ParentType, ContextType, RequireFields<MutationAddItemsArgs, 'input'>>;
  cancelJob: Resolver<Maybe<ResolversTypes['Job']>, ParentType, ContextType, RequireFields<MutationCancelJobArgs, 'id'>>;
  checkDataset: Resolver<Maybe<ResolversTypes['Job']>, ParentType, ContextType, RequireFields<MutationCheckDatasetArgs, 'input'>>;
  createApiKey: Resolver<Maybe<ResolversTypes['CreateApiKeyPayload']>, ParentType, ContextType, RequireFields<MutationCreateApiKeyArgs, 'input'>>;
  createCollection: Resolver<Maybe<ResolversTypes['CreateCollectionPayload']>, ParentType, ContextType, RequireFields<MutationCreateCollectionArgs, 'input'>>;
  createUpload: Resolver<Maybe<ResolversTypes['CreateUploadPayload']>, ParentType, ContextType, RequireFields<MutationCreateUploadArgs, 'input'>>;
  deleteCollection: Resolver<Maybe<ResolversTypes['DeleteCollectionPayload']>, ParentType, ContextType, RequireFields<MutationDeleteCollectionArgs, 'name'>>;
  deleteItems: Resolver<Maybe<ResolversTypes['DeleteItemsPayload']>, ParentType, ContextType, RequireFields<MutationDeleteItemsArgs, 'input'>>;
  disablePlugin: Resolver<Maybe<ResolversTypes['Plugin']>, ParentType, ContextType, RequireFields<MutationDisablePluginArgs, 'name'>>;
  enablePlugin: Resolver<Maybe<ResolversTypes['Plugin']>, ParentType, ContextType, RequireFields<MutationEnablePluginArgs, 'name'>>;
  estimateRelevance: Resolver<Maybe<ResolversTypes['Job']>, ParentType, ContextType, RequireFields<MutationEstimateRelevanceArgs, 'collection'>>;
  finishModelChange: Resolver<Maybe<ResolversTypes['ModelChangePayload']>, ParentType, ContextType, RequireFields<MutationFinishModelChangeArgs, 'collection'>>;
  loadModel: Resolver<Maybe<ResolversTypes['Model']>, ParentType, ContextType, RequireFields<MutationLoadModelArgs, 'name'>>;
  pauseJob: Resolver<Maybe<ResolversTypes['Job']>, ParentType, ContextType, RequireFields<MutationPauseJobArgs, 'id'>>;
  promoteModel: Resolver<Maybe<ResolversTypes['PromoteModelPayload']>, ParentType, ContextType, RequireFields<MutationPromoteModelArgs, 'input'>>;
  registerDataset: Resolver<Maybe<ResolversTypes['RegisterDatasetPayload']>, ParentType, ContextType, RequireFields<MutationRegisterDatasetArgs, 'input'>>;
  removeDataset: Resolver<Maybe<ResolversTypes['RemoveDatasetPayload']>, ParentType, ContextType, RequireFields<MutationRemoveDatasetArgs, 'name'>>;
  resumeJob: Resolver<Maybe<ResolversTypes['Job']>, ParentType, ContextType, RequireFields<MutationResumeJobArgs, 'id'>>;
  retryJob: Resolver<Maybe<ResolversTypes['Job']>, ParentType, ContextType, RequireFields<MutationRetryJobArgs, 'id'>>;
  revokeApiKey: Resolver<Maybe<ResolversTypes['RevokeApiKeyPayload']>, ParentType, ContextType, RequireFields<MutationRevokeApiKeyArgs, 'id'>>;
  rollbackModelChange: Resolver<Maybe<ResolversTypes['ModelChangePayload']>, ParentType, ContextType, RequireFields<MutationRollbackModelChangeArgs, 'collection'>>;
  setDefaultModel: Resolver<Maybe<ResolversTypes['Model']>, ParentType, ContextType, RequireFields<MutationSetDefaultModelArgs, 'name'>>;
  startBackup: Resolver<Maybe<ResolversTypes['Job']>, ParentType, ContextType, RequireFields<MutationStartBackupArgs, 'models'>>;
  startElevaterRun: Resolver<Maybe<ResolversTypes['Job']>, ParentType, ContextType, RequireFields<MutationStartElevaterRunArgs, 'input'>>;
  startImport: Resolver<Maybe<ResolversTypes['Job']>, ParentType, ContextType, RequireFields<MutationStartImportArgs, 'input'>>;
  startIndexBuild: Resolver<Maybe<ResolversTypes['Job']>, ParentType, ContextType, RequireFields<MutationStartIndexBuildArgs, 'input'>>;
  startModelChange: Resolver<Maybe<ResolversTypes['Job']>, ParentType, ContextType, RequireFields<MutationStartModelChangeArgs, 'input'>>;
  startRetrievalEvaluation: Resolver<Maybe<ResolversTypes['Job']>, ParentType, ContextType, RequireFields<MutationStartRetrievalEvaluationArgs, 'input'>>;
  startZeroShotEvaluation: Resolver<Maybe<ResolversTypes['Job']>, ParentType, ContextType, RequireFields<MutationStartZeroShotEvaluationArgs, 'input'>>;
  switchCollectionModel: Resolver<Maybe<ResolversTypes['ModelChangePayload']>, ParentType, ContextType, RequireFields<MutationSwitchCollectionModelArgs, 'input'>>;
  unloadModel: Resolver<Maybe<ResolversTypes['Model']>, ParentType, ContextType, RequireFields<MutationUnloadModelArgs, 'name'>>;
  updateCollection: Resolver<Maybe<ResolversTypes['UpdateCollectionPayload']>, ParentType, ContextType, RequireFields<MutationUpdateCollectionArgs, 'input'>>;
};

export type OverlapQueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OverlapQuery'] = ResolversParentTypes['OverlapQuery']> = {
  key?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  overlapAt10?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type OverlapReportResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OverlapReport'] = ResolversParentTypes['OverlapReport']> = {
  measuredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  overlapAt10?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  queries?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  rankBiasedOverlap?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  worst?: Resolver<ReadonlyArray<ResolversTypes['OverlapQuery']>, ParentType, ContextType>;
};

export interface PackedFloatsScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['PackedFloats'], any> {
  name: 'PackedFloats';
}

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ParameterCountsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ParameterCounts'] = ResolversParentTypes['ParameterCounts']> = {
  text?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  total?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  visual?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type ParityResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Parity'] = ResolversParentTypes['Parity']> = {
  image?: Resolver<ResolversTypes['TowerParity'], ParentType, ContextType>;
  passed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  probePack?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  text?: Resolver<ResolversTypes['TowerParity'], ParentType, ContextType>;
  threshold?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type PluginResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Plugin'] = ResolversParentTypes['Plugin']> = {
  builtIn?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  enabled?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  error?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  licence?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  models?: Resolver<ReadonlyArray<ResolversTypes['Model']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  version?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PrecisionResolvers = { FLOAT16: 'float16', FLOAT32: 'float32', INT8: 'int8' };

export type PromoteModelPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PromoteModelPayload'] = ResolversParentTypes['PromoteModelPayload']> = {
  comparison?: Resolver<ResolversTypes['EvaluationComparison'], ParentType, ContextType>;
  model?: Resolver<ResolversTypes['Model'], ParentType, ContextType>;
};

export type PublishedAsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PublishedAs'] = ResolversParentTypes['PublishedAs']> = {
  family?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  licence?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  apiKeys: Resolver<ReadonlyArray<ResolversTypes['ApiKey']>, ParentType, ContextType>;
  auditLog: Resolver<ResolversTypes['AuditLog'], ParentType, ContextType, RequireFields<QueryAuditLogArgs, 'first'>>;
  classReport: Resolver<Maybe<ResolversTypes['ClassReport']>, ParentType, ContextType, RequireFields<QueryClassReportArgs, 'evaluation'>>;
  classifyImage: Resolver<Maybe<ResolversTypes['Classification']>, ParentType, ContextType, RequireFields<QueryClassifyImageArgs, 'image' | 'labels'>>;
  collection: Resolver<Maybe<ResolversTypes['Collection']>, ParentType, ContextType, RequireFields<QueryCollectionArgs, 'name'>>;
  collections: Resolver<ReadonlyArray<ResolversTypes['Collection']>, ParentType, ContextType>;
  compareEvaluations: Resolver<Maybe<ResolversTypes['EvaluationComparison']>, ParentType, ContextType, RequireFields<QueryCompareEvaluationsArgs, 'baseline' | 'candidate'>>;
  dataFolder: Resolver<Maybe<ResolversTypes['DataFolder']>, ParentType, ContextType, RequireFields<QueryDataFolderArgs, 'path'>>;
  dataset: Resolver<Maybe<ResolversTypes['Dataset']>, ParentType, ContextType, RequireFields<QueryDatasetArgs, 'name'>>;
  datasets: Resolver<ReadonlyArray<ResolversTypes['Dataset']>, ParentType, ContextType>;
  duplicates: Resolver<ResolversTypes['DuplicateConnection'], ParentType, ContextType, RequireFields<QueryDuplicatesArgs, 'against' | 'collection' | 'first' | 'minScore'>>;
  embedImages: Resolver<Maybe<ReadonlyArray<Maybe<ResolversTypes['ImageEmbedding']>>>, ParentType, ContextType, RequireFields<QueryEmbedImagesArgs, 'images'>>;
  embedTexts: Resolver<Maybe<ReadonlyArray<ResolversTypes['TextEmbedding']>>, ParentType, ContextType, RequireFields<QueryEmbedTextsArgs, 'texts'>>;
  explainSearch: Resolver<Maybe<ResolversTypes['SearchExplanation']>, ParentType, ContextType, RequireFields<QueryExplainSearchArgs, 'against' | 'collection' | 'exact' | 'first' | 'query'>>;
  item: Resolver<Maybe<ResolversTypes['Item']>, ParentType, ContextType, RequireFields<QueryItemArgs, 'id'>>;
  job: Resolver<Maybe<ResolversTypes['Job']>, ParentType, ContextType, RequireFields<QueryJobArgs, 'id'>>;
  jobs: Resolver<ResolversTypes['JobConnection'], ParentType, ContextType, RequireFields<QueryJobsArgs, 'first'>>;
  model: Resolver<Maybe<ResolversTypes['Model']>, ParentType, ContextType, Partial<QueryModelArgs>>;
  models: Resolver<ReadonlyArray<ResolversTypes['Model']>, ParentType, ContextType>;
  plugins: Resolver<ReadonlyArray<ResolversTypes['Plugin']>, ParentType, ContextType>;
  search: Resolver<Maybe<ResolversTypes['SearchConnection']>, ParentType, ContextType, RequireFields<QuerySearchArgs, 'against' | 'collection' | 'exact' | 'first' | 'query'>>;
  similarity: Resolver<Maybe<ResolversTypes['SimilarityMatrix']>, ParentType, ContextType, RequireFields<QuerySimilarityArgs, 'images' | 'texts'>>;
  templateSets: Resolver<ReadonlyArray<ResolversTypes['TemplateSet']>, ParentType, ContextType>;
  tokenize: Resolver<Maybe<ReadonlyArray<ResolversTypes['Tokenization']>>, ParentType, ContextType, RequireFields<QueryTokenizeArgs, 'texts'>>;
  viewer: Resolver<ResolversTypes['Viewer'], ParentType, ContextType>;
};

export type RecallEstimateResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RecallEstimate'] = ResolversParentTypes['RecallEstimate']> = {
  measuredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  queries?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  recallAt10?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type RegisterDatasetPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RegisterDatasetPayload'] = ResolversParentTypes['RegisterDatasetPayload']> = {
  dataset?: Resolver<ResolversTypes['Dataset'], ParentType, ContextType>;
};

export type RejectedEntryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RejectedEntry'] = ResolversParentTypes['RejectedEntry']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  key?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  where?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type RejectedItemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RejectedItem'] = ResolversParentTypes['RejectedItem']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  index?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  key?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type RejectedProviderResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RejectedProvider'] = ResolversParentTypes['RejectedProvider']> = {
  provider?: Resolver<ResolversTypes['ExecutionProvider'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type RelevanceBackgroundResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RelevanceBackground'] = ResolversParentTypes['RelevanceBackground']> = {
  against?: Resolver<ResolversTypes['Modality'], ParentType, ContextType>;
  answeredQueries?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  intercept?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  median?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  queries?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  query?: Resolver<ResolversTypes['Modality'], ParentType, ContextType>;
  slope?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  spread?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type RelevanceUnavailableResolvers = { KEYWORDS_ONLY: 'keywords', NOT_ESTIMATED: 'not-estimated', NO_BACKGROUND: 'no-background', TOO_FEW_ITEMS: 'too-few-items' };

export type RemoveDatasetPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RemoveDatasetPayload'] = ResolversParentTypes['RemoveDatasetPayload']> = {
  removed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type RetrievalBenchmarkResolvers = { COCO_CN: 'COCO-CN', FLICKR30K_CN: 'Flickr30K-CN', MUGE: 'MUGE' };

export type RevokeApiKeyPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RevokeApiKeyPayload'] = ResolversParentTypes['RevokeApiKeyPayload']> = {
  apiKey?: Resolver<ResolversTypes['ApiKey'], ParentType, ContextType>;
};

export type RoleResolvers = { ADMIN: 'admin', EDITOR: 'editor', READER: 'reader' };

export type ScorePartResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ScorePart'] = ResolversParentTypes['ScorePart']> = {
  contribution?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  index?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['ScorePartKind'], ParentType, ContextType>;
  rank?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  score?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  weight?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type ScorePartKindResolvers = { KEYWORDS: 'keywords', MIX: 'mix', VECTOR: 'vector' };

export type ScoringResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Scoring'] = ResolversParentTypes['Scoring']> = {
  bias?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['ScoringKind'], ParentType, ContextType>;
  scale?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type SearchConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SearchConnection'] = ResolversParentTypes['SearchConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['SearchEdge']>, ParentType, ContextType>;
  keywords?: Resolver<Maybe<ResolversTypes['KeywordReading']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Item']>, ParentType, ContextType>;
  nothingMatches?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType, RequireFields<SearchConnectionNothingMatchesArgs, 'threshold'>>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  plan?: Resolver<Maybe<ResolversTypes['SearchPlan']>, ParentType, ContextType>;
  relevanceUnavailable?: Resolver<Maybe<ResolversTypes['RelevanceUnavailable']>, ParentType, ContextType>;
  tokenization?: Resolver<Maybe<ResolversTypes['Tokenization']>, ParentType, ContextType>;
  tokenizations?: Resolver<ReadonlyArray<ResolversTypes['Tokenization']>, ParentType, ContextType>;
  underfilled?: Resolver<Maybe<ResolversTypes['Underfilled']>, ParentType, ContextType>;
};

export type SearchEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SearchEdge'] = ResolversParentTypes['SearchEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Item'], ParentType, ContextType>;
  parts?: Resolver<ReadonlyArray<ResolversTypes['ScorePart']>, ParentType, ContextType>;
  rank?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  relevance?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  score?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type SearchExplanationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SearchExplanation'] = ResolversParentTypes['SearchExplanation']> = {
  candidates?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  explain?: Resolver<ResolversTypes['JSONObject'], ParentType, ContextType>;
  plan?: Resolver<Maybe<ResolversTypes['SearchPlan']>, ParentType, ContextType>;
  statement?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type SearchPlanResolvers = { APPROXIMATE: 'approximate', EXACT: 'exact' };

export type SimilarityMatrixResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SimilarityMatrix'] = ResolversParentTypes['SimilarityMatrix']> = {
  cosines?: Resolver<ReadonlyArray<ReadonlyArray<ResolversTypes['Float']>>, ParentType, ContextType>;
  logitScale?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  logitsPerImage?: Resolver<ReadonlyArray<ReadonlyArray<ResolversTypes['Float']>>, ParentType, ContextType>;
  logitsPerText?: Resolver<ReadonlyArray<ReadonlyArray<ResolversTypes['Float']>>, ParentType, ContextType>;
  packedCosines?: Resolver<ResolversTypes['PackedFloats'], ParentType, ContextType>;
  probabilitiesPerImage?: Resolver<ReadonlyArray<ReadonlyArray<ResolversTypes['Float']>>, ParentType, ContextType>;
  probabilitiesPerText?: Resolver<ReadonlyArray<ReadonlyArray<ResolversTypes['Float']>>, ParentType, ContextType>;
  scoring?: Resolver<ResolversTypes['Scoring'], ParentType, ContextType>;
};

export type SubscriptionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  jobProgress: SubscriptionResolver<ResolversTypes['Job'], "jobProgress", ParentType, ContextType, RequireFields<SubscriptionJobProgressArgs, 'id'>>;
};

export type TemplateOriginResolvers = { CHINESE_CLIP: 'chinese-clip', TUWEN: 'tuwen' };

export type TemplateSetResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TemplateSet'] = ResolversParentTypes['TemplateSet']> = {
  datasets?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  origin?: Resolver<ResolversTypes['TemplateOrigin'], ParentType, ContextType>;
  templates?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
};

export type TextEmbeddingResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TextEmbedding'] = ResolversParentTypes['TextEmbedding']> = {
  dimension?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  norm?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  packed?: Resolver<ResolversTypes['PackedFloats'], ParentType, ContextType, RequireFields<TextEmbeddingPackedArgs, 'normalized'>>;
  tokenization?: Resolver<ResolversTypes['Tokenization'], ParentType, ContextType>;
  values?: Resolver<ReadonlyArray<ResolversTypes['Float']>, ParentType, ContextType, RequireFields<TextEmbeddingValuesArgs, 'normalized'>>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type TextFoldingResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TextFolding'] = ResolversParentTypes['TextFolding']> = {
  after?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  before?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  end?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  kinds?: Resolver<ReadonlyArray<ResolversTypes['FoldingKind']>, ParentType, ContextType>;
  start?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ThumbnailSizeResolvers = { LARGE: 'large', SMALL: 'small' };

export type TokenPieceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TokenPiece'] = ResolversParentTypes['TokenPiece']> = {
  end?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  isKept?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  isUnknown?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  start?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  text?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  token?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type TokenizationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Tokenization'] = ResolversParentTypes['Tokenization']> = {
  cutAt?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  foldings?: Resolver<Maybe<ReadonlyArray<ResolversTypes['TextFolding']>>, ParentType, ContextType>;
  ids?: Resolver<ReadonlyArray<ResolversTypes['Int']>, ParentType, ContextType>;
  pieceCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  pieces?: Resolver<ReadonlyArray<ResolversTypes['TokenPiece']>, ParentType, ContextType>;
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  tokens?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  truncated?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  unknownCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type TowerParityResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TowerParity'] = ResolversParentTypes['TowerParity']> = {
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  maximumError?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  minimumCosine?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type UnderfilledResolvers = { DEPTH_LIMIT: 'depth-limit', FEWER_MATCHES: 'fewer-matches' };

export type UnreadablePolicyResolvers = { FAIL: 'fail', SKIP: 'skip' };

export type UpdateCollectionPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdateCollectionPayload'] = ResolversParentTypes['UpdateCollectionPayload']> = {
  collection?: Resolver<ResolversTypes['Collection'], ParentType, ContextType>;
  misfitCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  misfits?: Resolver<ReadonlyArray<ResolversTypes['MetadataMisfit']>, ParentType, ContextType>;
};

export type UploadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Upload'] = ResolversParentTypes['Upload']> = {
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  putUrl?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type UploadKindResolvers = { ARCHIVE: 'archive', PICTURE: 'picture' };

export type ViewerResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Viewer'] = ResolversParentTypes['Viewer']> = {
  kind?: Resolver<ResolversTypes['IdentityKind'], ParentType, ContextType>;
  openMode?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  role?: Resolver<ResolversTypes['Role'], ParentType, ContextType>;
  subject?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  AddItemsPayload?: AddItemsPayloadResolvers<ContextType>;
  ApiKey?: ApiKeyResolvers<ContextType>;
  AuditEntry?: AuditEntryResolvers<ContextType>;
  AuditLog?: AuditLogResolvers<ContextType>;
  Base64?: GraphQLScalarType;
  ChangedOutcome?: ChangedOutcomeResolvers<ContextType>;
  ClassReport?: ClassReportResolvers<ContextType>;
  ClassScore?: ClassScoreResolvers<ContextType>;
  Classification?: ClassificationResolvers<ContextType>;
  Collection?: CollectionResolvers<ContextType>;
  CollectionIndex?: CollectionIndexResolvers<ContextType>;
  CollectionRelevance?: CollectionRelevanceResolvers<ContextType>;
  ComparedClass?: ComparedClassResolvers<ContextType>;
  ComparedDifference?: ComparedDifferenceResolvers<ContextType>;
  ComparedMeasure?: ComparedMeasureResolvers<ContextType>;
  ComparedPart?: ComparedPartResolvers<ContextType>;
  Confusion?: ConfusionResolvers<ContextType>;
  ConfusionMatrix?: ConfusionMatrixResolvers<ContextType>;
  CreateApiKeyPayload?: CreateApiKeyPayloadResolvers<ContextType>;
  CreateCollectionPayload?: CreateCollectionPayloadResolvers<ContextType>;
  CreateUploadPayload?: CreateUploadPayloadResolvers<ContextType>;
  DataFolder?: DataFolderResolvers<ContextType>;
  DataFolderEntry?: DataFolderEntryResolvers<ContextType>;
  Dataset?: DatasetResolvers<ContextType>;
  DatasetKind?: DatasetKindResolvers;
  DateTime?: GraphQLScalarType;
  DeleteCollectionPayload?: DeleteCollectionPayloadResolvers<ContextType>;
  DeleteItemsPayload?: DeleteItemsPayloadResolvers<ContextType>;
  DuplicateConnection?: DuplicateConnectionResolvers<ContextType>;
  DuplicateEdge?: DuplicateEdgeResolvers<ContextType>;
  DuplicateGroup?: DuplicateGroupResolvers<ContextType>;
  DuplicateItem?: DuplicateItemResolvers<ContextType>;
  DuplicateMember?: DuplicateMemberResolvers<ContextType>;
  DuplicatePolicy?: DuplicatePolicyResolvers;
  Embedding?: EmbeddingResolvers<ContextType>;
  EvaluationComparison?: EvaluationComparisonResolvers<ContextType>;
  ExecutionProvider?: ExecutionProviderResolvers;
  FoldingKind?: FoldingKindResolvers;
  Fusion?: FusionResolvers;
  IdentityKind?: IdentityKindResolvers;
  ImageEmbedding?: ImageEmbeddingResolvers<ContextType>;
  IndexKind?: IndexKindResolvers;
  Item?: ItemResolvers<ContextType>;
  ItemConnection?: ItemConnectionResolvers<ContextType>;
  ItemEdge?: ItemEdgeResolvers<ContextType>;
  ItemImage?: ItemImageResolvers<ContextType>;
  JSONObject?: GraphQLScalarType;
  Job?: JobResolvers<ContextType>;
  JobArtefact?: JobArtefactResolvers<ContextType>;
  JobConnection?: JobConnectionResolvers<ContextType>;
  JobFailure?: JobFailureResolvers<ContextType>;
  JobProgress?: JobProgressResolvers<ContextType>;
  JobState?: JobStateResolvers;
  KeywordReading?: KeywordReadingResolvers<ContextType>;
  LabelPrediction?: LabelPredictionResolvers<ContextType>;
  MetadataField?: MetadataFieldResolvers<ContextType>;
  MetadataFieldType?: MetadataFieldTypeResolvers;
  MetadataMisfit?: MetadataMisfitResolvers<ContextType>;
  MisfitPolicy?: MisfitPolicyResolvers;
  Modality?: ModalityResolvers;
  Model?: ModelResolvers<ContextType>;
  ModelChange?: ModelChangeResolvers<ContextType>;
  ModelChangeFailure?: ModelChangeFailureResolvers<ContextType>;
  ModelChangePayload?: ModelChangePayloadResolvers<ContextType>;
  ModelPrecision?: ModelPrecisionResolvers<ContextType>;
  ModelRuntime?: ModelRuntimeResolvers<ContextType>;
  ModelSource?: ModelSourceResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  OverlapQuery?: OverlapQueryResolvers<ContextType>;
  OverlapReport?: OverlapReportResolvers<ContextType>;
  PackedFloats?: GraphQLScalarType;
  PageInfo?: PageInfoResolvers<ContextType>;
  ParameterCounts?: ParameterCountsResolvers<ContextType>;
  Parity?: ParityResolvers<ContextType>;
  Plugin?: PluginResolvers<ContextType>;
  Precision?: PrecisionResolvers;
  PromoteModelPayload?: PromoteModelPayloadResolvers<ContextType>;
  PublishedAs?: PublishedAsResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  RecallEstimate?: RecallEstimateResolvers<ContextType>;
  RegisterDatasetPayload?: RegisterDatasetPayloadResolvers<ContextType>;
  RejectedEntry?: RejectedEntryResolvers<ContextType>;
  RejectedItem?: RejectedItemResolvers<ContextType>;
  RejectedProvider?: RejectedProviderResolvers<ContextType>;
  RelevanceBackground?: RelevanceBackgroundResolvers<ContextType>;
  RelevanceUnavailable?: RelevanceUnavailableResolvers;
  RemoveDatasetPayload?: RemoveDatasetPayloadResolvers<ContextType>;
  RetrievalBenchmark?: RetrievalBenchmarkResolvers;
  RevokeApiKeyPayload?: RevokeApiKeyPayloadResolvers<ContextType>;
  Role?: RoleResolvers;
  ScorePart?: ScorePartResolvers<ContextType>;
  ScorePartKind?: ScorePartKindResolvers;
  Scoring?: ScoringResolvers<ContextType>;
  SearchConnection?: SearchConnectionResolvers<ContextType>;
  SearchEdge?: SearchEdgeResolvers<ContextType>;
  SearchExplanation?: SearchExplanationResolvers<ContextType>;
  SearchPlan?: SearchPlanResolvers;
  SimilarityMatrix?: SimilarityMatrixResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  TemplateOrigin?: TemplateOriginResolvers;
  TemplateSet?: TemplateSetResolvers<ContextType>;
  TextEmbedding?: TextEmbeddingResolvers<ContextType>;
  TextFolding?: TextFoldingResolvers<ContextType>;
  ThumbnailSize?: ThumbnailSizeResolvers;
  TokenPiece?: TokenPieceResolvers<ContextType>;
  Tokenization?: TokenizationResolvers<ContextType>;
  TowerParity?: TowerParityResolvers<ContextType>;
  Underfilled?: UnderfilledResolvers;
  UnreadablePolicy?: UnreadablePolicyResolvers;
  UpdateCollectionPayload?: UpdateCollectionPayloadResolvers<ContextType>;
  Upload?: UploadResolvers<ContextType>;
  UploadKind?: UploadKindResolvers;
  Viewer?: ViewerResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = Context> = {
  cost?: CostDirectiveResolver<any, any, ContextType>;
  role?: RoleDirectiveResolver<any, any, ContextType>;
};
