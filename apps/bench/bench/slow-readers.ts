/**
 * What slow readers cost the others: the same load without and with them, in turn, and the ratio of the others' p99.
 *
 *   npm run bench slow-readers -- [--rounds N] [--json FILE] [any option of npm run load]
 *
 * A first load with slow readers is not counted: on a virtual machine, memory that was never used before is slow the
 * first time, and their share of it, the kernel's buffers, is what they cost most.
 */
import { ensureBuilt } from '../../../scripts/build.mjs';
import { numberOf, readOptions } from '../src/command-line.ts';
import { decimal, milliseconds } from '../src/format.ts';
import { LOAD_OPTION_NAMES, parseLoadOptions, type LoadOptions } from '../src/load/load-options.ts';
import { runLoad } from '../src/load/load-run.ts';
import type { LoadResult } from '../src/load/load-result-schema.ts';
import { STDOUT, writeOutputFile } from '../src/output-file.ts';
import { LineProgress } from '../src/progress.ts';
import { runCommand } from '../src/run-command.ts';
import { textTable } from '../src/text-table.ts';

const ROUNDS = { fallback: 3, minimum: 1, maximum: 20, whole: true } as const;

/** A load that fills the kernel's buffers of whoever does not read within seconds. */
const DEFAULTS = { readers: '1000', slow: '100', rate: '1000' };

runCommand(async (signal) => {
  const given = readOptions(process.argv.slice(2), ['rounds', ...LOAD_OPTION_NAMES]);
  const rounds = numberOf(given, 'rounds', ROUNDS);
  const { rounds: _, json, ...load } = { ...DEFAULTS, ...given };
  const parsed = parseLoadOptions(Object.entries(load).map(([name, value]) => `--${name}=${value}`));
  if (parsed.kind === 'help') return;
  const { options } = parsed;
  await ensureBuilt();
  const run = (slow: number): Promise<LoadResult> =>
    runLoad({ ...options, slow }, { progress: new LineProgress(process.stderr), signal });
  await run(options.slow);
  const without: LoadResult[] = [];
  const withSlow: LoadResult[] = [];
  for (let round = 0; round < rounds; round += 1) {
    without.push(await run(0));
    withSlow.push(await run(options.slow));
  }
  const report = reportOf(options, without, withSlow);
  writeOutputFile(json, `${JSON.stringify(report, null, 2)}\n`);
  if (json !== STDOUT) console.log(summaryOf(report, without, withSlow));
});

function reportOf(
  { lane, readers, slow }: LoadOptions,
  without: readonly LoadResult[],
  withSlow: readonly LoadResult[],
) {
  const p99Ms = { without: medianP99Ms(without), withSlow: medianP99Ms(withSlow) };
  return {
    version: 1,
    lane,
    readers,
    slow,
    rounds: without.length,
    p99Ms,
    ratio: p99Ms.withSlow / p99Ms.without,
  };
}

function summaryOf(
  { lane, readers, slow, ratio }: ReturnType<typeof reportOf>,
  without: readonly LoadResult[],
  withSlow: readonly LoadResult[],
): string {
  const rows = without.flatMap((result, round) => [rowOf(round, result), rowOf(round, withSlow[round]!)]);
  const columns = ['round', 'slow', 'p50', 'p99', 'max', 'server CPU', 'memory in the end', 'lost'];
  return [
    `${lane}: ${readers} readers, without slow ones and with ${slow}`,
    '',
    textTable(columns, rows),
    '',
    `The p99 of the others with slow readers is ${decimal(ratio, 2)} of theirs without (medians).`,
  ].join('\n');
}

function rowOf(round: number, { config, timeToVisibleMs, server, readers }: LoadResult): string[] {
  const { p50, p99, max } = timeToVisibleMs;
  return [
    String(round + 1),
    String(config.slow),
    milliseconds(p50),
    milliseconds(p99),
    milliseconds(max),
    `${decimal(server && server.cpuShare * 100, 0)} %`,
    `${decimal(server && server.residentBytes.end / 1e6, 0)} MB`,
    String(readers.lost),
  ];
}

function medianP99Ms(results: readonly LoadResult[]): number {
  const ascending = results.map(({ timeToVisibleMs }) => timeToVisibleMs.p99 ?? NaN).sort((a, b) => a - b);
  const middle = ascending.length / 2;
  return (ascending[Math.ceil(middle) - 1]! + ascending[Math.floor(middle)]!) / 2;
}
