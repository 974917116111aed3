/** What lanes that tell have in common: their own fan-out, told at each flush, at their own expense. */
import type { LaneName, Listing } from '@tickrace/protocol';
import type { Clock } from '../clock.ts';
import { FanOut, type Broadcast } from './fan-out.ts';
import type { FlushSchedule } from './flush-schedule.ts';
import type { LaneCpu } from '../lane-cpu.ts';
import type { MarketRunner } from '../market-runner.ts';
import type { Tape } from '../tape/tape.ts';

export interface PushSources {
  tape: Tape;
  clock: Clock;
  runner: MarketRunner;
  flush: FlushSchedule;
  symbols: ReadonlySet<string>;
  /** What binary frames call the symbols. */
  listing: Listing;
  /** A held-back reader that has taken nothing for so long is cut off, in milliseconds. */
  patienceMs: number;
  cpu: LaneCpu;
  /** All fan-outs there are, each entered when it is made. */
  fanOuts: Map<LaneName, FanOut>;
}

/** A fan-out that passes on whatever the market publishes; `broadcast` encodes a frame once for all in the room. */
export function fanOutFor(
  lane: LaneName,
  { tape, clock, flush, symbols, patienceMs, cpu, fanOuts }: PushSources,
  broadcast: Broadcast,
): FanOut {
  const fanOut = new FanOut({ tape, clock, flush, symbols: [...symbols], patienceMs, broadcast });
  fanOuts.set(lane, fanOut);
  flush.onFlush((quotes) => {
    if (!fanOut.isEmpty) cpu.measure(lane, () => fanOut.publish(quotes));
  });
  return fanOut;
}
