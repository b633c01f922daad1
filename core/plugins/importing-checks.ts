import { type ConformanceBench, type ConformanceSubject, ensure, type PluginCheck } from './conformance.ts';

/** Whether a checkpoint becomes a whole model, or nothing. */
export function importingChecks(
  { plugin, checkpointPath, options }: ConformanceSubject,
  bench: ConformanceBench,
): readonly PluginCheck[] {
  const input = { ...options, checkpointPath };
  return [
    {
      name: 'leaves nothing behind when a tower cannot be written',
      run: async () => {
        const before = await bench.modelFolders();
        const message = await bench.brokenImport.run({ ...input, name: 'conformance-broken' }).then(
          () => 'imported',
          (error: unknown) => String(error),
        );
        ensure(message.includes('text tower'), `the import came to: ${message}`);
        const after = await bench.modelFolders();
        ensure(after.join() === before.join(), `left behind: ${after.join(', ')}`);
      },
    },
    {
      name: 'gives the same model and the same embedding space each time',
      run: async () => {
        const first = await bench.importModel.run({ ...input, name: 'conformance-first' });
        const second = await bench.importModel.run({ ...input, name: 'conformance-second' });
        ensure(first.family === plugin.name, `the family is ${first.family}`);
        ensure(first.spaceId === second.spaceId, 'two imports gave two embedding spaces');
      },
    },
  ];
}
