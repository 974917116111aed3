import { LANE_NAMES } from '@tickrace/protocol';
import { describe, expect, it } from 'vitest';
import { connectionsNeeded, whyNotAdd } from './connection-budget.ts';

describe('the connection budget', () => {
  it('leaves room for one lane of each manner', () => {
    expect(connectionsNeeded(['short-poll', 'long-poll', 'sse', 'socket-io', 'websocket'], true)).toBe(4);
  });

  it('refuses the lane that would starve the others, and says why', () => {
    const busy = ['manual', 'short-poll', 'conditional-poll', 'long-poll', 'sse'] as const;
    expect(whyNotAdd('socket-io-polling', busy, true)).toContain('6 connections');
    expect(whyNotAdd('socket-io-polling', busy, true)).toContain('would need 8');
  });

  it('has more room on a port of its own, where the meter is not', () => {
    const lanes = ['manual', 'short-poll', 'conditional-poll', 'long-poll', 'sse'] as const;
    expect(connectionsNeeded(lanes, false)).toBe(5);
    expect(
      whyNotAdd('long-poll', ['short-poll', 'sse', 'socket-io-polling', 'manual'], false),
    ).toBeUndefined();
  });

  it('never refuses a WebSocket, which browsers count apart', () => {
    expect(whyNotAdd('websocket', LANE_NAMES, true)).toBeUndefined();
    expect(whyNotAdd('socket-io', LANE_NAMES, true)).toBeUndefined();
  });
});
