/** What the command asks a process of readers, and what that answers: one answer to every question, in order. */
import type { CrowdOptions, CrowdTally } from './crowd.ts';
import type { ProcessLoad } from './process-load.ts';
import type { Times } from './timed-feeds.ts';

export interface WorkerTask extends CrowdOptions {
  rampMs: number;
  /** Timed readers, and after which share (0 .. 1) of the others they join. */
  feeds: number;
  joinAt: number;
}

export interface WorkerQuestions {
  /** Answered when all of its readers have been admitted and the timed ones could measure. */
  connect: { task: WorkerTask; answer: null };
  begin: { answer: null };
  /** Ends the stretch of measuring. */
  finish: { answer: WorkerReport };
  /** Answered when the last quotes are visible. */
  times: { answer: Times };
}

export interface WorkerReport {
  tally: CrowdTally;
  elapsedMs: number;
  load: ProcessLoad;
}

export type WorkerQuestion = keyof WorkerQuestions;

export type WorkerRequest =
  { question: 'connect'; task: WorkerTask } | { question: Exclude<WorkerQuestion, 'connect'> };

export type WorkerResponse = { answer: WorkerQuestions[WorkerQuestion]['answer'] } | { error: string };
