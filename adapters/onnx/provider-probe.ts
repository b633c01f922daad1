/** @file Process that only tries whether a provider can load a model: `provider-probe <provider> <device> <model>`. */
import * as ort from 'onnxruntime-node';

const [, , provider = 'cpu', device = '0', modelPath = ''] = process.argv;
const session = await ort.InferenceSession.create(modelPath, {
  executionProviders: [
    { name: provider, deviceId: Number(device) } as ort.InferenceSession.ExecutionProviderConfig,
  ],
});
await session.release();
