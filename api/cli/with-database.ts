import { Application } from '../application.ts';
import { readConfig } from '../config.ts';

/** The embedded database belongs to one process: while the server runs, use its GraphQL instead. */
export async function withDatabase<T>(work: (application: Application) => Promise<T>): Promise<T> {
  const application = new Application(readConfig(process.env));
  try {
    await application.openDatabase();
    return await work(application);
  } finally {
    await application.close();
  }
}
