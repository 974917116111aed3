/** The one shape of every error, over HTTP and as the ack of a socket event. */
import { Type, type Static } from 'typebox';

export const ErrorSchema = Type.Object(
  {
    error: Type.Object({
      code: Type.String({ description: 'stable, kebab-case, for programs' }),
      message: Type.String({ description: 'one sentence, for people' }),
    }),
  },
  { $id: 'Error', description: 'every error, everywhere' },
);

export type ErrorBody = Static<typeof ErrorSchema>;
