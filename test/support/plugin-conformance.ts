import { basename } from 'node:path';
import { afterAll, describe, it } from 'vitest';
import { type ConformanceSubject, pluginConformance } from '../../api/plugin-conformance.ts';

/** Runs the checks that every plugin passes, each as a test; skipped by name when the checkpoint is not there. */
export async function describePlugin(
  subject: ConformanceSubject,
  { skip = false }: { readonly skip?: boolean } = {},
): Promise<void> {
  const { checks, close } = await pluginConformance(subject);
  describe(`plugin ${subject.plugin.name}, ${basename(subject.checkpointPath)}`, () => {
    afterAll(close);
    for (const { name, run } of checks) it.skipIf(skip)(name, run);
  });
}
