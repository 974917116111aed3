import { expect, test } from 'vitest';
import { sampleResult } from '../test/sample-result.ts';
import { commandOf } from './command.ts';
import { parseOptions } from './options.ts';

test('The command asks for the same comparison again.', () => {
  const [, args = ''] = commandOf(sampleResult().config).split(' -- ');
  expect(parseOptions(args.split(' '))).toMatchObject({
    options: {
      lanes: ['short-poll', 'socket-io'],
      intervalMs: 1_000,
      durationS: 40,
      warmupS: 3,
      server: { kind: 'own', symbols: 50, quotesPerSecond: 100, seed: 1 },
      network: { kind: 'custom', delayMs: 20, jitterMs: 0 },
    },
  });
});

test('Against a running server, the command sets only what that server leaves open.', () => {
  const config = {
    ...sampleResult().config,
    ...{ symbols: null, quotesPerSecond: null, seed: null, delayMs: null, jitterMs: null },
    url: 'http://localhost:3000',
  };
  const [, args = ''] = commandOf(config).split(' -- ');
  expect(parseOptions(args.split(' '))).toMatchObject({
    options: { server: { kind: 'running' }, network: { kind: 'as-it-is' } },
  });
});
