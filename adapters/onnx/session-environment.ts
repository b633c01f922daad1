import { join } from 'node:path';
import type { SessionSettings } from './inference-protocol.ts';

/**
 * What GPU providers are told by environment, because onnxruntime-node hands only the device to them: float32 means float32, not
 * TF32 (NVIDIA_TF32_OVERRIDE of the CUDA libraries), and TensorRT keeps its engines, which take minutes to build, and may use
 * float16 where the graph has it (ORT_TENSORRT_* of ONNX Runtime's TensorRT provider). What is set already stays.
 */
export function sessionEnvironment({ provider, gpu }: SessionSettings): NodeJS.ProcessEnv {
  if (gpu === undefined) return process.env;
  const tensorrt = {
    ORT_TENSORRT_ENGINE_CACHE_ENABLE: '1',
    ORT_TENSORRT_CACHE_PATH: join(gpu.cacheFolder, 'tensorrt'),
    ORT_TENSORRT_FP16_ENABLE: '1',
  };
  return { NVIDIA_TF32_OVERRIDE: '0', ...(provider === 'tensorrt' ? tensorrt : {}), ...process.env };
}
