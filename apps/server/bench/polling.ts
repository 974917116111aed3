/**
 * How many polls one core answers: a snapshot that is kept encoded, one that its reader holds already (304), and one
 * that is serialised by its schema for every answer. `npm run bench polling -- [--rounds 5] [--seconds 2]`.
 *
 * Connections stay open and each asks again when it has been answered. What is compared is the server's CPU time per
 * answer, over turns that interleave the three; the market goes on meanwhile.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { PollingPorts } from './polling/server.ts';

const CONNECTIONS = 32;
const WARM_UP_SECONDS = 1;
const END_OF_HEAD = '\r\n\r\n';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, seconds: { type: 'string', default: '2' } },
});
const rounds = Math.min(50, Number(values.rounds));
const seconds = Math.min(60, Number(values.seconds));

const server = fork(fileURLToPath(new URL('polling/server.ts', import.meta.url)), {
  execArgv: ['--import', 'tsx'],
});
const [ports] = (await once(server, 'message')) as [PollingPorts];

/** Readers that ask with whatever ETag they were given last, or never with one. */
const VARIANTS = [
  { name: 'schema-serialised', port: ports.plain, revalidates: false },
  { name: 'schema in app', port: ports.app, revalidates: false, path: '/plain' },
  { name: 'kept snapshot', port: ports.app, revalidates: false },
  { name: '304', port: ports.app, revalidates: true },
] as const;

const results = VARIANTS.map((): number[] => []);
for (const variant of VARIANTS) await answersPerCpuSecond(variant, WARM_UP_SECONDS);
for (let round = 0; round < rounds; round += 1) {
  for (const [index, variant] of VARIANTS.entries()) {
    results[index]!.push(await answersPerCpuSecond(variant, seconds));
  }
}
server.kill();
const rates = results.map((values) => values.sort((a, b) => a - b)[values.length >> 1]!);
for (const [index, { name }] of VARIANTS.entries()) {
  const rate = Math.round(rates[index]!).toLocaleString('en').padStart(8);
  console.log(
    `${name.padEnd(20)}${rate} answers per second of a core, ${(rates[index]! / rates[0]!).toFixed(2)} ×`,
  );
}

async function answersPerCpuSecond(variant: (typeof VARIANTS)[number], forSeconds: number): Promise<number> {
  let answers = 0;
  const sockets = Array.from({ length: CONNECTIONS }, () => poll(variant, () => (answers += 1)));
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  const cpuBeforeUs = await serverCpuUs();
  const answersBefore = answers;
  await new Promise((resolve) => setTimeout(resolve, forSeconds * 1_000));
  const answered = answers - answersBefore;
  const cpuUs = (await serverCpuUs()) - cpuBeforeUs;
  for (const socket of sockets) socket.destroy();
  return answered / (cpuUs / 1e6);
}

async function serverCpuUs(): Promise<number> {
  const answer = once(server, 'message');
  server.send('usage');
  return ((await answer) as [number])[0];
}

/** Asks over and over on one connection, without ever having two questions open. */
function poll({ port, revalidates, path = '/api/quotes' }: any, onAnswer: () => void): Socket {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  let etag = '';
  let rest: Buffer = Buffer.alloc(0);
  const ask = () => {
    const held = revalidates && etag !== '' ? `If-None-Match: ${etag}\r\n` : '';
    socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${held}\r\n`);
  };
  socket.on('connect', ask);
  socket.on('data', (chunk: Buffer) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const headBytes = rest.indexOf(END_OF_HEAD);
    if (headBytes < 0) return;
    const head = rest.toString('latin1', 0, headBytes);
    const status = head.slice(9, 12);
    if (status !== '200' && status !== '304') throw new Error(`The server answered ${status}.`);
    const bodyBytes = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
    if (rest.length < headBytes + END_OF_HEAD.length + bodyBytes) return;
    etag = /etag: (.*)/i.exec(head)?.[1] ?? '';
    rest = Buffer.alloc(0);
    onAnswer();
    ask();
  });
  return socket;
}
