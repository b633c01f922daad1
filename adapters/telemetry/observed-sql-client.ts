import type { Telemetry } from '../../core/ports/telemetry.ts';
import type { SqlClient } from '../../db/sql-client.ts';

/** A client whose statements are timed, those inside transactions too. */
export function observedSqlClient(client: SqlClient, telemetry: Telemetry): SqlClient {
  return {
    query: (text, parameters, options) =>
      telemetry.query(text, () => client.query(text, parameters, options)),
    execute: (script) => telemetry.query(script, () => client.execute(script)),
    transaction: (work) => client.transaction((inner) => work(observedSqlClient(inner, telemetry))),
    maintain: (work) => client.maintain((inner) => work(observedSqlClient(inner, telemetry))),
    copyTo: client.copyTo?.bind(client),
    close: () => client.close(),
    get failure() {
      return client.failure;
    },
    get connections() {
      return client.connections;
    },
  };
}
