import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** The copy that Node gives to everyone; vite would take the other one, and its schemas are not the same class. */
const graphql = fileURLToPath(new URL('node_modules/graphql/index.js', import.meta.url));

export default defineConfig({
  resolve: { alias: [{ find: /^graphql$/, replacement: graphql }] },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/build.ts', 'test/support/run-folder.ts'],
    setupFiles: ['test/support/matchers.ts'],
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // What a page shows may take a while where other work runs beside.
    expect: { poll: { timeout: 15_000 } },
  },
});
