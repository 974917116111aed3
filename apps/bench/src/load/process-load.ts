/** How busy this process was over a stretch: what it reports of others is doubtful where that was too much. */
import { performance } from 'node:perf_hooks';
import { watchEventLoopLag, type EventLoopLag } from '../event-loop-lag.ts';

export interface ProcessLoad {
  /** User and system time, as a share of one core. */
  cpuShare: number;
  /** Share of the time in which its event loop had something to do. */
  eventLoopUtilisation: number;
  lagMs: EventLoopLag;
}

/** Begins now; the function that it returns ends it. */
export function watchProcessLoad(): () => ProcessLoad {
  const beganAtMs = performance.now();
  const cpuBefore = process.cpuUsage();
  const loopBefore = performance.eventLoopUtilization();
  const endLag = watchEventLoopLag();
  return () => {
    const { user, system } = process.cpuUsage(cpuBefore);
    return {
      cpuShare: (user + system) / 1_000 / (performance.now() - beganAtMs),
      eventLoopUtilisation: performance.eventLoopUtilization(loopBefore).utilization,
      lagMs: endLag(),
    };
  };
}
