import {
  type ASTVisitor,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';
import { rootFields } from './root-fields.ts';

/** Words of a document. */
export const parseLimits = { maxTokens: 2000 } as const;

const maximumDepth = 10;
const maximumRootFields = 15;

/** Validation rule: fields nest at most 10 deep, introspection apart (graphql-js limits that itself). */
export function limitDepth(context: ValidationContext): ASTVisitor {
  const depths = new Map<string, number>();
  const depthOf = (selections: SelectionSetNode | undefined): number =>
    Math.max(0, ...(selections?.selections ?? []).map(depthOfSelection));
  const depthOfSelection = (selection: SelectionNode): number => {
    if (selection.kind === Kind.FRAGMENT_SPREAD)
      return depthOfFragment(context.getFragment(selection.name.value));
    if (selection.kind === Kind.INLINE_FRAGMENT) return depthOf(selection.selectionSet);
    return selection.name.value.startsWith('__') ? 0 : 1 + depthOf(selection.selectionSet);
  };
  const depthOfFragment = (fragment: FragmentDefinitionNode | null | undefined): number => {
    if (fragment == null) return 0;
    const known = depths.get(fragment.name.value);
    if (known !== undefined) return known;
    depths.set(fragment.name.value, 0); // A fragment inside itself is another rule's business.
    const depth = depthOf(fragment.selectionSet);
    depths.set(fragment.name.value, depth);
    return depth;
  };
  return {
    OperationDefinition(operation) {
      if (depthOf(operation.selectionSet) <= maximumDepth) return;
      context.reportError(
        new GraphQLError(`Fields nest at most ${maximumDepth} deep.`, { nodes: operation }),
      );
    },
  };
}

/** Validation rule: at most 15 root fields, so that aliases do not multiply the work of one request. */
export function limitRootFields(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(operation) {
      const fields = rootFields(operation.selectionSet, (name) => context.getFragment(name));
      const names = new Set(fields.map(({ alias, name }) => (alias ?? name).value));
      if (names.size <= maximumRootFields) return;
      const message = `An operation has at most ${maximumRootFields} root fields. Use the list arguments.`;
      context.reportError(new GraphQLError(message, { nodes: operation }));
    },
  };
}

/**
 * Validation rule: a subscription's root field is not left out. GraphQL asks for this since September 2025 (5.2.4.1); graphql-js 16 fails
 * with a TypeError where nothing is left.
 */
export function requireSubscribedField(context: ValidationContext): ASTVisitor {
  const report = (node: SelectionNode): void => {
    const directive = node.directives?.find(({ name }) => name.value === 'skip' || name.value === 'include');
    if (directive === undefined) return;
    const message = `\`@${directive.name.value}\` is not allowed on the root field of a subscription.`;
    context.reportError(new GraphQLError(message, { nodes: node }));
  };
  const seen = new Set<string>();
  const visit = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      report(selection);
      if (selection.kind === Kind.INLINE_FRAGMENT) visit(selection.selectionSet);
      if (selection.kind !== Kind.FRAGMENT_SPREAD || seen.has(selection.name.value)) continue;
      seen.add(selection.name.value);
      const fragment = context.getFragment(selection.name.value);
      if (fragment != null) visit(fragment.selectionSet);
    }
  };
  return {
    OperationDefinition({ operation, selectionSet }) {
      if (operation === 'subscription') visit(selectionSet);
    },
  };
}

/** The rules of this server beside those of GraphQL itself. */
export const documentRules = [limitDepth, limitRootFields, requireSubscribedField] as const;
