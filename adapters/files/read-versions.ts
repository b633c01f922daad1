import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { packageRoot } from './package-root.ts';

/** Versions of what computes, for results that are compared later. */
export function readVersions(): Readonly<Record<string, string>> {
  const resolve = createRequire(join(packageRoot, 'package.json')).resolve;
  const version = (path: string) => (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
  return {
    tuwen: version(join(packageRoot, 'package.json')),
    onnxruntime: version(resolve('onnxruntime-node/package.json')),
    node: process.versions.node,
  };
}
