/** The process of all readers: it counts what every one of them gets, and times a sample of them. */
import { LightReader } from '@tickrace/lanes/node';
import { systemClock } from '../../src/clock.ts';
import type { Variant } from './variants.ts';

export interface ReadersTally {
  /** Messages of all readers, of the reader that got least, and of the one that got most. */
  messages: number;
  least: number;
  most: number;
  wireBytes: number;
  /** From publication to receipt, of a sample of the readers. */
  latenciesMs: number[];
  /** Readers whose connection has ended. */
  closed: number;
  /** User and system time of the process. */
  cpuUs: number;
}

/** The tally is of what came since the last reset; with its latencies, which are many, only where they are asked for. */
export type ReadersQuestion = 'reset' | 'tally' | 'latencies';

const TIMED_READERS = 50;
const CONNECTING_AT_ONCE = 50;
/** As much of a message as can be needed to find its time. */
const PEEK_BYTES = 128;
const TIME = /"(?:sentAtMs|atMs)":([\d.]+)/;

const [port, count, protocol] = process.argv.slice(2);
const readers = Number(count);
const counts = new Uint32Array(readers);
let wireBytes = 0;
let latenciesMs: number[] = [];
let closed = 0;
let cpuBefore = process.cpuUsage();

for (let from = 0; from < readers; from += CONNECTING_AT_ONCE) {
  const indices = Array.from({ length: Math.min(CONNECTING_AT_ONCE, readers - from) }, (_, i) => from + i);
  await Promise.all(indices.map((index) => open(index)));
}
process.on('message', (question: ReadersQuestion) => answer(question));
process.on('disconnect', () => process.exit());
process.send?.(tally());

/** Resolves when the server has admitted the reader, to its room too. */
function open(index: number): Promise<void> {
  const isTimed = index % Math.ceil(readers / TIMED_READERS) === 0;
  const lane = (protocol as Variant['protocol']) === 'websocket' ? 'websocket' : 'socket-io';
  return new Promise((resolve) => {
    new LightReader(lane, {
      origin: `http://127.0.0.1:${port}`,
      reader: 'fanout',
      intervalMs: 0,
      subscribes: false,
      onReady: resolve,
      onMessage: (message, bytes) => {
        counts[index]! += 1;
        wireBytes += bytes;
        if (!isTimed) return;
        const atMs = Number(TIME.exec(message.toString('latin1', 0, PEEK_BYTES))?.[1]);
        latenciesMs.push(systemClock.nowMs() - atMs);
      },
      onClose: () => (closed += 1),
    });
  });
}

function answer(question: ReadersQuestion): void {
  if (question === 'reset') {
    counts.fill(0);
    wireBytes = 0;
    latenciesMs = [];
    cpuBefore = process.cpuUsage();
  }
  process.send?.(question === 'latencies' ? { ...tally(), latenciesMs } : tally());
}

function tally(): ReadersTally {
  const { user, system } = process.cpuUsage(cpuBefore);
  const messages = counts.reduce((sum, one) => sum + one, 0);
  const least = counts.reduce((a, b) => Math.min(a, b));
  const most = counts.reduce((a, b) => Math.max(a, b));
  return { messages, least, most, wireBytes, latenciesMs: [], closed, cpuUs: user + system };
}
