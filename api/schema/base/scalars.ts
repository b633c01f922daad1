import { GraphQLError, GraphQLScalarType, Kind, type ValueNode, valueFromASTUntyped } from 'graphql';
import type { JsonObject } from '../../../core/json.ts';
import { decodeBase64, decodePictureBytes } from './base64.ts';

/** Instants go out as RFC 3339 in UTC; none come in. */
export const DateTime = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  serialize: (value) => {
    if (value instanceof Date) return value.toISOString();
    throw new TypeError('DateTime: not a Date.');
  },
});

/** Any JSON object; not an array, not null. */
export const JSONObject = new GraphQLScalarType<JsonObject, JsonObject>({
  name: 'JSONObject',
  serialize: jsonObject,
  parseValue: jsonObject,
  parseLiteral: (node, variables) => jsonObject(valueFromASTUntyped(node, variables)),
});

/** A picture's bytes. A literal would make every document unique, so only variables are taken. */
export const Base64 = new GraphQLScalarType<Uint8Array, string>({
  name: 'Base64',
  parseValue: (value) => decodePictureBytes(requireString(value, 'Base64')),
  parseLiteral: () => {
    throw new GraphQLError('Base64 must be passed as a variable, not written into the document.');
  },
});

/** Float32 values as base64 of little-endian bytes. */
export const PackedFloats = new GraphQLScalarType<Float32Array, string>({
  name: 'PackedFloats',
  serialize: (value) => {
    if (value instanceof Float32Array) return packFloats(value);
    throw new TypeError('PackedFloats: not a Float32Array.');
  },
  parseValue: (value) => unpackFloats(requireString(value, 'PackedFloats')),
  parseLiteral: (node: ValueNode) => unpackFloats(node.kind === Kind.STRING ? node.value : ''),
});

function jsonObject(value: unknown): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw new GraphQLError('JSONObject must be a JSON object.');
}

function requireString(value: unknown, scalar: string): string {
  if (typeof value === 'string') return value;
  throw new GraphQLError(`${scalar} must be a string.`);
}

// Every platform Node runs on is little-endian, so the bytes of a Float32Array are the wire format.
function packFloats(values: Float32Array): string {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64');
}

function unpackFloats(text: string): Float32Array {
  const bytes = decodeBase64(text);
  if (bytes === undefined || bytes.length === 0 || bytes.length % 4 !== 0) {
    throw new GraphQLError('PackedFloats must be base64 of one or more little-endian float32 values.');
  }
  return new Float32Array(new Uint8Array(bytes).buffer);
}
