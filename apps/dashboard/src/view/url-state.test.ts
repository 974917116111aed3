import { describe, expect, it } from 'vitest';
import { formatUrlState, parseUrlState, type UrlState } from './url-state.ts';

describe('the address', () => {
  it('carries the whole view and back', () => {
    const state: UrlState = { symbol: 'KSTR', pollIntervalMs: 500, chartSpanS: 60, page: 'prices' };
    expect(parseUrlState(formatUrlState(state))).toEqual(state);
  });

  it('stays short while everything is at its default', () => {
    expect(formatUrlState(parseUrlState('?symbol=kstr'))).toBe('?symbol=KSTR');
  });

  it.each(['?interval=10', '?interval=99999', '?interval=abc', '?interval=250.5'])('ignores %s', (search) => {
    expect(parseUrlState(search).pollIntervalMs).toBe(2_000);
  });
});
