/** Says what was the bottleneck, if anything, and what to do so that the next run is not spoiled by the same. */
import { count, milliseconds, share } from '../format.ts';
import type { ProcessLoad } from './process-load.ts';

/** A process that is busier than this share of a core does not do all that it is asked to in time. */
const BUSY_SHARE = 0.9;
/** Less than this of all cores idle is none. */
const IDLE_SHARE = 0.03;
/** How late a process may see what arrived: beside what it measures, and below a few milliseconds at all. */
const LAG_SHARE = 0.25;
const LAG_LEAST_MS = 5;

const RELIEF = 'use more workers, fewer readers, or another machine for them with --url';

export interface VerdictEvidence {
  workers: readonly ProcessLoad[];
  /** Of one core; undefined where the server does not tell. */
  serverCpuShare: number | undefined;
  machineIdleShare: number;
  timeToVisibleP99Ms: number;
  lost: number;
  pending: number;
}

export interface Verdict {
  bottleneck: 'none' | 'server' | 'generator' | 'machine';
  /** Why, and whatever else is to be known before the figures are believed. */
  sentences: string[];
}

export function verdictOf(evidence: VerdictEvidence): Verdict {
  const generator = generatorSentences(evidence);
  const machine = machineSentences(evidence);
  const server = serverSentences(evidence);
  const limits = [...generator, ...machine, ...server];
  return {
    bottleneck:
      generator.length > 0
        ? 'generator'
        : machine.length > 0
          ? 'machine'
          : server.length > 0
            ? 'server'
            : 'none',
    sentences: [
      ...(limits.length > 0 ? limits : ['Neither the server nor the readers were at their limit.']),
      ...lossSentences(evidence),
    ],
  };
}

function generatorSentences({ workers, serverCpuShare, timeToVisibleP99Ms }: VerdictEvidence): string[] {
  const sentences: string[] = [];
  const busiest = Math.max(...workers.map(({ cpuShare, eventLoopUtilisation }) => Math.max(cpuShare, eventLoopUtilisation))); // prettier-ignore
  if (busiest > BUSY_SHARE && !(serverCpuShare !== undefined && serverCpuShare > BUSY_SHARE)) {
    sentences.push(
      `The readers rather than the server were the bottleneck: one of their processes was busy for ${share(busiest, 0)} of the time; ${RELIEF}.`,
    );
  }
  const lagMs = Math.max(...workers.map((worker) => worker.lagMs.p99));
  if (lagMs > Math.max(LAG_LEAST_MS, LAG_SHARE * timeToVisibleP99Ms)) {
    sentences.push(
      `The times to visible are in part the readers' own: a process of theirs ran ${milliseconds(lagMs)} late (p99) beside a p99 of ${milliseconds(timeToVisibleP99Ms)}; ${RELIEF}.`,
    );
  }
  return sentences;
}

function machineSentences({ machineIdleShare }: VerdictEvidence): string[] {
  if (machineIdleShare >= IDLE_SHARE) return [];
  return [
    `This machine had no idle CPU left (${share(machineIdleShare)}), so that its processes took time from each other; use fewer readers, or another machine for them with --url.`,
  ];
}

function serverSentences({ serverCpuShare }: VerdictEvidence): string[] {
  if (serverCpuShare === undefined || serverCpuShare <= BUSY_SHARE) return [];
  return [`The server was full: its process took ${share(serverCpuShare, 0)} of a core.`];
}

function lossSentences({ lost, pending }: VerdictEvidence): string[] {
  const sentences: string[] = [];
  if (lost > 0) sentences.push(`Readers that read lost their connection ${count(lost)} times.`);
  if (pending > 0) {
    sentences.push(`${count(pending)} quotes were still not visible when waiting ended, and are in no time.`);
  }
  return sentences;
}
