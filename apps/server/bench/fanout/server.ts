/** The process of one server: it publishes when asked to, at its own pace, and says what CPU time it has used. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { frameSource } from './frames.ts';
import { VARIANTS, type VariantName } from './variants.ts';

export type ServerQuestion = { publish: { messages: number; intervalMs: number } } | 'usage';

export interface Published {
  elapsedMs: number;
}

export interface ServerUsage {
  /** User and system time since the process began. */
  cpuUs: number;
}

const variant = VARIANTS[process.argv[2] as VariantName];
const nextFrame = frameSource(variant.quotesPerMessage);
const server = createServer();
const tell = await variant.serve(server);
process.on('message', (question: ServerQuestion) => void answer(question));
process.on('disconnect', () => process.exit());
server.listen(0, '127.0.0.1', () => say({ port: (server.address() as AddressInfo).port }));

async function answer(question: ServerQuestion): Promise<void> {
  if (question === 'usage') {
    const { user, system } = process.cpuUsage();
    return say({ cpuUs: user + system });
  }
  const { messages, intervalMs } = question.publish;
  const beganAtMs = performance.now();
  for (let message = 0; message < messages; message += 1) {
    tell(nextFrame());
    const nextInMs = beganAtMs + (message + 1) * intervalMs - performance.now();
    // Even where the next one is late already, so that the event loop gets its turn.
    await setTimeout(Math.max(0, nextInMs));
  }
  say({ elapsedMs: performance.now() - beganAtMs });
}

function say(message: { port: number } | Published | ServerUsage): void {
  process.send?.(message);
}
