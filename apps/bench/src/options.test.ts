import { describe, expect, test } from 'vitest';
import { DEFAULT_LANES } from './bench-lane.ts';
import { OptionError, parseOptions, type CompareOptions } from './options.ts';

function parsed(...args: string[]): CompareOptions {
  const result = parseOptions(args);
  if (result.kind !== 'compare') throw new Error('Help was asked for.');
  return result.options;
}

test('Without options, every lane and the short poll over new connections run for less than two minutes.', () => {
  const options = parsed();
  expect(options.lanes).toEqual(DEFAULT_LANES);
  expect(DEFAULT_LANES).toContain('short-poll.close');
  expect(DEFAULT_LANES).toHaveLength(9);
  expect(options.durationS + options.warmupS).toBeLessThan(90);
  expect(options.network).toEqual({ kind: 'custom', delayMs: 20, jitterMs: 0 });
  expect(options.server).toMatchObject({ kind: 'own', symbols: 50, quotesPerSecond: 100 });
});

test('Each option reaches its place.', () => {
  const market = ['--symbols', '7', '--rate=0.5', '--seed', '3'];
  const run = ['--lanes', 'sse,manual.close', '--interval', '250', '--duration=5', '--warmup', '0'];
  const files = ['--json', '-', '--csv', 'a.csv', '--html', 'a.html'];
  expect(parsed(...market, ...run, ...files, '--delay', '40', '--jitter', '5')).toEqual({
    lanes: ['sse', 'manual.close'],
    intervalMs: 250,
    durationS: 5,
    warmupS: 0,
    server: { kind: 'own', symbols: 7, quotesPerSecond: 0.5, seed: 3 },
    network: { kind: 'custom', delayMs: 40, jitterMs: 5 },
    json: '-',
    csv: 'a.csv',
    html: 'a.html',
  });
});

describe('The network', () => {
  test.each([
    [['--delay', '0'], { kind: 'direct' }],
    [['--delay', '0', '--jitter', '3'], { kind: 'custom', delayMs: 0, jitterMs: 3 }],
    [['--network', '3g'], { kind: 'profile', name: '3g' }],
    [['--network', 'none'], { kind: 'direct' }],
    [['--url', 'http://localhost:3000'], { kind: 'as-it-is' }],
    [['--url', 'http://localhost:3000', '--jitter', '3'], { kind: 'custom', delayMs: 0, jitterMs: 3 }],
  ])('%j is %j.', (args, network) => {
    expect(parsed(...args).network).toEqual(network);
  });
});

test('A running server is named by its origin.', () => {
  expect(parsed('--url', 'http://localhost:3000/?x').server).toEqual({
    kind: 'running',
    url: 'http://localhost:3000',
  });
});

test.each([['--help'], ['-h'], ['--lanes', 'nonsense', '--help']])('%j asks for help.', (...args) => {
  expect(parseOptions(args)).toEqual({ kind: 'help' });
});

test.each([
  [['--lanes', 'short-poll,fax'], '"fax"'],
  [['--lanes', 'sse.close'], '"sse.close"'],
  [['--lanes', 'sse,sse'], 'sse twice'],
  [['--interval', '10'], '--interval must be a number from 50 to 60000, not "10"'],
  [['--interval', '1e3'], '"1e3"'],
  [['--duration', ''], '--duration'],
  [['--symbols', '1.5'], '--symbols must be a whole number'],
  [['--delay', '20', '--network', '4g'], 'Choose either'],
  [['--network', '5g'], '--network knows none, lan'],
  [['--url', 'localhost:3000'], '--url must be an address'],
  [['--url', 'http://localhost:3000', '--seed', '2'], '--seed is set by the server'],
  [['--json', '-', '--csv', '-'], 'Only one of'],
  [['--duratoin', '4'], '--duratoin'],
  [['--duration'], '--duration'],
  [['sse'], 'sse'],
])('%j is refused in one sentence.', (args, part) => {
  let message = '';
  try {
    parseOptions(args);
  } catch (error) {
    expect(error).toBeInstanceOf(OptionError);
    message = (error as Error).message;
  }
  expect(message).toContain(part);
  expect(message).toMatch(/^[^\n]+\.$/);
});
