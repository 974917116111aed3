/** How many files a process may have open, connections among them: the machine's business, here only read. */
import { execFileSync } from 'node:child_process';

/** What a process needs besides its connections. */
const SPARE_FILES = 100;

/** Why a process cannot hold so many connections, in one sentence; undefined where it can. */
export function tooFewOpenFiles(connections: number): string | undefined {
  const needed = connections + SPARE_FILES;
  const limit = execFileSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' }).trim();
  if (limit === 'unlimited' || Number(limit) >= needed) return undefined;
  return `${connections} readers need ${needed} open files in one process; the limit is ${limit} (ulimit -n).`;
}
