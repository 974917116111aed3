/** Checks what arrives from the other end; a reader never acts on a message that does not fit its schema. */
import { Check, Errors } from 'typebox/value';
import type { Static, TSchema } from 'typebox';

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
  const [first] = Errors(schema, message);
  if (first === undefined) return 'The message does not fit its schema.';
  const where = first.instancePath === '' ? 'The message' : first.instancePath.slice(1).replaceAll('/', '.');
  return `${where} ${first.message}.`;
}
