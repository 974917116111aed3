/** One load from start to end: opens the server, lets readers come, measures, and leaves no process behind. */
import { readEnvironment } from '../environment.ts';
import { startOwnServer, type OwnServer } from '../own-server.ts';
import type { Progress } from '../progress.ts';
import { pause, unlessAborted } from '../waiting.ts';
import type { LoadOptions } from './load-options.ts';
import { loadResultOf, type MeasuredLoad } from './load-result.ts';
import type { LoadResult } from './load-result-schema.ts';
import { watchMachineIdle } from './machine-idle.ts';
import { sampleServer, watchServer } from './server-watch.ts';
import type { WorkerTask } from './worker-messages.ts';
import { WorkerProcess } from './worker-process.ts';

/** For memory and the flush interval to become what they are under this load. */
const SETTLE_MS = 2_000;
/** Timed readers in each process. */
const FEEDS = 5;

interface Watch {
  progress: Progress;
  signal: AbortSignal;
}

/** @throws with one sentence where it cannot be measured, and the signal's reason when that is aborted */
export async function runLoad(options: LoadOptions, watch: Watch): Promise<LoadResult> {
  const environment = readEnvironment(new Date());
  const workers: WorkerProcess[] = [];
  let own: OwnServer | undefined;
  watch.progress.stage('starting');
  try {
    const { server } = options;
    if (server.kind === 'own') own = await startOwnServer(server, { isShaped: false });
    watch.signal.throwIfAborted();
    const origin = server.kind === 'own' ? own!.origin : server.url;
    const target = { origin, isOwn: server.kind === 'own' };
    const sample = () => sampleServer(target, options.lane);
    const before = await sample();
    for (let worker = 0; worker < options.workers; worker += 1) workers.push(new WorkerProcess());
    const measured = await measure(workers, { options, origin, sample, ...watch });
    return loadResultOf({ options, environment, before, timedReaders: FEEDS * workers.length, ...measured });
  } finally {
    watch.progress.end();
    await Promise.all([...workers.map((worker) => worker.end()), own?.end()]);
  }
}

interface Stretch extends Watch {
  options: LoadOptions;
  origin: string;
  sample: () => ReturnType<typeof sampleServer>;
}

async function measure(
  workers: readonly WorkerProcess[],
  { options, origin, sample, progress, signal }: Stretch,
): Promise<Pick<MeasuredLoad, 'reports' | 'times' | 'samples' | 'machineIdleShare'>> {
  const { readers, rampS, durationS } = options;
  const all = <Answer>(ask: (worker: WorkerProcess, index: number) => Promise<Answer>) =>
    unlessAborted(Promise.all(workers.map(ask)), signal);
  progress.stage(`${readers} readers connect`, rampS * 1_000);
  const tasks = tasksOf(options, origin);
  await all((worker, index) => worker.ask({ question: 'connect', task: tasks[index]! }));
  progress.stage('settling', SETTLE_MS);
  await pause(SETTLE_MS, signal);
  const durationMs = durationS * 1_000;
  progress.stage('measuring', durationMs);
  const endIdle = watchMachineIdle();
  await all((worker) => worker.ask({ question: 'begin' }));
  const samples = await watchServer(sample, { durationMs, signal });
  const reports = await all((worker) => worker.ask({ question: 'finish' }));
  const machineIdleShare = endIdle();
  progress.stage('waiting for the last quotes');
  const times = await all((worker) => worker.ask({ question: 'times' }));
  return { reports, times, samples, machineIdleShare };
}

/** Each process's share; their timed readers join from first to last, so that every place in a sweep is seen. */
function tasksOf(options: LoadOptions, origin: string): WorkerTask[] {
  const { lane, readers, slow, intervalMs, rampS, workers } = options;
  const run = Math.random().toString(36).slice(2, 10);
  const shareOf = (whole: number, index: number) =>
    Math.floor(((index + 1) * whole) / workers) - Math.floor((index * whole) / workers);
  return Array.from({ length: workers }, (_, index) => ({
    lane,
    origin,
    reader: `load${run}w${index}`,
    readers: shareOf(readers, index),
    slow: shareOf(slow, index),
    intervalMs,
    rampMs: rampS * 1_000,
    feeds: FEEDS,
    joinAt: workers === 1 ? 0.5 : index / (workers - 1),
  }));
}
