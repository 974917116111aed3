/** How exactly the shaper delays, and how much it carries: `npx tsx packages/shaper/bench/shaper.ts`. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { cpus } from 'node:os';
import { performance } from 'node:perf_hooks';
import { createShaper, NETWORK_PROFILES } from '../src/index.ts';

const HOST = '127.0.0.1';
const ROUND_TRIPS = 120;
const THROUGHPUT_BYTES = 512 * 1024 * 1024;

async function open(port: number): Promise<Socket> {
  const socket = connect({ host: HOST, port, noDelay: true });
  await once(socket, 'connect');
  return socket;
}

/** Round trips of 100 bytes, one after the other, at times that are not in step with the clock's ticks. */
async function roundTripsMs(port: number): Promise<number[]> {
  const socket = await open(port);
  const question = Buffer.alloc(100);
  const trips: number[] = [];
  for (let trip = -2; trip < ROUND_TRIPS; trip++) {
    await new Promise((resolve) => setTimeout(resolve, 3 * Math.random()));
    const until = performance.now() + Math.random();
    while (performance.now() < until);
    const sentAtMs = performance.now();
    socket.write(question);
    await once(socket, 'data');
    // The first bear the handshake and cold code.
    if (trip >= 0) trips.push(performance.now() - sentAtMs);
  }
  socket.destroy();
  return trips.sort((a, b) => a - b);
}

async function megabytesPerSecond(port: number): Promise<number> {
  const socket = await open(port);
  const chunk = Buffer.alloc(64 * 1024);
  const startedAtMs = performance.now();
  let received = 0;
  socket.on('data', (bytes) => (received += bytes.length));
  for (let sent = 0; sent < THROUGHPUT_BYTES; sent += chunk.length)
    if (!socket.write(chunk)) await once(socket, 'drain');
  while (received < THROUGHPUT_BYTES) await once(socket, 'data');
  socket.destroy();
  return THROUGHPUT_BYTES / 1e6 / ((performance.now() - startedAtMs) / 1_000);
}

const echo = createServer({ noDelay: true }, (socket) => {
  socket.on('error', () => undefined);
  socket.pipe(socket);
});
echo.listen(0, HOST);
await once(echo, 'listening');
const echoPort = (echo.address() as AddressInfo).port;
const shaper = createShaper({
  target: { host: HOST, port: echoPort },
  conditions: NETWORK_PROFILES.none,
});
const port = await shaper.listen({ port: 0, host: HOST });

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const format = (ms: number) => `${ms < 0 ? '' : '+'}${ms.toFixed(3)} ms`.padStart(12);
const direct = await roundTripsMs(echoPort);
console.log(
  `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}; ${ROUND_TRIPS} round trips each`,
);
console.log(`direct round trip: ${mean(direct).toFixed(3)} ms`);
console.log('error of the added one-way delay (half of the round trip less the direct one, less the delay):');
for (const [delayMs, jitterMs] of [
  [0, 0],
  [0.3, 0.2],
  [2.5, 0],
  [5, 0],
  [40, 0],
  [40, 5],
  [150, 0],
] as const) {
  shaper.change({ ...NETWORK_PROFILES.none, delayMs, jitterMs });
  const errors = (await roundTripsMs(port)).map((ms) => (ms - mean(direct)) / 2 - delayMs - jitterMs / 2);
  const [p50, p99] = [0.5, 0.99].map((share) => errors[Math.floor(share * errors.length)]!);
  const conditions = `${delayMs} ms + [0, ${jitterMs}]`.padEnd(18);
  console.log(`${conditions} mean ${format(mean(errors))}  p50 ${format(p50!)}  p99 ${format(p99!)}`);
}
shaper.change(NETWORK_PROFILES.none);
const [without, through] = [await megabytesPerSecond(echoPort), await megabytesPerSecond(port)];
console.log(
  `throughput, there and back: ${without.toFixed(0)} MB/s direct, ${through.toFixed(0)} MB/s through it`,
);
await shaper.close();
echo.close();
