import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../adapters/files/package-root.ts';
import { openDatabase } from '../../adapters/postgres/open-database.ts';
import { Application } from '../../api/application.ts';
import { readConfig } from '../../api/config.ts';
import { importStarterModel } from '../../api/starter.ts';
import type { SqlClient } from '../../db/sql-client.ts';
import { vitB16, writeRandomCheckpoint } from '../random-checkpoint.ts';
import { type ServerProcess, startServerProcess } from '../server-process.ts';
import type { ChaosPostgres } from './postgres.ts';

/** Environment variables of a server. */
export type Environment = Readonly<Record<string, string>>;

/** What all parts of a run share: a home with a model, and a real Postgres where there is one. */
export class Stage {
  readonly #folder: string;
  readonly #postgres: ChaosPostgres | string;
  #homes = 0;
  #checkpoint: Promise<string> | undefined;
  #servers = new Set<Watched>();

  private constructor(folder: string, postgres: ChaosPostgres | string) {
    this.#folder = folder;
    this.#postgres = postgres;
  }

  static async open(postgres: ChaosPostgres | string): Promise<Stage> {
    const stage = new Stage(await mkdtemp(join(tmpdir(), 'tuwen-chaos-')), postgres);
    const home = join(stage.#folder, 'template');
    const application = new Application(readConfig({ TUWEN_HOME: home }));
    await importStarterModel({ folder: stage.starter, home }, application);
    await application.close();
    return stage;
  }

  get starter(): string {
    return join(packageRoot, 'starter');
  }

  get folder(): string {
    return this.#folder;
  }

  /** A checkpoint of ViT-B/16's size, written when it is first asked for. */
  checkpoint(): Promise<string> {
    const path = join(this.#folder, 'vit-b-16.safetensors');
    this.#checkpoint ??= writeRandomCheckpoint(path, vitB16).then(() => path);
    return this.#checkpoint;
  }

  /** Undefined where there is none. */
  get postgres(): ChaosPostgres | undefined {
    return typeof this.#postgres === 'string' ? undefined : this.#postgres;
  }

  /** Why there is none. */
  get withoutPostgres(): string {
    return typeof this.#postgres === 'string' ? this.#postgres : '';
  }

  /** A home with the starter model and nothing else, in `folder` where one is given. */
  async home(folder = join(this.#folder, `home-${++this.#homes}`)): Promise<string> {
    await cp(join(this.#folder, 'template'), folder, { recursive: true });
    return folder;
  }

  /** The databases that a part runs on, each empty. */
  async databases(name: string): Promise<readonly { readonly name: string; readonly env: Environment }[]> {
    const embedded = { name: 'embedded', env: {} };
    if (this.postgres === undefined) return [embedded];
    return [embedded, { name: 'Postgres', env: await this.onPostgres(name) }];
  }

  async onPostgres(name: string): Promise<Environment> {
    return { DATABASE_URL: await this.postgres!.createDatabase(`chaos_${name}`) };
  }

  /** A server that is watched: how it ends, and what it says. */
  async serve(home: string, env: Environment = {}): Promise<Watched> {
    const watched = new Watched();
    watched.process = await startServerProcess(
      home,
      {
        TUWEN_STARTER: 'off',
        TUWEN_RATE: '0',
        TUWEN_DATASETS: [this.starter, this.#folder].join(','),
        ...env,
      },
      (text) => watched.hear(text),
    );
    this.#servers.add(watched);
    return watched;
  }

  /** The database of a home whose server has ended, or a real one. */
  database(home: string, { DATABASE_URL: databaseUrl }: Environment): Promise<SqlClient> {
    return openDatabase(databaseUrl === undefined ? { home } : { databaseUrl });
  }

  async close(): Promise<void> {
    for (const { process } of this.#servers) await process.kill();
    await rm(this.#folder, { recursive: true, force: true });
    await this.postgres?.stop();
  }
}

/** A server under watch. */
export class Watched {
  process!: ServerProcess;
  #heard = '';

  hear(text: string): void {
    this.#heard = (this.#heard + text).slice(-20_000);
  }

  /** 1 when it ended by itself, or said that a rejection was not handled. */
  crashes(): number {
    const isBad =
      this.process.hasEnded() || /unhandled|UnhandledPromise|uncaught|FATAL ERROR/i.test(this.#heard);
    if (isBad) console.log(this.#heard.slice(-2000));
    return isBad ? 1 : 0;
  }

  /** What it wrote last. */
  get heard(): string {
    return this.#heard;
  }
}
