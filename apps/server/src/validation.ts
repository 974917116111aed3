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
  const numbers = numbersIn(schema);
  return (raw) => {
    const value = withNumbers(numbers, raw);
    if (compiled.Check(value)) return value as Static<Schema>;
    return new RequestError(400, 'invalid-request', explain(schema, value));
  };
}

/** Names of the schema's properties that are numbers. */
function numbersIn(schema: TSchema): string[] {
  const { properties = {} } = schema as { properties?: Record<string, { type?: string }> };
  return Object.keys(properties).filter((name) => /^(integer|number)$/.test(properties[name]?.type ?? ''));
}

/** Query and path hold text only: what the schema wants as a number becomes one, if it is written as one. */
function withNumbers(numbers: readonly string[], raw: unknown): unknown {
  const value = { ...(raw as Record<string, unknown> | undefined) };
  for (const name of numbers) {
    const text = value[name];
    if (typeof text === 'string' && /^-?\d{1,16}(\.\d{1,16})?$/.test(text)) value[name] = Number(text);
  }
  return value;
}
