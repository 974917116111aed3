/** Structured logs on stderr: for people in a terminal, as JSON lines elsewhere. */
import pretty from 'pino-pretty';
import type { Config } from './config.ts';

export function loggerOptions(level: Config['logLevel']) {
  const stream = process.stderr.isTTY
    ? pretty({ destination: 2, ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss.l' })
    : process.stderr;
  return { level, stream };
}
