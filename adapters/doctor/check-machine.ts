import { execFile } from 'node:child_process';
import { availableParallelism, freemem, totalmem } from 'node:os';
import { promisify } from 'node:util';
import type { ExecutionProvider } from '../../core/ports/inference-report.ts';
import { packageRoot } from '../files/package-root.ts';
import { chooseProvider } from '../onnx/execution-providers.ts';
import { type Finding, failure, gigabytes } from './finding.ts';

const run = promisify(execFile);
const leastMemory = 2 ** 30;

/** Node, processor, memory, and whether ONNX Runtime loads, in a process of its own. */
export async function checkMachine({
  version = process.versions.node,
  free = freemem(),
  module = 'onnxruntime-node',
} = {}): Promise<readonly Finding[]> {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isNew = major > 20 || (major === 20 && minor >= 19);
  const memory = `${availableParallelism()} cores, ${gigabytes(free)} of ${gigabytes(totalmem())} memory free`;
  return [
    isNew
      ? { area: 'machine', state: 'ok', message: `Node ${version}` }
      : {
          area: 'machine',
          state: 'fail',
          message: `Node ${version} is too old`,
          remedy: 'Install 20.19 or newer.',
        },
    free >= leastMemory
      ? { area: 'machine', state: 'ok', message: memory }
      : { area: 'machine', state: 'warn', message: memory, remedy: 'Models may not fit: free memory.' },
    await checkRuntime(module),
  ];
}

async function checkRuntime(module: string): Promise<Finding> {
  const glibc = (process.report.getReport() as { header: { glibcVersionRuntime?: string } }).header
    .glibcVersionRuntime;
  const on = `${process.platform} ${process.arch}, ${glibc === undefined ? 'no glibc' : `glibc ${glibc}`}`;
  try {
    await run(process.execPath, ['--input-type=module', '-e', `await import('${module}')`], {
      cwd: packageRoot,
      timeout: 60_000,
    });
    return { area: 'machine', state: 'ok', message: `ONNX Runtime loads (${on})` };
  } catch (error) {
    const lines = (error as { stderr?: string }).stderr?.split('\n') ?? [];
    const reason = lines.find((line) => /^\w*Error/.test(line)) ?? (error as Error).message;
    return {
      area: 'machine',
      state: 'fail',
      message: `ONNX Runtime does not load on ${on}: ${reason}`,
      remedy: 'Install again with npm ci, on Linux with glibc 2.28 or newer.',
    };
  }
}

/** Each of the configured providers with a graph, where there is one. */
export async function checkProviders(
  providers: readonly ExecutionProvider[],
  device: number,
  graphPath: string | undefined,
): Promise<readonly Finding[]> {
  if (graphPath === undefined)
    return [
      { area: 'providers', state: 'unknown', message: `${providers.join(', ')}: no model to try them with` },
    ];
  return Promise.all(
    providers.map(async (provider): Promise<Finding> => {
      try {
        await chooseProvider([provider], device, graphPath);
        return { area: 'providers', state: 'ok', message: `${provider} can be used` };
      } catch (error) {
        return failure('providers', provider, error);
      }
    }),
  );
}
