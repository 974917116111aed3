/**
 * Theory against measurement over the whole grid: every lane at 20, 100 and 200 quotes/s and polling intervals of
 * 500, 1000 and 2000 ms, with 40 ms of delay each way. A run that its own checks spoil is run again at the end.
 *
 *   npm run bench theory -- [--quick] [--duration S] [--json FILE]
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ensureBuilt } from '../../../scripts/build.mjs';
import { agreementOf, type Agreement, type LaneAgreement } from '../src/agreement.ts';
import { labelOf } from '../src/bench-lane.ts';
import { commandOf } from '../src/command.ts';
import { compare } from '../src/comparison.ts';
import { decimal, deviation, milliseconds } from '../src/format.ts';
import { parseOptions } from '../src/options.ts';
import { LineProgress } from '../src/progress.ts';
import type { LaneResult, Result } from '../src/result-schema.ts';
import { textTable } from '../src/text-table.ts';

const RATES = [20, 100, 200];
const INTERVALS_MS = [500, 1_000, 2_000];
const DELAY_MS = 40;
const DURATION_S = 60;
const QUICK_DURATION_S = 10;
/** Runs of one cell at most, where the machine is too busy. */
const MOST_RUNS = 3;

interface Cell {
  rate: number;
  intervalMs: number;
  runs: Result[];
}

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    duration: { type: 'string' },
    json: { type: 'string' },
  },
});
const durationS = Number(values.duration ?? (values.quick ? QUICK_DURATION_S : DURATION_S));

async function run({ rate, intervalMs, runs }: Cell): Promise<void> {
  const args = { rate, interval: intervalMs, delay: DELAY_MS, duration: durationS, symbols: 50, seed: 1 };
  const parsed = parseOptions(Object.entries(args).map(([name, value]) => `--${name}=${value}`));
  if (parsed.kind !== 'compare') return;
  console.error(`${rate} quotes/s, every ${intervalMs} ms, run ${runs.length + 1}:`);
  const progress = new LineProgress(process.stderr);
  runs.push(await compare(parsed.options, { progress, signal: new AbortController().signal }));
}

/** The last run that nothing spoiled, or else the last. */
function chosen({ runs }: Cell): Result {
  const result = runs.findLast(({ validity }) => validity.ok) ?? runs.at(-1);
  if (result === undefined) throw new Error('A cell of the grid was not run.');
  return result;
}

const VERDICTS = { within: '', chance: '~', off: '✗' };

const verdictOf = ({ meanTimeToVisibleMs, outOfDateFraction, meanNaiveLatencyMs }: LaneAgreement): string => {
  const verdicts = [meanTimeToVisibleMs, outOfDateFraction, meanNaiveLatencyMs].map(({ verdict }) => verdict);
  if (verdicts.includes('off')) return 'OUT OF TOLERANCE';
  return verdicts.includes('chance') ? 'within chance' : 'PASS';
};

function rowOf(lane: LaneResult, agreement: LaneAgreement): string[] {
  const { meanTimeToVisibleMs: mean, outOfDateFraction: share, meanNaiveLatencyMs: naive } = agreement;
  const relative = ({ difference, predicted, verdict }: Agreement) =>
    `${deviation(difference / predicted)}${VERDICTS[verdict]}`;
  const percent = (fraction: number) => decimal(fraction * 100, 1);
  return [
    labelOf(lane),
    milliseconds(mean.measured),
    milliseconds(mean.predicted),
    relative(mean),
    percent(share.measured),
    percent(share.predicted),
    `${share.difference < 0 ? '' : '+'}${percent(share.difference)}${VERDICTS[share.verdict]}`,
    milliseconds(naive.measured),
    milliseconds(naive.predicted),
    relative(naive),
    verdictOf(agreement),
  ];
}

const TITLES = [
  'lane',
  'time to visible\nmean',
  '\npredicted',
  '\nresidual',
  'out of date\n%',
  '\npredicted',
  '\nresidual, pp',
  'naive mean\n',
  '\npredicted',
  '\nresidual',
  '',
];

function show(cell: Cell): string[] {
  const result = chosen(cell);
  const rows = result.lanes.map((lane): [LaneResult, LaneAgreement] => [
    lane,
    agreementOf(lane, result.market, result.network.roundTripMs),
  ]);
  const { market, network, validity, environment, config } = result;
  console.log(`\n${cell.rate} quotes/s, polling every ${cell.intervalMs} ms\n`);
  console.log(
    textTable(
      TITLES,
      rows.map(([lane, agreement]) => rowOf(lane, agreement)),
    ),
  );
  console.log(`\n${commandOf(config)}`);
  console.log(
    `run ${cell.runs.indexOf(result) + 1} of ${cell.runs.length}, ${environment.startedAt}; ` +
      `${decimal(market.quotesPerSecond, 1)} quotes/s, round trip ${milliseconds(network.roundTripMs)}, ` +
      `event loops late by p99 ${milliseconds(validity.eventLoopLagMs.p99)} and ${milliseconds(validity.serverEventLoopLagMs.p99)}`,
  );
  for (const reason of validity.reasons) console.log(`doubtful: ${reason}`);
  return rows.map(([, agreement]) => verdictOf(agreement));
}

await ensureBuilt();
const cells = RATES.flatMap((rate) =>
  INTERVALS_MS.map((intervalMs): Cell => ({ rate, intervalMs, runs: [] })),
);
for (let round = 0; round < MOST_RUNS; round += 1) {
  for (const cell of cells) if (round === 0 || !chosen(cell).validity.ok) await run(cell);
}

const { environment } = chosen(cells[0]!);
console.log(`${environment.cpu}, ${environment.cores} cores, ${environment.os}, Node ${environment.node}`);
console.log(`${durationS} s each, ${DELAY_MS} ms each way, 50 symbols`);
console.log('~ beyond the tolerance, but within three standard errors of sampling; ✗ beyond both');
const verdicts = cells.flatMap(show);
const passed = verdicts.filter((verdict) => verdict === 'PASS').length;
const chance = verdicts.filter((verdict) => verdict === 'within chance').length;
console.log(
  `\n${verdicts.length} lines: ${passed} within tolerance, ${chance} beyond it but within chance, ${verdicts.length - passed - chance} out of tolerance.`,
);
if (values.json !== undefined) writeFileSync(values.json, JSON.stringify(cells.flatMap(({ runs }) => runs)));
