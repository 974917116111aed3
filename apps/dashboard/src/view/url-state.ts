/** What of the view can be linked to: the selected symbol, the polling interval, the chart's span and the page. */

export const POLL_INTERVALS_MS = [250, 500, 1_000, 2_000, 3_000, 5_000, 10_000] as const;
export const CHART_SPANS_S = [20, 60] as const;

export interface UrlState {
  symbol: string | undefined;
  pollIntervalMs: number;
  chartSpanS: number;
  page: 'lab' | 'prices';
}

const DEFAULT_POLL_INTERVAL_MS = 2_000;
const DEFAULT_CHART_SPAN_S = 20;

/** Values that are missing or make no sense become the default ones. */
export function parseUrlState(search: string): UrlState {
  const parameters = new URLSearchParams(search);
  const intervalMs = Number(parameters.get('interval'));
  const spanS = Number(parameters.get('span'));
  const within = Number.isInteger(intervalMs) && intervalMs >= 250 && intervalMs <= 10_000;
  return {
    symbol: parameters.get('symbol')?.toUpperCase(),
    pollIntervalMs: within ? intervalMs : DEFAULT_POLL_INTERVAL_MS,
    chartSpanS: CHART_SPANS_S.find((span) => span === spanS) ?? DEFAULT_CHART_SPAN_S,
    page: parameters.get('page') === 'prices' ? 'prices' : 'lab',
  };
}

/** The search part of the address, with what is not the default. */
export function formatUrlState(state: UrlState): string {
  const parameters = new URLSearchParams();
  if (state.symbol !== undefined) parameters.set('symbol', state.symbol);
  if (state.pollIntervalMs !== DEFAULT_POLL_INTERVAL_MS)
    parameters.set('interval', String(state.pollIntervalMs));
  if (state.chartSpanS !== DEFAULT_CHART_SPAN_S) parameters.set('span', String(state.chartSpanS));
  if (state.page !== 'lab') parameters.set('page', state.page);
  return `?${parameters}`;
}
