import type { ErrorObject, ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { JsonObject, JsonValue } from '../../core/json.ts';
import type { MetadataCheck, MetadataSchemas } from '../../core/ports/metadata-schemas.ts';
import { checkSchema, unfit } from './check-schema.ts';
import { linearPattern } from './linear-pattern.ts';

/** Compiled schemas that are kept. */
const keptSchemas = 64;
const shownCharacters = 80;

/** JSON Schema by Ajv, with patterns in linear time. Compiling makes code of a schema, so {@link checkSchema} comes first. */
export class AjvMetadataSchemas implements MetadataSchemas {
  readonly #ajv = createAjv();
  readonly #compiled = new Map<string, MetadataCheck>();

  compile(schema: JsonObject): MetadataCheck {
    const text = JSON.stringify(schema);
    const known = this.#compiled.get(text) ?? this.#compile(schema);
    // The one that was used last stands last.
    this.#compiled.delete(text);
    this.#compiled.set(text, known);
    if (this.#compiled.size > keptSchemas) this.#compiled.delete(this.#compiled.keys().next().value!);
    return known;
  }

  #compile(schema: JsonObject): MetadataCheck {
    checkSchema(schema);
    if (this.#ajv.validateSchema(schema) !== true) {
      const [error] = this.#ajv.errors!;
      throw unfit(error!.instancePath, error!.message!);
    }
    try {
      return checkWith(this.#ajv.compile(schema));
    } catch (cause) {
      throw unfit('', (cause as Error).message, cause);
    } finally {
      this.#ajv.removeSchema(schema);
    }
  }
}

function createAjv(): Ajv2020 {
  const regExp = Object.assign((pattern: string) => linearPattern(pattern), { code: 'linearPattern' });
  const ajv = new Ajv2020({
    // Names of metadata may be those of every object's own methods.
    ownProperties: true,
    strict: false,
    validateFormats: false,
    verbose: true,
    logger: false,
    code: { regExp },
  });
  // Ajv compares every pair.
  ajv.removeKeyword('uniqueItems');
  ajv.addKeyword({
    keyword: 'uniqueItems',
    type: 'array',
    schemaType: 'boolean',
    error: { message: 'must not have equal items' },
    validate: (isAsked: boolean, items: readonly JsonValue[]) =>
      !isAsked || new Set(items.map((item) => JSON.stringify(sorted(item)))).size === items.length,
  });
  return ajv;
}

/** The same value with the keys of its objects in order. */
function sorted(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

function checkWith(validate: ValidateFunction): MetadataCheck {
  return (metadata) => {
    try {
      return validate(metadata) ? undefined : misfit(validate.errors!.at(-1)!);
    } catch (error) {
      if (error instanceof RangeError) return '/ is nested too deep';
      throw error;
    }
  };
}

/** Path, what is expected, and what was found. */
function misfit({ keyword, instancePath, params, message, data }: ErrorObject): string {
  if (keyword === 'required') return `${instancePath}/${params['missingProperty']} is missing`;
  if (keyword === 'additionalProperties')
    return `${instancePath}/${params['additionalProperty']} is none of the properties that there may be`;
  const expected =
    keyword === 'enum'
      ? `must be one of ${shown(params['allowedValues'])}`
      : keyword === 'const'
        ? `must be ${shown(params['allowedValue'])}`
        : message;
  return `${instancePath === '' ? '/' : instancePath} ${expected}, found ${shown(data)}`;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length <= shownCharacters ? text : `${text.slice(0, shownCharacters)}…`;
}
