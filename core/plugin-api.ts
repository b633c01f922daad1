/**
 * @file What plugins outside this repository import, as `tuwen/plugin`. Inside it everyone imports the file that
 * defines the thing.
 */
export { DomainError, type DomainErrorOptions, type ErrorCode } from './errors.ts';
export type { Dimension, ElementType, Graph, Value, Weight, WeightData } from './graph/graph.ts';
export { GraphBuilder } from './graph/graph-builder.ts';
export { normalisePixels } from './graph/normalise-pixels.ts';
export type { JsonObject } from './json.ts';
export type {
  FixedShapes,
  ImagePreprocessing,
  ParameterCounts,
  Precision,
  Scoring,
} from './model/manifest.ts';
export { type OnnxPair, type OnnxTowerSource, onnxBackbone } from './model/onnx-backbone.ts';
export { StateDict, type StateTensor } from './model/state-dict.ts';
export {
  type Backbone,
  type BackboneOptions,
  type BackbonePlugin,
  definePlugin,
  type OnnxInputRole,
  type OnnxTower,
  pluginApiVersion,
  type TokenizerSource,
  type Tower,
} from './plugin.ts';
export type { Checkpoint, CheckpointTensor, OnnxFile, TensorType } from './ports/checkpoint.ts';
export { parseForeignJson, withTokenizerConfig } from './tokenization/tokenizer-json.ts';
export { parseVocabulary, type Vocabulary } from './tokenization/vocabulary.ts';
