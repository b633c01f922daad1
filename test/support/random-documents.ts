import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';

export interface RandomDocument {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

export interface RandomDocumentOptions {
  readonly schema: GraphQLSchema;
  readonly random: () => number;
  /** Values that mean something to the server, such as names of collections and ids of items. */
  readonly known: readonly string[];
  /** Root fields that are never asked for. */
  readonly without?: readonly string[];
}

const wholeNumbers = [0, 1, 2, 3, 5, 10, 64, 200, 201, -1, 2 ** 31 - 1, -(2 ** 31)];
const numbers = [0, 1, 0.5, -1, -0, 100, -100, 1e-320, 1e38, 1e308, -1e308, 2 ** 53];
const texts = [
  '',
  ' ',
  '雨伞',
  '一把红色的雨伞',
  'a'.repeat(600),
  '\0',
  '\ud800',
  '\u202e',
  '{}',
  '一张{}的照片',
  '%00',
  '../..',
  "'; drop table items; --",
  '$1',
  '__proto__',
  'constructor',
  '👨‍👩‍👧',
  '٣',
  'https://127.0.0.1/',
  '-1',
  '9223372036854775808',
  '99999999999999999999',
  '1e3',
];
/** A PNG of one pixel. */
const picture =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const pictures = [picture, `data:image/png;base64,${picture}`, 'AAAA', '', '!', 'A', picture.slice(0, 60)];

/** Documents that are valid by the schema, with values of every kind, most of which the server has to refuse. */
export class RandomDocuments {
  readonly #options: RandomDocumentOptions;
  #variables: Record<string, unknown> = {};
  #definitions: string[] = [];
  #fragments: string[] = [];
  #names = 0;

  constructor(options: RandomDocumentOptions) {
    this.#options = options;
  }

