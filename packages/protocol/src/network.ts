/** What the shaped port does to every byte, each way: the conditions that lanes are compared under. */
import { Type, type Static } from 'typebox';

export const NETWORK_NAMES = ['none', 'lan', 'wifi', '4g', '3g', 'transatlantic', 'satellite'] as const;

export type NetworkName = (typeof NETWORK_NAMES)[number];

export const NetworkConditionsSchema = Type.Object(
  {
    delayMs: Type.Number({ minimum: 0, maximum: 10_000, description: 'one way, each direction' }),
    jitterMs: Type.Number({
      minimum: 0,
      maximum: 10_000,
      description: 'added to the delay: uniform on [0, jitterMs], without reordering',
    }),
    kilobitsPerSecond: Type.Number({
      minimum: 0,
      maximum: 10_000_000,
      description: 'each direction of each connection; 0 is without limit',
    }),
    stallEveryMs: Type.Number({
      minimum: 0,
      maximum: 3_600_000,
      description: 'mean time between stalls; 0 is never',
    }),
    stallMs: Type.Number({ minimum: 0, maximum: 60_000, description: 'how long nothing passes then' }),
  },
  { additionalProperties: false },
);

export type NetworkConditions = Static<typeof NetworkConditionsSchema>;

export const NetworkSchema = Type.Object({
  port: Type.Integer({
    minimum: 1,
    maximum: 65_535,
    description: 'where the same server is reached through it',
  }),
  name: Type.Enum([...NETWORK_NAMES, 'custom']),
  conditions: NetworkConditionsSchema,
});

export type Network = Static<typeof NetworkSchema>;

/** The body of `PUT /api/network`: a profile by name, or values of one's own. */
export const NetworkChangeSchema = Type.Union([
  Type.Object({ name: Type.Enum([...NETWORK_NAMES]) }, { additionalProperties: false }),
  Type.Object({ conditions: NetworkConditionsSchema }, { additionalProperties: false }),
]);

export type NetworkChange = Static<typeof NetworkChangeSchema>;
