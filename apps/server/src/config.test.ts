import { describe, expect, it } from 'vitest';
import { parseConfig, type Config } from './config.ts';

function settings(argv: string[], env: Record<string, string> = {}): Config {
  const parsed = parseConfig(argv, env);
  if (parsed.kind !== 'config') throw new Error('help was asked for');
  return parsed.config;
}

describe('parseConfig', () => {
  it('has a default for everything', () => {
    expect(settings([])).toEqual({
      port: 3000,
      host: '0.0.0.0',
      seed: 1,
      symbols: 50,
      quotesPerSecond: 100,
      marketSpeed: 60,
      scenario: 'busy',
      tapeMinutes: 5,
      shapedPort: 0,
      network: 'none',
      stalledReaderSeconds: 20,
      logLevel: 'warn',
    });
  });

  it('reads the environment, and takes an empty variable for an absent one', () => {
    const env = { PORT: '8080', QUOTES_PER_SECOND: ' 2.5 ', SCENARIO: 'calm', SEED: '' };
    expect(settings([], env)).toMatchObject({ port: 8080, quotesPerSecond: 2.5, scenario: 'calm', seed: 1 });
  });

  it('reads flags in both spellings, and prefers them to the environment', () => {
    const argv = ['--port', '3001', '--quotes-per-second=5000', '--host=127.0.0.1'];
    expect(settings(argv, { PORT: '8080', HOST: '::' })).toMatchObject({
      port: 3001,
      quotesPerSecond: 5000,
      host: '127.0.0.1',
    });
  });

  it.each([
    [['--port', 'abc'], '--port must be a whole number from 0 to 65535, not "abc".'],
    [['--port', '65536'], '--port must be a whole number from 0 to 65535, not "65536".'],
    [['--port=-1'], '--port must be a whole number from 0 to 65535, not "-1".'],
    [['--port='], '--port must be a whole number from 0 to 65535, not "".'],
    [['--port=0x10'], '--port must be a whole number from 0 to 65535, not "0x10".'],
    [['--symbols', '1.5'], '--symbols must be a whole number from 1 to 2000, not "1.5".'],
    [['--quotes-per-second', '0'], '--quotes-per-second must be a number from 0.1 to 20000, not "0".'],
    [
      ['--scenario', 'boom'],
      '--scenario must be one of calm, busy, volatile, flash-crash, halt, not "boom".',
    ],
    [['--shaped-port', '70000'], '--shaped-port must be a whole number from 0 to 65535, not "70000".'],
    [
      ['--network', '5g'],
      '--network must be one of none, lan, wifi, 4g, 3g, transatlantic, satellite, not "5g".',
    ],
    [['--network', '4g'], 'The network 4g needs a port to be met on; name one with --shaped-port.'],
    [['--seed'], '--seed needs a value: a whole number from 0 to 4294967295.'],
    [['--seed', '--port', '1'], '--seed needs a value: a whole number from 0 to 4294967295.'],
  ])('refuses %j in one sentence', (argv, sentence) => {
    expect(() => parseConfig(argv, {})).toThrow(sentence);
  });

  it('names the variable where the environment is wrong', () => {
    expect(() => parseConfig([], { TAPE_MINUTES: '61' })).toThrow(
      'TAPE_MINUTES must be a whole number from 1 to 60, not "61".',
    );
  });

  it('refuses a flag that does not exist and lists those that do', () => {
    expect(() => parseConfig(['--prot', '3001'], {})).toThrow(/^--prot is not a setting; there are --port, /);
  });

  it('lists every setting with its default on --help, whatever else is wrong', () => {
    const parsed = parseConfig(['--prot', '--help'], {});
    if (parsed.kind !== 'help') throw new Error('no help');
    for (const word of ['--port', 'PORT', '3000', '--tape-minutes', 'TAPE_MINUTES', '--log-level', 'busy']) {
      expect(parsed.text).toContain(word);
    }
  });
});
