/** A process of readers as the command sees it; it never outlives the command. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { WorkerQuestion, WorkerQuestions, WorkerRequest, WorkerResponse } from './worker-messages.ts';

const ENTRY = fileURLToPath(new URL('worker.ts', import.meta.url));

export class WorkerProcess {
  readonly #child: ChildProcess;

  constructor() {
    this.#child = fork(ENTRY, { execArgv: ['--import', 'tsx'] });
    // Many wait for it at once: every question, and its end.
    this.#child.setMaxListeners(0);
  }

  /** One question at a time. @throws Error with what the process says, or where it ends instead. */
  ask<Question extends WorkerQuestion>(
    request: WorkerRequest & { question: Question },
  ): Promise<WorkerQuestions[Question]['answer']> {
    return new Promise((resolve, reject) => {
      const child = this.#child;
      const onExit = () => reject(new Error('A process of readers ended early.'));
      if (child.exitCode !== null || child.signalCode !== null) return onExit();
      child.once('exit', onExit);
      child.once('message', (response: WorkerResponse) => {
        child.off('exit', onExit);
        if ('error' in response) reject(new Error(response.error));
        else resolve(response.answer as WorkerQuestions[Question]['answer']);
      });
      child.send(request);
    });
  }

  async end(): Promise<void> {
    const child = this.#child;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    // Nothing in it needs to be taken leave of, and a busy one would be long about it.
    child.kill('SIGKILL');
    await ended;
  }
}
