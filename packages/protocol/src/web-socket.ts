/** What the bare WebSocket `/ws` carries: frames as they are, and the one question that both ends know. */
import { Type, type Static } from 'typebox';
import { ClockReplySchema, ClockRequestSchema } from './socket-events.ts';

/** Client → server: a question of the clock; `id` comes back with the answer. */
export const WebSocketQuestionSchema = Type.Object(
  { id: Type.Integer({ minimum: 0 }), clock: ClockRequestSchema },
  { additionalProperties: false },
);

export type WebSocketQuestion = Static<typeof WebSocketQuestionSchema>;

/** Server → client, told apart from a frame by its `id`. */
export const WebSocketAnswerSchema = Type.Object({
  id: Type.Integer({ minimum: 0 }),
  clock: ClockReplySchema,
});

export type WebSocketAnswer = Static<typeof WebSocketAnswerSchema>;
