import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** The copy that Node gives to everyone; vite would take the other one, and its schemas are not the same class. */
const graphql = fileURLToPath(new URL('node_modules/graphql/index.js', import.meta.url));

/**
 * Files with a process of their own: they change what holds for a whole process, or drive servers, databases and browsers. The others share
 * one, file after file, because loading all modules anew takes a second of each.
 */
const apart = [
  'test/adapters/{backup,images,onnx,postgres}/**/*.test.ts',
  'test/api/{cli,web}/**/*.test.ts',
  'test/api/http/health.test.ts',
  'test/api/{fuzzed-documents,model-change,observability,plugin-conformance,plugins,readme,search,shutdown,two-servers}.test.ts',
  'test/bench/**/*.test.ts',
];

const shared = {
  setupFiles: ['test/support/matchers.ts'],
  testTimeout: 30_000,
  hookTimeout: 60_000,
  // What a page shows may take a while where other work runs beside.
  expect: { poll: { timeout: 15_000 } },
};
const resolve = { alias: [{ find: /^graphql$/, replacement: graphql }] };
const all = ['test/**/*.test.ts'];

export default defineConfig({
  test: {
    globalSetup: ['test/support/build.ts', 'test/support/run-folder.ts'],
    maxWorkers: 2,
    projects: [
      // By their names the slow ones come first.
      { resolve, test: { ...shared, name: 'apart', include: apart } },
      { resolve, test: { ...shared, name: 'together', include: all, exclude: apart, isolate: false } },
    ],
  },
});
