/**
 * Compares ways of telling many readers of the same frames: what a message costs the server, how late it is, and
 * how many bytes it takes. `npm run bench:fanout -- --readers 1000 --rounds 3 --seconds 5 [--json -]`.
 *
 * Every variant's server and readers are a process each and meet over loopback. In every round they start afresh and
 * publish in turn, a half second each; the figures are medians of the rounds.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { tooFewOpenFiles } from '@tickrace/lanes/node';
import { measureRound, type Measured } from './fanout/round.ts';
import { VARIANT_NAMES, type VariantName } from './fanout/variants.ts';

const { values } = parseArgs({
  options: {
    readers: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '5' },
    json: { type: 'string' },
  },
});
const readers = within('readers', 1, 20_000);
const rounds = within('rounds', 1, 50);
const seconds = within('seconds', 1, 60);
const tooFew = tooFewOpenFiles(readers);
if (tooFew !== undefined) throw refusal(tooFew);

const runs = new Map<VariantName, Measured[]>(VARIANT_NAMES.map((name) => [name, []]));
for (let round = 1; round <= rounds; round += 1) {
  for (const [variant, measured] of await measureRound(readers, seconds)) {
    runs.get(variant)!.push(measured);
    console.error(`round ${round} of ${rounds}, ${describe(variant, measured)}`);
  }
}

const report = {
  version: 1,
  readers,
  rounds,
  messagesPerSecond: Math.round(medianOf('tickrace', (measured) => measured.messagesPerSecond)),
  variants: Object.fromEntries(VARIANT_NAMES.map((name) => [name, figuresOf(name)])),
  ratios: {
    toWs: rounded(cpuUsPerMessage('tickrace') / cpuUsPerMessage('ws-preframed')),
    toStock: rounded(cpuUsPerMessage('tickrace') / cpuUsPerMessage('socketio-stock-batched')),
    perQuoteToEmitPerQuote: rounded(cpuUsPerQuote('tickrace') / cpuUsPerQuote('socketio-emit-per-quote')),
  },
};
const json = `${JSON.stringify(report, undefined, 2)}\n`;
if (values.json === '-') process.stdout.write(json);
else if (values.json !== undefined) writeFileSync(values.json, json);
if (values.json !== '-') print();

function figuresOf(name: VariantName) {
  return {
    cpuUsPerMessage: rounded(cpuUsPerMessage(name)),
    cpuUsPerQuote: rounded(cpuUsPerQuote(name)),
    latencyMs: {
      p50: rounded(medianOf(name, ({ latencyMs }) => latencyMs.p50)),
      p99: rounded(medianOf(name, ({ latencyMs }) => latencyMs.p99)),
    },
    bytesPerQuote: rounded(medianOf(name, ({ bytesPerQuote }) => bytesPerQuote)),
  };
}

function cpuUsPerMessage(name: VariantName): number {
  return medianOf(name, (measured) => measured.cpuUsPerMessage);
}

function cpuUsPerQuote(name: VariantName): number {
  return medianOf(name, (measured) => measured.cpuUsPerQuote);
}

function medianOf(name: VariantName, figureOf: (measured: Measured) => number): number {
  const ascending = runs
    .get(name)!
    .map(figureOf)
    .sort((a, b) => a - b);
  const middle = ascending.length / 2;
  return (ascending[Math.ceil(middle) - 1]! + ascending[Math.floor(middle)]!) / 2;
}

function print(): void {
  const columns = ['µs/message', 'µs/quote', 'p50 ms', 'p99 ms', 'bytes/quote', 'messages/s', 'core'];
  console.log(`\n${readers} readers, medians of ${rounds} rounds of ${seconds} s\n`);
  console.log(['server'.padEnd(24), ...columns.map((column) => column.padStart(12))].join(''));
  for (const name of VARIANT_NAMES) {
    const { cpuUsPerMessage, cpuUsPerQuote, latencyMs, bytesPerQuote } = figuresOf(name);
    const messagesPerSecond = Math.round(medianOf(name, (measured) => measured.messagesPerSecond));
    const load = `${Math.round(100 * medianOf(name, (measured) => measured.serverLoad))} %`;
    const row = [
      cpuUsPerMessage,
      cpuUsPerQuote,
      latencyMs.p50,
      latencyMs.p99,
      bytesPerQuote,
      messagesPerSecond,
    ];
    console.log([name.padEnd(24), ...[...row, load].map((figure) => String(figure).padStart(12))].join(''));
  }
  const { toWs, toStock, perQuoteToEmitPerQuote } = report.ratios;
  console.log(`\nTickrace: ${toWs} of pre-framed ws and ${toStock} of stock batched per message,`);
  console.log(`${perQuoteToEmitPerQuote} of one emit per quote per quote. All readers got all messages.`);
}

function describe(variant: VariantName, measured: Measured): string {
  const { messagesPerSecond, plannedPerSecond, serverLoad, readersLoad } = measured;
  const percent = (share: number) => `${Math.round(100 * share)} %`;
  const said = `${variant}: ${measured.cpuUsPerMessage.toFixed(2)} µs/message at ${Math.round(messagesPerSecond)} messages/s`;
  const loads = `server ${percent(serverLoad)} of a core, readers ${percent(readersLoad)}`;
  if (messagesPerSecond > 0.95 * plannedPerSecond) return `${said} (${loads})`;
  return `${said} (${loads}); too slow for the ${Math.round(plannedPerSecond)} planned`;
}

function rounded(figure: number): number {
  return Number(figure.toPrecision(4));
}

function within(name: 'readers' | 'rounds' | 'seconds', least: number, most: number): number {
  const value = Number(values[name]);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw refusal(`--${name} is a whole number from ${least} to ${most}.`);
}

function refusal(reason: string): Error {
  console.error(reason);
  process.exit(1);
}
