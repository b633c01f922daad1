import { DomainError } from '../errors.ts';
import type { JsonObject } from '../json.ts';

/** A positive whole number of a configuration; undefined where it says nothing. @throws DomainError CHECKPOINT_MISMATCH */
export function integerField(json: JsonObject, field: string): number | undefined {
  const value = json[field];
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
  throw configurationMismatch(
    `${field} in the configuration is ${JSON.stringify(value)}, expected a positive whole number.`,
  );
}

/** What a configuration says must be what the weights have. @throws DomainError CHECKPOINT_MISMATCH naming the field */
export function requireAgreement(json: JsonObject, fromWeights: Readonly<Record<string, number>>): void {
  for (const [field, expected] of Object.entries(fromWeights)) {
    const given = integerField(json, field);
    if (given !== undefined && given !== expected) {
      throw configurationMismatch(
        `${field} is ${given} in the configuration, but the weights have ${expected}.`,
        'Pass the configuration that belongs to this checkpoint.',
      );
    }
  }
}

export function configurationMismatch(message: string, remedy?: string): DomainError {
  return new DomainError('CHECKPOINT_MISMATCH', message, remedy === undefined ? {} : { remedy });
}
