import { decode, ErrorSchema } from '@tickrace/protocol';

/** What the server says before it ends a connection for a reason, as the error that ends it at this end. */
export function errorOfGoodbye(why: unknown): Error {
  return new Error(decode(ErrorSchema, why).error.message);
}
