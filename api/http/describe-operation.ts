import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import { fragmentsOf, rootFields } from './root-fields.ts';
import type { TrailOperation } from './trail.ts';

/** An operation by its kind and first root field, of which there are only as many as the schema has. */
export function describeOperation(
  document: DocumentNode,
  { operation: type, selectionSet, name }: OperationDefinitionNode,
): TrailOperation {
  const fragments = fragmentsOf(document);
  const [first] = rootFields(selectionSet, (fragment) => fragments.get(fragment));
  return { type, field: first?.name.value ?? 'none', name: name?.value.slice(0, 100) };
}
