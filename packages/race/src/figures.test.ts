import { describe, expect, it } from 'vitest';
import type { Feed } from './feed.ts';
import { predictFor } from './figures.ts';

const path = { pathRttMs: 80, flushIntervalMs: 0 };

const meanOf = (choice: Feed['choice'], ratesPerSecond = [1e6]) =>
  predictFor({ choice } as Feed, path, ratesPerSecond).timeToVisibleMs.mean;

describe('A prediction', () => {
  it('takes half of the round trip each way', () => {
    expect(meanOf({ lane: 'sse', intervalMs: 1_000, freshConnections: false })).toBeCloseTo(40);
    expect(meanOf({ lane: 'short-poll', intervalMs: 1_000, freshConnections: false })).toBeCloseTo(540);
  });

  it('has a long poll over new connections wait for a handshake besides', () => {
    // Asking back to back, quotes wait half a cycle and the way down: of one round trip, and of two.
    expect(meanOf({ lane: 'long-poll', intervalMs: 1_000, freshConnections: false })).toBeCloseTo(80);
    expect(meanOf({ lane: 'long-poll', intervalMs: 1_000, freshConnections: true })).toBeCloseTo(120);
  });
});
