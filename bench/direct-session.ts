import * as ort from 'onnxruntime-node';
import type { Tensors } from '../adapters/onnx/inference-protocol.ts';
import type { OnnxSession } from '../adapters/onnx/onnx-session.ts';

/** What {@link OnnxSession} is measured against: the library in this process, which stands still during a run. */
export async function openDirectly(modelPath: string): Promise<Pick<OnnxSession, 'run' | 'close'>> {
  const session = await ort.InferenceSession.create(modelPath, { enableMemPattern: false });
  return {
    run: async (feeds) => {
      const tensors = Object.entries(feeds).map(([name, t]) => [
        name,
        new ort.Tensor(t.type, t.data as never, t.dims),
      ]);
      return (await session.run(Object.fromEntries(tensors))) as unknown as Tensors;
    },
    close: () => session.release(),
  };
}
