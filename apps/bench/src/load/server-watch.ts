/** What the server says of itself while it is under load: by its status, and by its metrics where it is our own. */
import { StatusSchema } from '@tickrace/protocol';
import type { LightLane } from '@tickrace/lanes/node';
import { answerOf, askServer } from '../ask-server.ts';
import { pause } from '../waiting.ts';
import { metricIn } from './prometheus-text.ts';

export interface ServerSample {
  /** When the answer was there, on this process's monotonic clock. */
  atMs: number;
  seq: number;
  flushIntervalMs: number;
  /** User and system time of its process so far; undefined where it is not told, as are the next two. */
  cpuSeconds: number | undefined;
  residentBytes: number | undefined;
  /** Readers of the lane that are held back. */
  held: number | undefined;
}

const LOOK_EVERY_MS = 500;

/** @throws with one sentence where there is no server, or it does not answer in time */
export async function sampleServer(
  { origin, isOwn }: { origin: string; isOwn: boolean },
  lane: LightLane,
): Promise<ServerSample> {
  const { seq, flushIntervalMs } = await askServer(StatusSchema, new URL('/api/status', origin));
  const metrics = isOwn ? await (await answerOf(new URL('/metrics', origin))).text() : '';
  return {
    atMs: performance.now(),
    seq,
    flushIntervalMs,
    cpuSeconds: metricIn(metrics, 'process_cpu_seconds_total'),
    residentBytes: metricIn(metrics, 'process_resident_memory_bytes'),
    held: metricIn(metrics, 'tickrace_readers', { lane, place: 'held' }),
  };
}

/**
 * Samples for so long, the ends included.
 * @throws the signal's reason when it is aborted
 */
export async function watchServer(
  sample: () => Promise<ServerSample>,
  { durationMs, signal }: { durationMs: number; signal: AbortSignal },
): Promise<ServerSample[]> {
  const endAtMs = performance.now() + durationMs;
  const samples = [await sample()];
  for (;;) {
    const leftMs = endAtMs - performance.now();
    if (leftMs <= 0) break;
    await pause(Math.min(LOOK_EVERY_MS, leftMs), signal);
    samples.push(await sample());
  }
  return samples;
}
