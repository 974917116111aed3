import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../test/temporary-folder.ts';
import { parseConfig, type Config } from './config.ts';
import { chooseOpening, openAt, openingFile, openingMemory } from './market-opening.ts';

const NOW_MS = 1_700_000_000_000;

function configOf(...argv: string[]): Config {
  const parsed = parseConfig(argv, {});
  if (parsed.kind !== 'config') throw new Error('help was asked for');
  return parsed.config;
}

describe('chooseOpening', () => {
  it('opens as long ago as the tape is long where nothing is remembered', () => {
    expect(chooseOpening(configOf(), NOW_MS, undefined).openedAtMs).toBe(NOW_MS - 300_000);
  });

  it('continues the remembered market, whatever time has passed that can be replayed', () => {
    const remembered = openAt(configOf(), NOW_MS - 3_600_000);
    expect(chooseOpening(configOf(), NOW_MS, remembered)).toBe(remembered);
  });

  it.each(['--seed=2', '--symbols=51', '--quotes-per-second=99', '--market-speed=61', '--scenario=calm'])(
    'opens anew, under another tape id, where the market is another: %s',
    (flag) => {
      const remembered = openAt(configOf(), NOW_MS - 300_000);
      const opening = chooseOpening(configOf(flag), NOW_MS, remembered);
      expect(opening.tapeId).not.toBe(remembered.tapeId);
    },
  );

  it('continues where only port, length of tape or log level differ', () => {
    const remembered = openAt(configOf(), NOW_MS - 1_000);
    const config = configOf('--port=3001', '--tape-minutes=9', '--log-level=info');
    expect(chooseOpening(config, NOW_MS, remembered)).toBe(remembered);
  });

  it('opens anew where the replay would be too long, or the market opened in the future', () => {
    const config = configOf('--quotes-per-second=1000');
    expect(chooseOpening(config, NOW_MS, openAt(config, NOW_MS - 2_000_001)).openedAtMs).toBe(
      NOW_MS - 300_000,
    );
    expect(chooseOpening(config, NOW_MS, openAt(config, NOW_MS + 1)).openedAtMs).toBe(NOW_MS - 300_000);
  });

  it('shortens the history where quotes are too many', () => {
    const config = configOf('--quotes-per-second=20000', '--tape-minutes=60');
    expect(chooseOpening(config, NOW_MS, undefined).openedAtMs).toBe(NOW_MS - 100_000);
  });
});

describe('openingMemory', () => {
  const memoryIn = (file: string | undefined) => {
    const troubles: unknown[] = [];
    return { troubles, memory: openingMemory(file, (error) => troubles.push(error)) };
  };

  it('recalls what it was given last, in a folder made for it, without a trace of drafts', () => {
    const file = join(temporaryFolder(), 'deeper', 'port-3000.json');
    const { memory, troubles } = memoryIn(file);
    expect(memory.recall()).toBeUndefined();
    const opening = openAt(configOf(), NOW_MS);
    memory.remember(opening);
    memory.remember({ ...opening, openedAtMs: NOW_MS + 5 });
    expect(memory.recall()).toEqual({ ...opening, openedAtMs: NOW_MS + 5 });
    expect(readdirSync(join(file, '..'))).toEqual(['port-3000.json']);
    expect(troubles).toEqual([]);
  });

  it.each([
    '',
    '{',
    '[]',
    '{"version":1}',
    '{"version":2,"market":"","tapeId":"0123456789ab","openedAtMs":1}',
  ])('recalls nothing and reports it where the file holds %j', (text) => {
    const file = join(temporaryFolder(), 'port-3000.json');
    writeFileSync(file, text);
    const { memory, troubles } = memoryIn(file);
    expect(memory.recall()).toBeUndefined();
    expect(troubles).toHaveLength(1);
  });

  it('reports that it cannot write, and goes on', () => {
    const inTheWay = join(temporaryFolder(), 'file');
    writeFileSync(inTheWay, '');
    const { memory, troubles } = memoryIn(join(inTheWay, 'port-1.json'));
    memory.remember(openAt(configOf(), NOW_MS));
    expect(troubles).toHaveLength(1);
  });

  it('remembers nothing without a file', () => {
    const { memory, troubles } = memoryIn(undefined);
    memory.remember(openAt(configOf(), NOW_MS));
    expect(memory.recall()).toBeUndefined();
    expect(troubles).toEqual([]);
  });

  it('is one file per port', () => {
    expect(openingFile(3000)).not.toBe(openingFile(3001));
  });
});
