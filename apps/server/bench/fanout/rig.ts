/** One server and its readers, a process each: publishes when told to, and checks that every reader got everything. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { ReadersQuestion, ReadersTally } from './readers.ts';
import type { Published, ServerQuestion, ServerUsage } from './server.ts';
import { VARIANTS, type VariantName } from './variants.ts';

/** What became of some messages that were published to all readers. */
export interface Delivery {
  elapsedMs: number;
  /** Messages times readers. */
  messages: number;
  /** User and system time of the server's process, and of the readers'. */
  serverCpuUs: number;
  readersCpuUs: number;
  wireBytes: number;
  /** From publication to receipt, of a sample of the readers. */
  latenciesMs: number[];
}

const LONGEST_DRAIN_MS = 30_000;
const LONGEST_SILENCE_MS = 180_000;

export class Rig {
  readonly #server: ChildProcess;
  readonly #crowd: ChildProcess;

  private constructor(server: ChildProcess, crowd: ChildProcess) {
    this.#server = server;
    this.#crowd = crowd;
  }

  /** Ready when the server has admitted all readers. */
  static async start(variant: VariantName, readers: number): Promise<Rig> {
    const server = start('server.ts', [variant]);
    try {
      const { port } = await next<{ port: number }>(server);
      const crowd = start('readers.ts', [String(port), String(readers), VARIANTS[variant].protocol]);
      const rig = new Rig(server, crowd);
      await next(crowd).catch((error: unknown) => rig.end().then(() => Promise.reject(error)));
      return rig;
    } catch (error) {
      await end(server);
      throw error;
    }
  }

  /** @throws Error where a reader is lost, or has not got exactly as many messages as there were. */
  async publish(question: { messages: number; intervalMs: number }): Promise<Delivery> {
    await ask(this.#crowd, 'reset');
    const before = await ask<ServerUsage>(this.#server, 'usage');
    const { elapsedMs } = await ask<Published>(this.#server, { publish: question });
    await this.#everythingArrived(question.messages);
    const after = await ask<ServerUsage>(this.#server, 'usage');
    const { messages, wireBytes, latenciesMs, cpuUs } = await ask<ReadersTally>(this.#crowd, 'latencies');
    const serverCpuUs = after.cpuUs - before.cpuUs;
    return { elapsedMs, messages, serverCpuUs, readersCpuUs: cpuUs, wireBytes, latenciesMs };
  }

  async end(): Promise<void> {
    await Promise.all([end(this.#server), end(this.#crowd)]);
  }

  async #everythingArrived(messages: number): Promise<void> {
    const givesUpAtMs = performance.now() + LONGEST_DRAIN_MS;
    for (;;) {
      const { least, most, closed } = await ask<ReadersTally>(this.#crowd, 'tally');
      if (least === messages && most === messages && closed === 0) return;
      if (most > messages || closed > 0 || performance.now() > givesUpAtMs) {
        throw new Error(
          `Of ${messages} messages, readers got ${least} to ${most}; ${closed} readers were lost.`,
        );
      }
      await setTimeout(20);
    }
  }
}

function start(file: string, parameters: string[]): ChildProcess {
  const path = fileURLToPath(new URL(file, import.meta.url));
  return fork(path, parameters, { execArgv: ['--import', 'tsx'] });
}

async function ask<Answer>(child: ChildProcess, question: ServerQuestion | ReadersQuestion): Promise<Answer> {
  const answer = next<Answer>(child);
  child.send(question);
  return answer;
}

/** What the process says next. @throws Error where it ends instead, or says nothing for three minutes. */
async function next<Answer>(child: ChildProcess): Promise<Answer> {
  const over = new AbortController();
  const signal = AbortSignal.any([over.signal, AbortSignal.timeout(LONGEST_SILENCE_MS)]);
  const ended = once(child, 'exit', { signal }).then(() => {
    throw new Error('A process of the benchmark ended early.');
  });
  ended.catch(() => undefined);
  try {
    const [message] = (await Promise.race([once(child, 'message', { signal }), ended])) as [Answer];
    return message;
  } finally {
    over.abort();
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill();
  await exited;
}
