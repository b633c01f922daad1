import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  valueFromASTUntyped,
} from 'graphql';
import { DomainError } from '../../core/errors.ts';
import { fragmentsOf } from './root-fields.ts';

/** Points of one operation. The dearest single thing that is allowed, 10,000 prompts, fits. */
export const maximumCost = 20_000;

/** Objects that a list is taken for where nothing says how many it will have. */
const assumedLength = 10;

type Variables = Readonly<Record<string, unknown>>;

/**
 * Points of an operation before it runs: one for each object it can give, counting lists by `first`, and what `@cost` says
 * for lists that come in. Fields are merged as execution merges them.
 * @throws DomainError TOO_COSTLY above {@link maximumCost}
 */
export function operationCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  given: Variables,
): number {
  const cost = new CostCount(schema, fragmentsOf(document), withDefaults(operation, given));
  const points = cost.of([operation.selectionSet], schema.getRootType(operation.operation)!.name, undefined);
  if (points <= maximumCost) return points;
  throw tooCostly(points);
}

class CostCount {
  readonly #schema: GraphQLSchema;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #variables: Variables;
  #visited = 0;

  constructor(
    schema: GraphQLSchema,
    fragments: ReadonlyMap<string, FragmentDefinitionNode>,
    variables: Variables,
  ) {
    this.#schema = schema;
    this.#fragments = fragments;
    this.#variables = variables;
  }

  /** Points of what is selected of one object; `length`: how many a list in it has, where its parent says so. */
  of(selections: readonly SelectionSetNode[], typeName: string, length: number | undefined): number {
    // Every visit is worth a point at least: what has too many is too costly, and need not be counted to its end.
    if (++this.#visited > maximumCost) throw tooCostly(this.#visited);
    let points = 0;
    for (const nodes of this.#collect(selections, typeName).values()) points += this.#ofField(nodes, length);
    return points;
  }

  #ofField(nodes: readonly Selected[], inherited: number | undefined): number {
    const { node, field } = nodes[0]!;
    const type = getNamedType(field.type);
    const isComposite = isCompositeType(type);
    const count = isListType(getNullableType(field.type)) ? (inherited ?? assumedLength) : 1;
    const own = this.#declared(field, node) ?? (isComposite ? count : 0);
    if (!isComposite) return own;
    const sets = nodes.flatMap(({ node: { selectionSet } }) => selectionSet ?? []);
    return own + count * this.of(sets, type.name, this.#first(field, node));
  }

  /** What `@cost` says; undefined where it is not. */
  #declared({ astNode }: AnyField, node: FieldNode): number | undefined {
    const rules = astNode?.directives?.filter(({ name }) => name.value === 'cost') ?? [];
    if (rules.length === 0) return undefined;
    return rules.reduce((points, { arguments: given = [] }) => {
      const rule = Object.fromEntries(
        given.map(({ name, value }) => [name.value, valueFromASTUntyped(value)]),
      );
      const { weight, per = [] } = rule as { weight: number; per?: readonly string[] };
      return points + per.reduce((product, path) => product * this.#entries(node, path), weight);
    }, 0);
  }

  /** Entries of the list at a path into a field's arguments; 1 where there is none. */
  #entries(node: FieldNode, path: string): number {
    const [argument, ...names] = path.split('.');
    let value = this.#argument(node, argument!);
    for (const name of names) value = (value as Record<string, unknown> | null | undefined)?.[name];
    return Array.isArray(value) ? value.length : 1;
  }

  /** `first`, where the field has it. */
  #first(field: AnyField, node: FieldNode): number | undefined {
    const definition = field.args.find(({ name }) => name === 'first');
    if (definition === undefined) return undefined;
    const value = this.#argument(node, 'first') ?? definition.defaultValue;
    return typeof value === 'number' && value >= 1 ? value : 1;
  }

  #argument(node: FieldNode, name: string): unknown {
    const value = node.arguments?.find((argument) => argument.name.value === name)?.value;
    return value === undefined ? undefined : valueFromASTUntyped(value, this.#variables);
  }

  /** Fields by the name they have in the answer; a fragment counts once in a selection, as in execution. */
  #collect(
    selections: readonly SelectionSetNode[],
    typeName: string,
  ): ReadonlyMap<string, readonly Selected[]> {
    const fields = new Map<string, Selected[]>();
    const seen = new Set<string>();
    const visit = (set: SelectionSetNode, parent: string): void => {
      for (const selection of set.selections) {
        if (selection.kind === Kind.FIELD) this.#add(fields, selection, parent);
        else if (selection.kind === Kind.INLINE_FRAGMENT)
          visit(selection.selectionSet, selection.typeCondition?.name.value ?? parent);
        else if (!seen.has(selection.name.value)) {
          seen.add(selection.name.value);
          const fragment = this.#fragments.get(selection.name.value);
          if (fragment !== undefined) visit(fragment.selectionSet, fragment.typeCondition.name.value);
        }
      }
    };
    for (const set of selections) visit(set, typeName);
    return fields;
  }

  #add(fields: Map<string, Selected[]>, node: FieldNode, parent: string): void {
    const type = this.#schema.getType(parent);
    const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[node.name.value] : undefined;
    // `__typename` costs nothing, and introspection has limits of its own.
    if (field === undefined) return;
    const name = (node.alias ?? node.name).value;
    const nodes = fields.get(name);
    if (nodes === undefined) fields.set(name, [{ node, field }]);
    else nodes.push({ node, field });
  }
}

type AnyField = GraphQLField<unknown, unknown>;

interface Selected {
  readonly node: FieldNode;
  readonly field: AnyField;
}

function withDefaults({ variableDefinitions = [] }: OperationDefinitionNode, given: Variables): Variables {
  const defaults = variableDefinitions.flatMap(({ variable, defaultValue }) =>
    defaultValue === undefined ? [] : [[variable.name.value, valueFromASTUntyped(defaultValue)] as const],
  );
  return { ...Object.fromEntries(defaults), ...given };
}

function tooCostly(points: number): DomainError {
  return new DomainError('TOO_COSTLY', `This operation costs ${Math.ceil(points)} points or more.`, {
    remedy: `One operation has ${maximumCost} at most: ask for shorter lists, or for less of each entry.`,
    details: { cost: Math.ceil(points), limit: maximumCost },
  });
}
