import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { Identity } from '../../core/access/identity.ts';
import { createRequirements } from './field-roles.ts';
import { requireKnown, requireRole } from './require-role.ts';

/** An operation about to run. */
export interface GuardedOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly identity: Identity;
}

/** @throws DomainError UNAUTHENTICATED, FORBIDDEN */
export type GuardOperation = (operation: GuardedOperation) => void;

/** What is asked before any operation runs, whichever way it came. */
export function createOperationGuard(schema: GraphQLSchema): GuardOperation {
  const requirementsOf = createRequirements(schema);
  return ({ document, operation, identity }) => {
    const { required, introspects } = requirementsOf(document, operation);
    if (required !== undefined) requireRole(identity, required.role, `\`${required.field}\``);
    if (introspects) requireKnown(identity);
  };
}
