export interface QueryOptions {
  /** The same text will come again and again, and there are few such: a connection prepares it once. */
  readonly isRecurring?: boolean;
}

/** A connection to Postgres, whichever way it is reached. */
export interface SqlClient {
  /** Rows of one statement; parameters are `$1`, `$2`, …, and a `Float32Array` is a vector. */
  query<Row>(text: string, parameters?: readonly unknown[], options?: QueryOptions): Promise<readonly Row[]>;
  /** Several statements without parameters. */
  execute(script: string): Promise<void>;
  /** Runs `work` in a transaction on one connection: committed when it resolves, rolled back when it rejects. */
  transaction<T>(work: (client: SqlClient) => Promise<T>): Promise<T>;
  /**
   * Runs `work` on one connection, outside of a transaction and without the limit on a statement's time: for what takes long, such as
   * an index.
   */
  maintain<T>(work: (client: SqlClient) => Promise<T>): Promise<T>;
  /**
   * Copies the files of an embedded database into an empty folder, as they are between two statements; those that come meanwhile
   * wait. Undefined for a server.
   */
  readonly copyTo?: ((folder: string) => Promise<void>) | undefined;
  close(): Promise<void>;
  /** Why it will never answer again; undefined while it may. */
  readonly failure?: Error | undefined;
  /** Connections of its pool by state; undefined where there is none. */
  readonly connections?: Readonly<Record<'active' | 'idle' | 'waiting', number>> | undefined;
}
