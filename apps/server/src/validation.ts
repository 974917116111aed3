/** Checks requests by the schemas that the documentation shows; a number in a query is read strictly. */
import type { FastifyInstance } from 'fastify';
import { Compile } from 'typebox/compile';
import type { Static, TSchema } from 'typebox';
import { explain } from '@tickrace/protocol';
import { RequestError } from './errors.ts';

/** Makes an app validate by TypeBox, and send what handlers return as it is. */
export function validateBySchema(app: FastifyInstance): void {
  app.setValidatorCompiler<TSchema>(({ schema }) => {
    const read = parameterReader(schema);
    return (raw: unknown) => {
      const value = read(raw);
      return value instanceof RequestError ? { error: value } : { value };
    };
  });
  app.setSerializerCompiler(() => (body) => JSON.stringify(body));
}

/** Reads what a request carries as the schema's type, or gives the refusal that says what doesn't fit. */
export function parameterReader<Schema extends TSchema>(
  schema: Schema,
): (raw: unknown) => Static<Schema> | RequestError {
  const compiled = Compile(schema);
  return (raw) => {
    const value = withNumbers(schema, raw);
    if (compiled.Check(value)) return value as Static<Schema>;
    return new RequestError(400, 'invalid-request', explain(schema, value));
  };
}

/** Query and path hold text only: what the schema wants as a number becomes one, if it is written as one. */
function withNumbers(schema: TSchema, raw: unknown): unknown {
  const properties = (schema as { properties?: Record<string, { type?: string }> }).properties ?? {};
  const entries = Object.entries((raw ?? {}) as Record<string, unknown>);
  return Object.fromEntries(
    entries.map(([name, value]) => {
      const type = Object.hasOwn(properties, name) ? properties[name]?.type : undefined;
      const isNumber = typeof value === 'string' && /^-?\d{1,16}(\.\d{1,16})?$/.test(value);
      return [name, isNumber && (type === 'integer' || type === 'number') ? Number(value) : value];
    }),
  );
}
