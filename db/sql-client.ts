/** A connection to Postgres, whichever way it is reached. */
export interface SqlClient {
  /** Rows of one statement; parameters are `$1`, `$2`, … */
  query<Row>(text: string, parameters?: readonly unknown[]): Promise<readonly Row[]>;
  /** Several statements without parameters. */
  execute(script: string): Promise<void>;
  /** Runs `work` in a transaction on one connection: committed when it resolves, rolled back when it rejects. */
  transaction<T>(work: (client: SqlClient) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
