import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const script = fileURLToPath(new URL('market-csv.ts', import.meta.url));

interface Outcome {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the command to its end, or closes its stdout after the first chunk as `| head` does. */
function run(args: string[], reading: 'all' | 'first-chunk' = 'all'): Promise<Outcome> {
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    if (reading === 'first-chunk') child.stdout.destroy();
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
}

describe('the market as CSV', { timeout: 30_000 }, () => {
  it('holds the quotes of so many minutes of market time under a header, the same at every run', async () => {
    const args = ['--seed', '7', '--minutes', '60', '--symbols', '50'];
    const [first, second] = await Promise.all([run(args), run(args)]);
    expect(first).toMatchObject({ exitCode: 0, stderr: '' });
    expect(second.stdout).toBe(first.stdout);
    const lines = first.stdout.split('\n');
    expect(lines[0]).toBe('seq,symbol,rev,marketMs,bid,ask,last,size,volume');
    expect(lines.at(-1)).toBe('');
    const rows = lines.slice(1, -1).map((line) => line.split(','));
    expect(rows.every((row, index) => row.length === 9 && row[0] === String(index + 1))).toBe(true);
    expect(Math.abs(rows.length / 6_000 - 1)).toBeLessThan(0.05);
    expect(new Set(rows.map((row) => row[1])).size).toBe(50);
    const lastMs = Number(rows.at(-1)?.[3]);
    expect(lastMs).toBeLessThan(3_600_000);
    expect(lastMs).toBeGreaterThan(3_500_000);
  });

  it('follows the seed, the scenario, the symbols and the rate', async () => {
    const base = ['--minutes', '20', '--symbols', '10', '--quotes-per-second', '2'];
    const outcomes = await Promise.all([
      run([...base, '--seed', '1']),
      run([...base, '--seed', '2']),
      run([...base, '--seed', '1', '--scenario', 'volatile']),
    ]);
    const texts = outcomes.map(({ stdout }) => stdout);
    expect(new Set(texts).size).toBe(3);
    const rows = texts[0]!.split('\n').length - 2;
    expect(Math.abs(rows / 2_400 - 1)).toBeLessThan(0.15);
    expect(
      new Set(
        texts[0]!
          .split('\n')
          .slice(1, -1)
          .map((line) => line.split(',')[1]),
      ).size,
    ).toBe(10);
  });

  it('ends without complaint when its reader has seen enough', async () => {
    const outcome = await run(['--minutes', '100000000'], 'first-chunk');
    expect(outcome).toMatchObject({ exitCode: 0, stderr: '' });
    expect(outcome.stdout).toMatch(/^seq,symbol/);
  });

  it('explains itself', async () => {
    const { exitCode, stdout, stderr } = await run(['--help']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    for (const option of ['seed', 'minutes', 'symbols', 'scenario', 'quotes-per-second']) {
      expect(stdout).toContain(`--${option}`);
    }
    expect(stdout).toContain('MARKET time');
  });

  it.each<[string[], RegExp]>([
    [['--sed', '7'], /^Unknown option '--sed'; --help lists the options\.\n$/],
    [['--seed'], /^Option '--seed <value>' argument missing; --help lists the options\.\n$/],
    [['--seed', 'abc'], /^--seed must be a number, not 'abc'\.\n$/],
    [['--symbols', '0'], /^The number of symbols must be a whole number from 1 to 2000, not 0\.\n$/],
    [['--minutes', '0'], /^--minutes must be above 0 and finite, not 0\.\n$/],
    [['--scenario', 'sleepy'], /^--scenario must be one of calm, .*, not 'sleepy'\.\n$/],
    [['stray'], /^Unexpected argument 'stray'; --help lists the options\.\n$/],
  ])('answers %o with one sentence and exit code 1', async (args, sentence) => {
    const { exitCode, stdout, stderr } = await run(args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toMatch(sentence);
  });
});
