/** What lanes that tell have in common: their own fan-out, told at each flush, at their own expense. */
import type { Frame, LaneName } from '@tickrace/protocol';
import type { Clock } from './clock.ts';
import { FanOut } from './fan-out.ts';
import type { FlushSchedule } from './flush-schedule.ts';
import type { LaneCpu } from './lane-cpu.ts';
import type { MarketRunner } from './market-runner.ts';
import type { Tape } from './tape/tape.ts';

export interface PushSources {
  tape: Tape;
  clock: Clock;
  runner: MarketRunner;
  flush: FlushSchedule;
  symbols: ReadonlySet<string>;
  cpu: LaneCpu;
}

/** A fan-out that passes on whatever the market publishes; `broadcast` encodes a frame once for all in the room. */
export function fanOutFor(
  lane: LaneName,
  { tape, clock, flush, symbols, cpu }: PushSources,
  broadcast: (room: string, frame: Frame) => void,
): FanOut {
  const fanOut = new FanOut({ tape, clock, flush, symbols: [...symbols], broadcast });
  flush.onFlush((quotes) => {
    if (!fanOut.isEmpty) cpu.measure(lane, () => fanOut.publish(quotes));
  });
  return fanOut;
}
