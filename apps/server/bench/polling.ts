/**
 * How many polls a core answers: with a snapshot that is serialised by its schema for every answer, with one that is
 * kept encoded, and with 304 where the reader holds it already.
 * `npm run bench polling -- [--symbols 100] [--rounds 3] [--seconds 5] [--json -]`.
 *
 * Connections stay open, and each asks again as soon as it has been answered. What is compared is the CPU time of the
 * server's process per answer; within a round the three take turns of a half second. The figures are medians of the
 * rounds.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { poll, type Answers, type PollerOptions } from './polling/poller.ts';
import type { Served, Usage } from './polling/server.ts';

/** Enough for the server always to have a question waiting: one that has to be woken up costs more. */
const CONNECTIONS = 64;
const WARM_UP_MS = 2_000;
const TURN_MS = 500;

/** For connections to be made, before anything is counted. */
const SETTLE_MS = 50;

const VARIANT_NAMES = ['schema-serialised', 'cached', 'not-modified'] as const;
type VariantName = (typeof VARIANT_NAMES)[number];

const { values } = parseArgs({
  options: {
    symbols: { type: 'string', default: '100' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '5' },
    json: { type: 'string' },
  },
});
const symbols = within('symbols', 1, 2_000);
const rounds = within('rounds', 1, 50);
const seconds = within('seconds', 1, 60);

const server = fork(fileURLToPath(new URL('polling/server.ts', import.meta.url)), [String(symbols)], {
  execArgv: ['--import', 'tsx'],
});
server.on('exit', () => {
  if (server.signalCode === null) throw new Error('The process of the server ended early.');
});
const { appPort, serialisingPort, bodyBytes } = await answerOf<Served>();
const pollers: Record<VariantName, PollerOptions> = {
  'schema-serialised': { port: serialisingPort, revalidates: false },
  cached: { port: appPort, revalidates: false },
  'not-modified': { port: appPort, revalidates: true },
};

const perCpuSecond = new Map<VariantName, number[]>(VARIANT_NAMES.map((name) => [name, []]));
for (const name of VARIANT_NAMES) await turnOf(name, WARM_UP_MS);
for (let round = 1; round <= rounds; round += 1) {
  const totals = new Map(VARIANT_NAMES.map((name) => [name, { answers: 0, cpuUs: 0, elapsedMs: 0 }]));
  for (let turn = 0; turn < (seconds * 1_000) / TURN_MS; turn += 1) {
    for (const [name, total] of totals) {
      const { answers, cpuUs, elapsedMs } = await turnOf(name, TURN_MS);
      total.answers += answers;
      total.cpuUs += cpuUs;
      total.elapsedMs += elapsedMs;
    }
  }
  for (const [name, { answers, cpuUs, elapsedMs }] of totals) {
    perCpuSecond.get(name)!.push((answers / cpuUs) * 1e6);
    const load = `server at ${Math.round(cpuUs / elapsedMs / 10)} % of a core`;
    console.error(
      `round ${round} of ${rounds}, ${name}: ${(cpuUs / answers).toFixed(1)} µs/answer (${load})`,
    );
  }
}
server.kill();

const report = {
  version: 1,
  symbols,
  bodyBytes,
  rounds,
  variants: Object.fromEntries(
    VARIANT_NAMES.map((name) => [name, { requestsPerCpuSecond: Math.round(median(name)) }]),
  ),
  ratios: {
    cachedToSchema: rounded(median('cached') / median('schema-serialised')),
    notModifiedToSchema: rounded(median('not-modified') / median('schema-serialised')),
  },
};
const json = `${JSON.stringify(report, undefined, 2)}\n`;
if (values.json === '-') process.stdout.write(json);
else if (values.json !== undefined) writeFileSync(values.json, json);
if (values.json !== '-') print();

interface Turn {
  answers: number;
  /** CPU time that the server's process took meanwhile. */
  cpuUs: number;
  elapsedMs: number;
}

/** @throws Error where the server does not answer in the way that is to be measured. */
async function turnOf(name: VariantName, forMs: number): Promise<Turn> {
  const answers: Answers = { full: 0, notModified: 0 };
  const stops = Array.from({ length: CONNECTIONS }, () => poll(pollers[name], answers));
  await setTimeout(SETTLE_MS);
  const cpuUsBefore = await serverCpuUs();
  const before = { ...answers };
  const beganAtMs = performance.now();
  await setTimeout(forMs);
  const cpuUs = (await serverCpuUs()) - cpuUsBefore;
  const elapsedMs = performance.now() - beganAtMs;
  const full = answers.full - before.full;
  const notModified = answers.notModified - before.notModified;
  for (const stop of stops) stop();
  const asMeant = name === 'not-modified' ? notModified : full;
  if (asMeant < 0.9 * (full + notModified)) throw new Error(`Too few of the answers were ${name}.`);
  return { answers: full + notModified, cpuUs, elapsedMs };
}

async function serverCpuUs(): Promise<number> {
  const answer = answerOf<Usage>();
  server.send('usage');
  return (await answer).cpuUs;
}

async function answerOf<Answer>(): Promise<Answer> {
  const [answer] = (await once(server, 'message')) as [Answer];
  return answer;
}

function median(name: VariantName): number {
  const ascending = perCpuSecond.get(name)!.toSorted((a, b) => a - b);
  const middle = ascending.length / 2;
  return (ascending[Math.ceil(middle) - 1]! + ascending[Math.floor(middle)]!) / 2;
}

function print(): void {
  console.log(
    `\n${symbols} symbols (a body of ${bodyBytes} bytes), medians of ${rounds} rounds of ${seconds} s\n`,
  );
  for (const name of VARIANT_NAMES) {
    const perSecond = Math.round(median(name)).toLocaleString('en').padStart(8);
    const ratio = (median(name) / median('schema-serialised')).toFixed(2);
    console.log(`${name.padEnd(20)}${perSecond} requests per second of the server's CPU, ${ratio} ×`);
  }
}

function rounded(figure: number): number {
  return Number(figure.toPrecision(4));
}

function within(name: 'symbols' | 'rounds' | 'seconds', least: number, most: number): number {
  const value = Number(values[name]);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  console.error(`--${name} is a whole number from ${least} to ${most}.`);
  return process.exit(1);
}
