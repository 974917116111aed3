/** The Socket.IO events, with the schemas of what they carry and of their acks. */
import { Type, type Static } from 'typebox';
import { EncodingSchema } from './encoding.ts';
import type { ErrorBody } from './error.ts';
import type { Frame, Snapshot } from './frame.ts';
import { MAX_SYMBOLS_PER_REQUEST } from './limits.ts';

const Symbols = Type.Array(Type.String({ minLength: 1, maxLength: 12 }), {
  minItems: 1,
  maxItems: MAX_SYMBOLS_PER_REQUEST,
});

export const SubscribeSchema = Type.Object(
  {
    symbols: Type.Union([Type.Literal('all'), Symbols]),
    sinceSeq: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
    tapeId: Type.Optional(Type.String({ maxLength: 64, description: 'the tape that sinceSeq counts on' })),
    maxRateHz: Type.Optional(Type.Number({ minimum: 0.01, maximum: 1_000 })),
    encoding: Type.Optional(EncodingSchema),
  },
  { additionalProperties: false },
);

export type Subscribe = Static<typeof SubscribeSchema>;

export const UnsubscribeSchema = Type.Object(
  { symbols: Type.Union([Type.Literal('all'), Symbols]) },
  { additionalProperties: false },
);

export type Unsubscribe = Static<typeof UnsubscribeSchema>;

export const ClockRequestSchema = Type.Object(
  { clientSentAtMs: Type.Number() },
  { additionalProperties: false },
);

export type ClockRequest = Static<typeof ClockRequestSchema>;

/** Server clock at both ends of its turn, in epoch milliseconds: t1 and t2 of NTP's four. */
export const ClockReplySchema = Type.Object({
  serverReceivedAtMs: Type.Number(),
  serverSentAtMs: Type.Number(),
});

export type ClockReply = Static<typeof ClockReplySchema>;

export type Refused = { ok: false } & ErrorBody;
export type SubscribeAck = { ok: true; snapshot: Snapshot } | Refused;
export type UnsubscribeAck = { ok: true } | Refused;
export type ClockAck = ClockReply | Refused;

export interface ClientToServerEvents {
  subscribe: (request: Subscribe, ack: (answer: SubscribeAck) => void) => void;
  unsubscribe: (request: Unsubscribe, ack: (answer: UnsubscribeAck) => void) => void;
  clock: (request: ClockRequest, ack: (answer: ClockAck) => void) => void;
}

export interface ServerToClientEvents {
  /** With binary encoding, and where its records can hold the frame, this comes as bytes instead. */
  frame: (frame: Frame) => void;
  /** Why the server ends the connection; clients may connect again. */
  goodbye: (why: ErrorBody) => void;
}
