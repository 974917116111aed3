/** Query parameters that every API route takes: who asks, and over which lane, for the ledger of traffic. */
import { Type } from 'typebox';

export const AskingReader = {
  reader: Type.Optional(
    Type.String({ description: 'id of the asking reader: 4 to 24 lower-case letters and digits' }),
  ),
  lane: Type.Optional(
    Type.String({ description: 'the lane that the request belongs to, or "meter" for the meter\'s own' }),
  ),
};
