import { toSql } from 'pgvector/pg';

/** Parameters with vectors as text. */
export function withTextVectors(parameters: readonly unknown[]): unknown[] {
  return parameters.map((value) => (value instanceof Float32Array ? toSql([...value]) : value));
}

/** Parameters with vectors as pgvector sends them in its binary form, a fifth of the text and nothing to parse. */
export function withBinaryVectors(parameters: readonly unknown[]): unknown[] {
  return parameters.map((value) => (value instanceof Float32Array ? toBinary(value) : value));
}

/** `vector_recv` of pgvector's `src/vector.c`: dimension and a zero as int16, then the values as float4, all big-endian. */
function toBinary(vector: Float32Array): Buffer {
  const bytes = Buffer.alloc(4 + 4 * vector.length);
  bytes.writeInt16BE(vector.length);
  for (const [i, value] of vector.entries()) bytes.writeFloatBE(value, 4 + 4 * i);
  return bytes;
}
