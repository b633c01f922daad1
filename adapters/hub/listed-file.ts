import type { FileDigest, HubFile } from '../../core/ports/model-hub.ts';

type Fields = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A listed file; undefined without a name or a size, because then nothing of it could be checked. */
export function listedFile(
  path: unknown,
  size: unknown,
  digest: FileDigest | undefined,
): HubFile | undefined {
  if (typeof path !== 'string' || !Number.isSafeInteger(size) || (size as number) < 0) return undefined;
  return { path, sizeBytes: size as number, ...(digest === undefined ? {} : { digest }) };
}

/** Undefined for what is no digest of that kind. */
export function digestOf(algorithm: FileDigest['algorithm'], hex: unknown): FileDigest | undefined {
  const length = algorithm === 'sha256' ? 64 : 40;
  const isHex = typeof hex === 'string' && hex.length === length && /^[0-9a-f]+$/i.test(hex);
  return isHex ? { algorithm, hex: hex.toLowerCase() } : undefined;
}
