import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { Identity } from '../../core/access/identity.ts';
import { DomainError } from '../../core/errors.ts';
import { isNestedDeeperThan } from '../../core/json-depth.ts';
import { createRequirements } from './field-roles.ts';
import { operationCost } from './operation-cost.ts';
import type { Charge } from './rate-limit.ts';
import { requireKnown, requireRole } from './require-role.ts';

/** An operation about to run. */
export interface GuardedOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly identity: Identity;
}

/** More than any input needs; what coerces variables does so level by level, on the stack. */
const maximumVariableDepth = 100;

/** @throws DomainError INVALID_INPUT, TOO_COSTLY, RATE_LIMITED, UNAUTHENTICATED, FORBIDDEN */
export type GuardOperation = (operation: GuardedOperation) => void;

/** What is asked before any operation runs, whichever way it came. */
export function createOperationGuard(schema: GraphQLSchema, charge: Charge): GuardOperation {
  const requirementsOf = createRequirements(schema);
  return ({ document, operation, variables, identity }) => {
    if (isNestedDeeperThan(variables, maximumVariableDepth)) throw tooDeep();
    // An operation costs one point at least; who has none left is not told more.
    charge(identity, Math.max(1, operationCost(schema, document, operation, variables)));
    const { required, introspects } = requirementsOf(document, operation);
    if (required !== undefined) requireRole(identity, required.role, `\`${required.field}\``);
    if (introspects) requireKnown(identity);
  };
}

function tooDeep(): DomainError {
  return new DomainError('INVALID_INPUT', `The variables nest more than ${maximumVariableDepth} deep.`, {
    details: { limit: maximumVariableDepth },
  });
}
