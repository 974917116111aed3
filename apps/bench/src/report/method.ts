/** How a result came about: the method in a paragraph, the conditions in a list, and the command to do it again. */
import { commandOf } from '../command.ts';
import { count, decimal, milliseconds } from '../format.ts';
import type { Result } from '../result-schema.ts';
import { element, type Markup } from './markup.ts';

export function methodOf({ network }: Result): string {
  return (
    'All lanes ran at once, as readers of one market, and were held against its tape: the record of every quote, ' +
    'read after the fact over a connection of its own. Time to visible is taken for every quote, superseded ones ' +
    'included; delivered and missed add up to what is on the tape. The clocks were compared by four timestamps, as ' +
    'NTP does it. Predictions rest on the interval, the rate of each symbol as it was, and half of the round trip ' +
    `of a small message on the lanes' path, ${milliseconds(network.roundTripMs)}; on nothing that a lane measured.`
  );
}

export function conditionsOf(result: Result): Markup {
  const { environment, clock, validity, network, market, config } = result;
  const { conditions } = network;
  const entries: [string, string | Markup][] = [
    ['Command', element('code', {}, commandOf(config))],
    [
      'Machine',
      `${environment.cpu}, ${environment.cores} cores, ${environment.memoryGb} GB, ${environment.os}`,
    ],
    ['Node', environment.node],
    ['Started', environment.startedAt],
    [
      'Market',
      `${count(market.quotes)} quotes of ${count(market.symbols)} symbols, ${decimal(market.quotesPerSecond, 1)} /s over ${decimal(market.observedMs / 1_000, 1)} s; flush interval ${milliseconds(market.flushIntervalMs)}`,
    ],
    [
      'Network',
      conditions === null
        ? network.name
        : `${network.name}: ${Object.entries(conditions)
            .map(([name, value]) => `${name} ${value}`)
            .join(', ')}`,
    ],
    ['Clocks', `offset ${milliseconds(clock.offsetMs)} ± ${milliseconds(clock.boundMs)}`],
    [
      'Event loops',
      `client late by p99 ${milliseconds(validity.eventLoopLagMs.p99)}, at most ${milliseconds(validity.eventLoopLagMs.max)}; server p99 ${milliseconds(validity.serverEventLoopLagMs.p99)}, at most ${milliseconds(validity.serverEventLoopLagMs.max)}`,
    ],
    [
      'Validity',
      validity.ok
        ? 'nothing in this run gives reason to doubt it'
        : `${validity.reasons.length} reasons to doubt, above`,
    ],
  ];
  return element(
    'dl',
    {},
    entries.map(([term, text]) => [element('dt', {}, term), element('dd', {}, text)]),
  );
}
