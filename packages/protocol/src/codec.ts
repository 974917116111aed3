/** Checks what arrives from the other end; a reader never acts on a message that does not fit its schema. */
import { Check, Errors } from 'typebox/value';
import type { Static, TSchema } from 'typebox';
import type { TLocalizedValidationError } from 'typebox/error';

export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
}

/**
 * The message as the schema's type.
 * @throws ProtocolError naming the first field that does not fit.
 */
export function decode<Schema extends TSchema>(schema: Schema, message: unknown): Static<Schema> {
  if (Check(schema, message)) return message as Static<Schema>;
  throw new ProtocolError(explain(schema, message));
}

/** One sentence that says where a message does not fit its schema. */
export function explain(schema: TSchema, message: unknown): string {
  const errors = Errors(schema, message);
  // Of a union every branch complains; that none of them fits says more than any complaint.
  const union = errors.find(({ keyword }) => keyword === 'anyOf');
  const unknown = errors.find(({ keyword }) => keyword === 'additionalProperties');
  if (union === undefined && unknown?.keyword === 'additionalProperties') {
    return `${unknown.params.additionalProperties.join(', ')} is not known.`;
  }
  const worst = union ?? errors[0];
  if (worst === undefined) return 'The message does not fit its schema.';
  const where = worst.instancePath === '' ? 'The message' : worst.instancePath.slice(1).replaceAll('/', '.');
  return `${where} ${complaintOf(worst)}.`;
}

function complaintOf(error: TLocalizedValidationError): string {
  if (error.keyword === 'anyOf') return 'has none of the forms that are allowed';
  if (error.keyword === 'enum') return `must be one of ${error.params.allowedValues.join(', ')}`;
  return error.message;
}
