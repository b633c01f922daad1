/** @file Process that only tries whether a provider can load a model: `provider-probe <provider> <model>`. */
import * as ort from 'onnxruntime-node';

const [, , provider = 'cpu', modelPath = ''] = process.argv;
const session = await ort.InferenceSession.create(modelPath, { executionProviders: [provider] });
await session.release();
