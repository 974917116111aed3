/** The machine that a comparison ran on. */
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';
import type { Result } from './result-schema.ts';

export function readEnvironment(startedAt: Date): Result['environment'] {
  return {
    node: process.version,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    os: `${type()} ${release()} ${process.arch}`,
    startedAt: startedAt.toISOString(),
  };
}
