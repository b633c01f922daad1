import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { DomainError } from '../../core/errors.ts';
import type { ExecutionProvider, InferenceReport } from '../../core/ports/inference-report.ts';
import { compiledFile } from '../files/package-root.ts';

const run = promisify(execFile);

/** Where onnxruntime-node looks for the libraries of its GPU providers. */
const libraryFolder = join(
  dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json')),
  'bin/napi-v6',
  process.platform,
  process.arch,
);

const probeTimeoutMs = 120_000;

/**
 * The first provider of the list that can run the model, with the reason for each one before it. A provider is tried
 * in a process of its own, because a missing CUDA library is only named on stderr and may abort the process.
 * @throws DomainError PROVIDER_UNAVAILABLE when none can: there is no fallback that was not asked for.
 */
export async function chooseProvider(
  wanted: readonly ExecutionProvider[],
  device: number,
  modelPath: string,
): Promise<InferenceReport> {
  const rejected: { provider: ExecutionProvider; reason: string }[] = [];
  for (const provider of wanted) {
    const reason = provider === 'cpu' ? undefined : await whyNot(provider, device, modelPath);
    if (reason === undefined) return { provider, rejected };
    rejected.push({ provider, reason });
  }
  const reasons = rejected.map(({ provider, reason }) => `${provider}: ${reason}`).join('; ');
  throw new DomainError(
    'PROVIDER_UNAVAILABLE',
    `None of the configured execution providers can be used (${reasons}).`,
    {
      remedy: 'Install what is missing (docs/gpu.md), or add cpu to TUWEN_PROVIDERS.',
      details: { rejected },
    },
  );
}

async function whyNot(
  provider: Exclude<ExecutionProvider, 'cpu'>,
  device: number,
  modelPath: string,
): Promise<string | undefined> {
  const library = `libonnxruntime_providers_${provider}.so`;
  try {
    await access(join(libraryFolder, library));
  } catch {
    return `${library} is not installed in onnxruntime-node`;
  }
  try {
    await run(
      process.execPath,
      [compiledFile('adapters/onnx/provider-probe.js'), provider, String(device), modelPath],
      {
        timeout: probeTimeoutMs,
      },
    );
    return undefined;
  } catch (error) {
    return lastReason(error as { stderr?: string; message: string });
  }
}

/** The line of the probe's output that says what is missing, without the folders it is missing from: readers see it. */
export function lastReason({ stderr = '', message }: { stderr?: string; message: string }): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  const telling =
    lines.findLast((line) => /error|cannot|fail|lib\w+\.so/i.test(line)) ?? lines.at(-1) ?? message;
  return telling
    .trim()
    .replace(/(?<![\w.:/])(?:\/[\w.@+-]+)*\/(?=[\w.@+-])/g, '')
    .slice(0, 300);
}
