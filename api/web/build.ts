/** Everything that browsers get; runs on every build, after tsc. */
import { buildApp } from './build-app.ts';
import { buildGraphiql } from './build-graphiql.ts';

await Promise.all([buildApp(), buildGraphiql()]);
