/** How much of all cores had nothing to do over a stretch, whoever used the rest. */
import { cpus } from 'node:os';

/** Begins now; the function that it returns gives the share of all cores' time (0 .. 1) that was idle. */
export function watchMachineIdle(): () => number {
  const before = times();
  return () => {
    const after = times();
    const total = after.total - before.total;
    return total > 0 ? (after.idle - before.idle) / total : 1;
  };
}

function times(): { idle: number; total: number } {
  let idle = 0;
  let total = 0;
  for (const { times: core } of cpus()) {
    idle += core.idle;
    for (const ms of Object.values(core)) total += ms;
  }
  return { idle, total };
}
