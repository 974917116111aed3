import { describe, expect, test } from 'vitest';
import { OptionError } from '../command-line.ts';
import { parseLoadOptions, type LoadOptions } from './load-options.ts';

function parsed(...args: string[]): LoadOptions {
  const result = parseLoadOptions(args);
  if (result.kind !== 'load') throw new Error('Help was asked for.');
  return result.options;
}

test('Without options, a thousand Socket.IO readers in several processes load a server of our own.', () => {
  const { workers, ...options } = parsed();
  expect(options).toMatchObject({ lane: 'socket-io', readers: 1_000, slow: 0, durationS: 15, rampS: 5 });
  expect(options.server).toMatchObject({ kind: 'own', symbols: 50, quotesPerSecond: 100 });
  expect(workers).toBeGreaterThanOrEqual(2);
});

test('Each option reaches its place.', () => {
  const crowd = [
    '--lane',
    'short-poll',
    '--readers',
    '20',
    '--slow=4',
    '--workers',
    '3',
    '--interval',
    '250',
  ];
  const market = ['--symbols', '7', '--rate=0.5', '--seed', '3'];
  expect(parsed(...crowd, ...market, '--duration', '2', '--ramp=0', '--json', '-')).toEqual({
    lane: 'short-poll',
    readers: 20,
    slow: 4,
    durationS: 2,
    rampS: 0,
    intervalMs: 250,
    workers: 3,
    server: { kind: 'own', symbols: 7, quotesPerSecond: 0.5, seed: 3 },
    json: '-',
  });
});

test('A running server is named by its origin.', () => {
  expect(parsed('--url', 'http://localhost:3000/').server).toEqual({
    kind: 'running',
    url: 'http://localhost:3000',
  });
});

test('Help is given whatever else is asked for.', () => {
  expect(parseLoadOptions(['--lane', 'fax', '--help'])).toEqual({ kind: 'help' });
});

describe('Refused in one sentence', () => {
  test.each([
    [['--lane', 'manual'], 'refreshed by people'],
    [['--lane', 'fax'], '--lane knows short-poll, conditional-poll'],
    [['--readers', '20001'], '--readers must be a whole number from 1 to 20000, not "20001"'],
    [['--readers', '5', '--slow', '6'], '--slow must be at most the 5 readers, not "6"'],
    [['--workers', '0'], '--workers'],
    [['--ramp', '-1'], '--ramp'],
    [['--url', 'https://localhost'], 'know no TLS'],
    [['--url', 'http://localhost:3000', '--rate', '5'], '--rate is set by the server'],
    [['--network', 'lan'], '--network'],
  ])('%j', (args, part) => {
    let message = '';
    try {
      parseLoadOptions(args);
    } catch (error) {
      expect(error).toBeInstanceOf(OptionError);
      message = (error as Error).message;
    }
    expect(message).toContain(part);
    expect(message).toMatch(/^[^\n]+\.$/);
  });
});
