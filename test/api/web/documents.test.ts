import { readFileSync } from 'node:fs';
import { buildSchema, type GraphQLError, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { sampleQueries } from '../../../api/web/sample-queries.ts';

const schemaFile = new URL('../../../api/generated/schema.graphql', import.meta.url);
const schema = buildSchema(readFileSync(schemaFile, 'utf8'));

/** Plain JavaScript outside the program's types: text constants only. */
const documentsUrl = new URL('../../../api/web/public/documents.js', import.meta.url).href;
const documents = Object.entries((await import(documentsUrl)) as Record<string, string>);

const errorsOf = (query: string): readonly GraphQLError[] => validate(schema, parse(query));

describe('the page documents', () => {
  it('are all here', () => {
    expect(documents.map(([name]) => name).sort()).toEqual([
      'BROWSE',
      'CLASSIFY',
      'CREATE_UPLOAD',
      'ITEM',
      'OVERVIEW',
      'SEARCH',
    ]);
  });

  it.each(documents)('%s is valid against the schema', (_, query) => {
    expect(errorsOf(query)).toEqual([]);
  });
});

describe('the GraphiQL samples', () => {
  it.each(sampleQueries.map((sample) => [sample.query.match(/query (\w+)/)?.[1], sample] as const))(
    '%s is valid against the schema, with every variable it needs',
    (_, { query, variables = '{}' }) => {
      expect(errorsOf(query)).toEqual([]);
      const definition = parse(query).definitions[0];
      const declared =
        definition?.kind === 'OperationDefinition' ? (definition.variableDefinitions ?? []) : [];
      expect(Object.keys(JSON.parse(variables) as object).sort()).toEqual(
        declared.map(({ variable }) => variable.name.value).sort(),
      );
    },
  );
});
