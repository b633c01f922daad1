import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Application } from '../../api/application.ts';
import { readConfig } from '../../api/config.ts';
import type { EmbeddingModel } from '../../core/embedding/embedding-model.ts';
import { readJsonFile } from './read-json-file.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Absolute path of a file of the bundled starter. */
export function starterPath(name: string): string {
  return fileURLToPath(new URL(`../../starter/${name}`, import.meta.url));
}

/** An application with a home of its own. */
export async function openApplication(
  environment: Readonly<Record<string, string>> = {},
): Promise<Application> {
  return new Application(readConfig({ TUWEN_HOME: temporaryFolder(), ...environment }));
}

/** Input that imports the bundled checkpoint. */
export function starterImport(name = 'starter') {
  return {
    name,
    checkpointPath: starterPath('starter.pt'),
    vocabulary: readFileSync(starterPath('vocab.txt')),
    visionConfig: readJsonFile(starterPath('vision.json')),
    textConfig: readJsonFile(starterPath('text.json')),
    contextLength: 24,
  };
}

/** An application with the starter imported, and its model. */
export async function openStarter(): Promise<{
  readonly application: Application;
  readonly model: EmbeddingModel;
}> {
  const application = await openApplication();
  await application.importModel.run(starterImport());
  return { application, model: await application.models.load('starter') };
}
