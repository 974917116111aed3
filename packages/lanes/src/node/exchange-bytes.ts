/** How many bytes one small question and its answer put on the wire, over each way. */
import type { LaneOptions } from '../lane.ts';
import { WAY_NAMES, ways, type WayName } from '../way.ts';
import { ClientTraffic } from './client-traffic.ts';

const EXCHANGES = 25;

export interface ExchangeBytesOptions extends Pick<LaneOptions, 'origin' | 'surroundings'> {
  /** Of these questions alone. */
  reader: string;
  /** The symbol that connections which must have one are told of: better a quiet one. */
  symbol: string;
}

/**
 * Bytes of one exchange by way, both directions, headers and framing included: the median of several, since now
 * and then a quote or a heartbeat falls between. What it takes to open a connection that stays open isn't in it.
 * @throws Error where the server cannot be reached or does not answer in time.
 */
export async function measureExchangeBytes(options: ExchangeBytesOptions): Promise<Record<WayName, number>> {
  const traffic = new ClientTraffic();
  traffic.start();
  const totalBytes = (): number => {
    const { wireBytesIn = 0, wireBytesOut = 0 } = traffic.of(options.reader).meter ?? {};
    return wireBytesIn + wireBytesOut;
  };
  try {
    const bytes: [WayName, number][] = [];
    for (const name of WAY_NAMES) bytes.push([name, await measure(name, options, totalBytes)]);
    return Object.fromEntries(bytes) as Record<WayName, number>;
  } finally {
    traffic.stop();
  }
}

async function measure(
  name: WayName,
  { origin, surroundings, reader, symbol }: ExchangeBytesOptions,
  totalBytes: () => number,
): Promise<number> {
  const way = await ways[name]({ origin, surroundings, reader, symbols: [symbol] });
  const exchanges: number[] = [];
  try {
    for (let exchange = 0; exchange < EXCHANGES; exchange += 1) {
      const before = totalBytes();
      await way.ask();
      exchanges.push(totalBytes() - before);
    }
  } finally {
    way.close();
  }
  return exchanges.sort((one, other) => one - other)[EXCHANGES >> 1]!;
}
