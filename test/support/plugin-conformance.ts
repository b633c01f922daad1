import { afterAll, describe, it } from 'vitest';
import { type ConformanceSubject, pluginConformance } from '../../api/plugin-conformance.ts';

/** Runs the checks that every plugin passes, each as a test. */
export async function describePlugin(subject: ConformanceSubject): Promise<void> {
  const { checks, close } = await pluginConformance(subject);
  describe(`plugin ${subject.plugin.name}`, () => {
    afterAll(close);
    for (const { name, run } of checks) it(name, run);
  });
}