  /** One operation of one to three root fields. */
  next(kind: 'query' | 'mutation' | 'subscription'): RandomDocument {
    this.#variables = {};
    this.#definitions = [];
    this.#fragments = [];
    const root = this.#options.schema.getRootType(kind as never)!;
    const fields = Object.values(root.getFields()).filter(
      ({ name }) => this.#options.without?.includes(name) !== true,
    );
    const count = kind === 'subscription' ? 1 : 1 + this.#below(3);
    const selected = Array.from({ length: count }, () => this.#field(this.#oneOf(fields), 1));
    const definitions = this.#definitions.length === 0 ? '' : `(${this.#definitions.join(', ')})`;
    const query = `${kind} Q${definitions} { ${selected.join(' ')} } ${this.#fragments.join(' ')}`;
    return { query, variables: this.#variables };
  }

  /** Any JSON, a few levels deep. */
  json(depth = 3): unknown {
    const kind = this.#below(depth > 0 ? 7 : 5);
    if (kind === 0) return null;
    if (kind === 1) return this.#maybe(0.5);
    if (kind === 2) return this.#oneOf(numbers);
    if (kind < 5) return this.#text();
    const length = this.#below(4);
    if (kind === 5) return Array.from({ length }, () => this.json(depth - 1));
    return Object.fromEntries(Array.from({ length }, () => [this.#text(), this.json(depth - 1)]));
  }

  #field(field: GraphQLField<unknown, unknown>, depth: number): string {
    const given = field.args.filter(({ type }) => isNonNullType(type) || this.#maybe(0.4));
    const list = given.map((argument) => this.#argument(argument));
    const alias = list.length > 0 || this.#maybe(0.2) ? `a${this.#names++}: ` : '';
    return `${alias}${field.name}${list.length > 0 ? `(${list.join(', ')})` : ''}${this.#directive()}${this.#selection(field, depth)}`;
  }

  /** A literal where the value has one, else a variable. */
  #argument({ name, type, defaultValue }: GraphQLArgument): string {
    const value = this.#value(type, 3);
    if (value === undefined || (value === null && isNonNullType(type) && defaultValue !== undefined)) {
      return `${name}: ${this.#variable(type, this.#value(type, 0))}`;
    }
    return `${name}: ${this.#variable(type, value)}`;
  }

  #variable(type: GraphQLInputType, value: unknown): string {
    const scalar = typeof value === 'number' || typeof value === 'boolean';
    if (scalar && this.#maybe(0.3) && getNamedType(type).name !== 'ID') return String(value);
    const name = `v${this.#names++}`;
    this.#definitions.push(`$${name}: ${type}`);
    this.#variables[name] = value;
    return `$${name}`;
  }

  #directive(): string {
    if (!this.#maybe(0.1)) return '';
    const name = this.#maybe(0.5) ? 'include' : 'skip';
    if (this.#maybe(0.5)) return ` @${name}(if: ${this.#maybe(0.5)})`;
    const variable = `v${this.#names++}`;
    this.#definitions.push(`$${variable}: Boolean!`);
    this.#variables[variable] = this.#maybe(0.7);
    return ` @${name}(if: $${variable})`;
  }

  #selection({ type }: GraphQLField<unknown, unknown>, depth: number): string {
    const named = getNamedType(type);
    if (isLeafType(named)) return '';
    const object = isAbstractType(named) ? this.#options.schema.getPossibleTypes(named)[0]! : named;
    if (!isObjectType(object)) return ' { __typename }';
    const selected = this.#fields(object, depth);
    if (isAbstractType(named)) return ` { __typename ... on ${object.name} { ${selected} } }`;
    if (this.#maybe(0.8)) return ` { ${selected} }`;
    const name = `F${this.#names++}`;
    this.#fragments.push(`fragment ${name} on ${object.name} { ${selected} }`);
    return ` { ...${name} }`;
  }

  #fields(object: GraphQLObjectType, depth: number): string {
    const all = Object.values(object.getFields());
    const leaves = all.filter((field) => isLeafType(getNamedType(field.type)));
    const some = (depth < 5 ? all : leaves).filter(() => this.#maybe(0.4)).slice(0, 8);
    return ['__typename', ...some.map((field) => this.#field(field, depth + 1))].join(' ');
  }

  #value(type: GraphQLInputType, depth: number): unknown {
    if (isNonNullType(type)) return this.#present(type.ofType, depth);
    return this.#maybe(0.1) ? null : this.#present(type, depth);
  }

  #present(type: GraphQLInputType, depth: number): unknown {
    if (isNonNullType(type)) return this.#present(type.ofType, depth);
    if (isListType(type)) {
      const length = this.#maybe(0.03) ? 300 : this.#below(4);
      return Array.from({ length }, () => this.#value(type.ofType, depth - 1));
    }
    if (isEnumType(type)) return this.#oneOf(type.getValues()).name;
    if (!isInputObjectType(type)) return this.#scalar(type.name);
    const fields = Object.values(type.getFields());
    if (type.isOneOf) {
      const flat = fields.filter((field) => depth > 0 || isLeafType(getNamedType(field.type)));
      const field = this.#oneOf(flat.length > 0 ? flat : fields);
      return { [field.name]: this.#present(field.type, depth - 1) };
    }
    const given = fields.filter((field) => isNonNullType(field.type) || (depth > 0 && this.#maybe(0.4)));
    return Object.fromEntries(given.map((field) => [field.name, this.#value(field.type, depth - 1)]));
  }

  #scalar(name: string): unknown {
    if (name === 'Int') return this.#oneOf(wholeNumbers);
    if (name === 'Float') return this.#oneOf(numbers);
    if (name === 'Boolean') return this.#maybe(0.5);
    if (name === 'Base64') return this.#oneOf(pictures);
    if (name === 'JSONObject') return { [this.#text()]: this.json() };
    if (name === 'PackedFloats') return this.#packed();
    return this.#text();
  }

  #packed(): string {
    const length = this.#oneOf([1, 2, 128, 512]);
    const values = Float32Array.from({ length }, () => this.#random() - 0.5);
    if (this.#maybe(0.3)) values[0] = this.#oneOf([Number.NaN, Number.POSITIVE_INFINITY, 3e38, 0]);
    if (this.#maybe(0.1)) values.fill(0);
    return Buffer.from(values.buffer)
      .toString('base64')
      .slice(this.#maybe(0.05) ? 1 : 0);
  }

  #text(): string {
    return this.#maybe(0.6) ? this.#oneOf(this.#options.known) : this.#oneOf(texts);
  }

  #random(): number {
    return this.#options.random();
  }

  #maybe(share: number): boolean {
    return this.#random() < share;
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  #oneOf<T>(values: readonly T[]): T {
    return values[this.#below(values.length)]!;
  }
}
