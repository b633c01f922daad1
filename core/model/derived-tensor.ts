import type { CheckpointTensor } from '../ports/checkpoint.ts';

/** (N, K) as (K, N). */
export function transposed(tensor: CheckpointTensor): CheckpointTensor {
  const [rows = 0, columns = 0] = tensor.shape;
  return {
    type: tensor.type,
    shape: [columns, rows],
    read: async () => {
      const bytes = await tensor.read();
      const size = bytes.length / (rows * columns);
      const turned = new Uint8Array(bytes.length);
      for (let from = 0; from < bytes.length; from += size) {
        const [row, column] = [Math.floor(from / size / columns), (from / size) % columns];
        const to = (column * rows + row) * size;
        for (let i = 0; i < size; i++) turned[to + i] = bytes[from + i]!;
      }
      return turned;
    },
  };
}

/** Tensors below one another: (N, …) and (M, …) give (N + M, …). @throws RangeError when they do not fit */
export function stacked(tensors: readonly CheckpointTensor[]): CheckpointTensor {
  const [first] = tensors as [CheckpointTensor, ...CheckpointTensor[]];
  const rest = first.shape.slice(1);
  for (const { type, shape } of tensors) {
    if (type !== first.type || shape.slice(1).join() !== rest.join()) {
      throw new RangeError(`stacked: ${type} [${shape}] does not fit ${first.type} [${first.shape}]`);
    }
  }
  return {
    type: first.type,
    shape: [tensors.reduce((sum, { shape }) => sum + (shape[0] ?? 0), 0), ...rest],
    read: async () => {
      const parts: Uint8Array[] = [];
      for (const tensor of tensors) parts.push(await tensor.read());
      const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
      let end = 0;
      for (const part of parts) {
        bytes.set(part, end);
        end += part.length;
      }
      return bytes;
    },
  };
}
