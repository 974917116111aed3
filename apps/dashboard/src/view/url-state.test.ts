import { describe, expect, it } from 'vitest';
import { formatUrlState, parseUrlState, type UrlState } from './url-state.ts';

describe('the address', () => {
  it('carries the whole view and back', () => {
    const state: UrlState = {
      symbol: 'KSTR',
      lanes: [
        { lane: 'short-poll', intervalMs: 500, freshConnections: false },
        { lane: 'short-poll', intervalMs: 2_000, freshConnections: true },
        { lane: 'long-poll', intervalMs: 0, freshConnections: false },
        { lane: 'websocket', intervalMs: 0, freshConnections: false },
      ],
      chartSpanS: 60,
      shaped: true,
      page: 'prices',
    };
    expect(formatUrlState(state)).toContain('lanes=short-poll:500,short-poll.close,long-poll,websocket');
    expect(parseUrlState(formatUrlState(state))).toEqual(state);
  });

  it('stays short while everything is at its default', () => {
    expect(formatUrlState(parseUrlState('?symbol=kstr'))).toBe('?symbol=KSTR');
  });

  it.each([
    'short-poll:10',
    'short-poll:99999',
    'short-poll:abc',
    'short-poll:250.5',
    'short-poll,nonsense,meter',
  ])('makes the best of %s', (lanes) => {
    expect(parseUrlState(`?lanes=${lanes}`).lanes).toEqual([
      { lane: 'short-poll', intervalMs: 2_000, freshConnections: false },
    ]);
  });

  it('shows the usual two lanes where it names none that exist', () => {
    expect(parseUrlState('?lanes=nonsense').lanes.map(({ lane }) => lane)).toEqual([
      'short-poll',
      'socket-io',
    ]);
  });
});
