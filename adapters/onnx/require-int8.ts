import { readFile } from 'node:fs/promises';
import { DomainError } from '../../core/errors.ts';

/** Instructions that add products of unsigned and signed bytes in 32 bits. */
const vnni = /\bavx(512)?_vnni\b/;

/**
 * Refuses int8 where its sums would saturate: x86 without VNNI adds pairs of products in 16 bits, and ONNX Runtime's
 * kernels then give wrong numbers without a word. Where the processor cannot be asked, the parity certificate stands.
 * @throws DomainError PROVIDER_UNAVAILABLE
 */
export async function requireInt8(
  architecture: string = process.arch,
  cpuInfo = '/proc/cpuinfo',
): Promise<void> {
  if (architecture !== 'x64') return;
  const flags = await readFile(cpuInfo, 'utf8').catch(() => undefined);
  if (flags === undefined || vnni.test(flags)) return;
  throw new DomainError('PROVIDER_UNAVAILABLE', 'int8 cannot be used on this processor: it has no VNNI.', {
    remedy: 'Use float32 (TUWEN_PRECISION=float32).',
  });
}
