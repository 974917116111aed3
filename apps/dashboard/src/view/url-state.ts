/** What of the view can be linked to: the selected symbol, the lanes, the chart's span, the network and the page. */
import { TRAFFIC_KEYS, type LaneName } from '@tickrace/protocol';
import type { LaneChoice } from '@tickrace/race';
import { hasInterval } from '../session/lane-kind.ts';

export const POLL_INTERVALS_MS = [250, 500, 1_000, 2_000, 3_000, 5_000, 10_000] as const;
export const CHART_SPANS_S = [20, 60] as const;

export interface UrlState {
  symbol: string | undefined;
  lanes: readonly LaneChoice[];
  chartSpanS: number;
  /** Whether the lanes go through the server's shaped port. */
  shaped: boolean;
  page: 'lab' | 'prices';
}

const DEFAULT_INTERVAL_MS = 2_000;
const DEFAULT_CHART_SPAN_S = 20;
const DEFAULT_LANES = 'short-poll,socket-io';

/** Values that are missing or make no sense become the default ones. */
export function parseUrlState(search: string): UrlState {
  const parameters = new URLSearchParams(search);
  const spanS = Number(parameters.get('span'));
  const lanes = parseLanes(parameters.get('lanes') ?? DEFAULT_LANES);
  return {
    symbol: parameters.get('symbol')?.toUpperCase(),
    lanes: lanes.length > 0 ? lanes : parseLanes(DEFAULT_LANES),
    chartSpanS: CHART_SPANS_S.find((span) => span === spanS) ?? DEFAULT_CHART_SPAN_S,
    shaped: parameters.get('network') === 'shaped',
    page: parameters.get('page') === 'prices' ? 'prices' : 'lab',
  };
}

/** The search part of the address, with what is not the default. */
export function formatUrlState(state: UrlState): string {
  const parts: string[] = [];
  if (state.symbol !== undefined) parts.push(`symbol=${encodeURIComponent(state.symbol)}`);
  const lanes = state.lanes.map(laneText).join(',');
  if (lanes !== DEFAULT_LANES) parts.push(`lanes=${lanes}`);
  if (state.chartSpanS !== DEFAULT_CHART_SPAN_S) parts.push(`span=${state.chartSpanS}`);
  if (state.shaped) parts.push('network=shaped');
  if (state.page !== 'lab') parts.push(`page=${state.page}`);
  return `?${parts.join('&')}`;
}

/** A lane as it is first added. */
export function laneChoice(lane: LaneName, freshConnections: boolean): LaneChoice {
  return { lane, intervalMs: hasInterval(lane) ? DEFAULT_INTERVAL_MS : 0, freshConnections };
}

/** `short-poll`, `short-poll:500`, `short-poll.close:500`. */
function laneText({ lane, intervalMs, freshConnections }: LaneChoice): string {
  const name = freshConnections ? `${lane}.close` : lane;
  return hasInterval(lane) && intervalMs !== DEFAULT_INTERVAL_MS ? `${name}:${intervalMs}` : name;
}

/** The lanes in the list that exist, each once. */
function parseLanes(list: string): LaneChoice[] {
  const choices = new Map<string, LaneChoice>();
  for (const item of list.split(',')) {
    const [key = '', intervalText] = item.split(':');
    if (key === 'meter' || !(TRAFFIC_KEYS as readonly string[]).includes(key)) continue;
    const [lane, close] = key.split('.') as [LaneName, string?];
    const choice = laneChoice(lane, close !== undefined);
    const intervalMs = Number(intervalText);
    const isWithin = Number.isInteger(intervalMs) && intervalMs >= 250 && intervalMs <= 10_000;
    choices.set(key, isWithin && hasInterval(lane) ? { ...choice, intervalMs } : choice);
  }
  return [...choices.values()];
}
