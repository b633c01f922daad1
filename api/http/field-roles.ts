import {
  type DocumentNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';
import { isAtLeast, parseRole, type Role } from '../../core/access/role.ts';
import { fragmentsOf, rootFields } from './root-fields.ts';

/** The highest role that an operation needs, and the field that needs it. */
export interface RequiredRole {
  readonly role: Role;
  readonly field: string;
}

/** What an operation asks of its caller. */
export interface Requirements {
  /** Undefined when it asks for no field of ours. */
  readonly required: RequiredRole | undefined;
  /** Whether it asks for the schema itself. */
  readonly introspects: boolean;
}

/** Who may use a root field: what its `@role` says, and administrators alone when it has none. */
export function roleOf(field: GraphQLField<unknown, unknown>): Role {
  const role = field.astNode?.directives
    ?.find(({ name }) => name.value === 'role')
    ?.arguments?.find(({ name }) => name.value === 'requires')?.value;
  return (role?.kind === Kind.ENUM ? parseRole(role.value) : undefined) ?? 'admin';
}

/** What operations on this schema ask of their callers. A field counts also where `@skip` or `@include` leaves it out. */
export function createRequirements(
  schema: GraphQLSchema,
): (document: DocumentNode, operation: OperationDefinitionNode) => Requirements {
  const known = new WeakMap<OperationDefinitionNode, Requirements>();
  return (document, operation) => {
    const found =
      known.get(operation) ?? requirementsOf(schema.getRootType(operation.operation)!, document, operation);
    known.set(operation, found);
    return found;
  };
}

function requirementsOf(
  root: GraphQLObjectType,
  document: DocumentNode,
  { selectionSet }: OperationDefinitionNode,
): Requirements {
  const fragments = fragmentsOf(document);
  const names = rootFields(selectionSet, (name) => fragments.get(name)).map(({ name }) => name.value);
  let required: RequiredRole | undefined;
  for (const field of names) {
    const definition = root.getFields()[field];
    if (definition === undefined) continue;
    const role = roleOf(definition);
    if (required === undefined || !isAtLeast(required.role, role)) required = { role, field };
  }
  return { required, introspects: names.includes('__schema') || names.includes('__type') };
}
