import { randomBytes, randomInt } from 'node:crypto';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import {
  countingClock,
  leaving,
  open,
  receiveAll,
  roundTripMs,
  serve,
  serveEcho,
  shape,
  until,
} from '../test/loopback.ts';
import { heldBytesBound } from './carrier.ts';
import { systemClock } from './clock.ts';
import { NETWORK_PROFILES } from './network-profiles.ts';

/** How much earlier than by theory a crossing may be: half a tick of the timer, and half for what was late before. */
const EARLY_MS = 1;

/** Writes all of it in pieces of random sizes, now and then with a pause of one turn, and ends. */
async function sendInPieces(socket: Socket, bytes: Buffer): Promise<void> {
  for (let from = 0; from < bytes.length;) {
    const to = from + randomInt(1, 40_000);
    if (!socket.write(bytes.subarray(from, to))) await once(socket, 'drain');
    if (randomInt(4) === 0) await new Promise(setImmediate);
    from = to;
  }
  socket.end();
}

describe('what passes the shaper', () => {
  for (const [name, conditions] of [
    ['without conditions', {}],
    ['with delay and jitter', { delayMs: 3, jitterMs: 5 }],
    ['with limit and stalls', { kilobitsPerSecond: 100_000, stallEveryMs: 30, stallMs: 10 }],
  ] as const)
    it(`is intact and in order, both ways at once, ${name}`, async () => {
      const [up, down] = [randomBytes(1_000_000), randomBytes(1_000_000)];
      let receivedUp: Promise<Buffer> | undefined;
      const target = await serve((socket) => {
        receivedUp = receiveAll(socket);
        void sendInPieces(socket, down);
      });
      const { shaper, port } = await shape(target, conditions);
      const client = await open(port);
      const receivedDown = receiveAll(client);
      await sendInPieces(client, up);
      expect((await receivedDown).equals(down)).toBe(true);
      expect((await receivedUp)?.equals(up)).toBe(true);
      await until(() => shaper.connections === 0);
    });

  it('is passed on without a timer where there are no conditions', async () => {
    const refuse = () => {
      throw new Error('a timer was set');
    };
    const { port } = await shape(await serveEcho(), {}, { nowMs: systemClock.nowMs, after: refuse });
    await roundTripMs(await open(port), 'no timer for this');
  });

  it('takes the delay longer each way than without the shaper', async () => {
    const target = await serveEcho();
    const { port } = await shape(target, { delayMs: 20 });
    const [direct, shaped] = [await open(target), await open(port)];
    await roundTripMs(shaped);
    const [shapedMs, directMs]: [number[], number[]] = [[], []];
    for (let trip = 0; trip < 5; trip++) {
      shapedMs.push(await roundTripMs(shaped));
      directMs.push(await roundTripMs(direct));
    }
    expect(Math.min(...shapedMs)).toBeGreaterThanOrEqual(2 * (20 - EARLY_MS));
    // Of several, the quickest is hardly held up by a busy machine.
    expect(Math.min(...directMs)).toBeLessThan(Math.min(...shapedMs) / 2);
  });

  it('takes one round trip more on a new connection, for the handshake, and only once', async () => {
    const { port } = await shape(await serveEcho(), { delayMs: 20 });
    const client = await open(port);
    const first = await roundTripMs(client);
    const later = [];
    for (let trip = 0; trip < 5; trip++) later.push(await roundTripMs(client));
    expect(first).toBeGreaterThanOrEqual(4 * 20 - 2 * EARLY_MS);
    expect(Math.min(...later)).toBeLessThan(first);
  });

  it('includes the handshake for a server that speaks first', async () => {
    const { port } = await shape(await serve((socket) => socket.write('welcome')), { delayMs: 20 });
    const startedAtMs = performance.now();
    await once(await open(port), 'data');
    expect(performance.now() - startedAtMs).toBeGreaterThanOrEqual(4 * 20 - 2 * EARLY_MS);
  });

  it('takes as long as the bandwidth says', async () => {
    const { port } = await shape(await serveEcho(), { kilobitsPerSecond: 8_000 });
    // 100 kB at 1 kB per millisecond; the way back overlaps with the way there but for the last segment.
    expect(await roundTripMs(await open(port), 'x'.repeat(100_000))).toBeGreaterThanOrEqual(100 - EARLY_MS);
  });

  it('includes the end of one direction while the other goes on', async () => {
    const target = await serve((socket) => {
      void receiveAll(socket).then((question) =>
        socket.end(`${question.toString()} is answered after its end`),
      );
    });
    const { shaper, port } = await shape(target, { delayMs: 2 });
    const client = await open(port);
    client.end('a question');
    expect((await receiveAll(client)).toString()).toBe('a question is answered after its end');
    await until(() => shaper.connections === 0);
  });
});

describe('a change of conditions', () => {
  it('applies to open connections from then on, and what is underway is not overtaken', async () => {
    const { shaper, port } = await shape(await serveEcho(), {});
    const client = await open(port);
    await roundTripMs(client);
    shaper.change({ ...NETWORK_PROFILES.none, delayMs: 30 });
    expect(shaper.conditions.delayMs).toBe(30);
    expect(await roundTripMs(client)).toBeGreaterThanOrEqual(2 * (30 - EARLY_MS));

    const startedAtMs = performance.now();
    let received = '';
    client.on('data', (bytes: Buffer) => (received += bytes.toString()));
    client.write('before');
    await until(() => shaper.heldBytes > 0);
    shaper.change(NETWORK_PROFILES.none);
    client.write(', after');
    await until(() => received === 'before, after');
    expect(performance.now() - startedAtMs).toBeGreaterThanOrEqual(30 - EARLY_MS);
  });

  it('starts and ends the stalls', async () => {
    const clock = countingClock();
    const { shaper } = await shape(await serveEcho(), {}, clock);
    shaper.change({ ...NETWORK_PROFILES.none, stallEveryMs: 3_600_000, stallMs: 10 });
    expect(clock.pending()).toBe(1);
    shaper.change(NETWORK_PROFILES.none);
    expect(clock.pending()).toBe(0);
  });
});

describe('a stall', () => {
  it('holds everything both ways, new connections too, and lets it go in order', async () => {
    const { shaper, port } = await shape(await serveEcho(), {});
    const client = await open(port);
    await roundTripMs(client);
    const startedAtMs = performance.now();
    shaper.stallNow(60);
    const newcomer = roundTripMs(await open(port));
    for (const word of ['one ', 'two ', 'three']) {
      client.write(word);
      await new Promise(setImmediate);
    }
    let received = '';
    client.on('data', (bytes: Buffer) => (received += bytes.toString()));
    await until(() => received === 'one two three');
    expect(performance.now() - startedAtMs).toBeGreaterThanOrEqual(60 - EARLY_MS);
    await newcomer;
    expect(performance.now() - startedAtMs).toBeGreaterThanOrEqual(60 - EARLY_MS);
  });

  it('is over before a connection that is opened in it has shaken hands', async () => {
    const { shaper, port } = await shape(await serveEcho(), { delayMs: 20 });
    const startedAtMs = performance.now();
    shaper.stallNow(60);
    await roundTripMs(await open(port));
    expect(performance.now() - startedAtMs).toBeGreaterThanOrEqual(60 + 4 * 20 - 2 * EARLY_MS);
  });
});

describe('a reader that does not read', () => {
  it('blocks the sender while a bounded number of bytes is held, and gets all of them later', async () => {
    const bytes = randomBytes(64 * 1024 * 1024);
    let reader: Socket | undefined;
    const { shaper, port } = await shape(
      await serve((socket) => {
        reader = socket.pause();
      }),
      {},
    );
    const bound = heldBytesBound(shaper.conditions);
    const client = await open(port);
    client.end(bytes);
    await until(() => shaper.heldBytes >= bound);
    // Blocked is who has sent nothing more while the machine did this many other things.
    let [sent, unchanged] = [-1, 0];
    await until(() => {
      unchanged = client.bytesWritten - client.writableLength === sent ? unchanged + 1 : 0;
      sent = client.bytesWritten - client.writableLength;
      return unchanged === 50;
    });
    const greatestRead = 64 * 1024;
    expect(shaper.heldBytes).toBeLessThan(bound + greatestRead);
    expect(client.writableLength).toBeGreaterThan(0);
    expect((await receiveAll(reader!)).equals(bytes)).toBe(true);
    expect(shaper.heldBytes).toBe(0);
  });

  it('may be given as much as is underway on a long fat line, but never above 4 MB', () => {
    const bound = (delayMs: number, kilobitsPerSecond: number) =>
      heldBytesBound({ ...NETWORK_PROFILES.none, delayMs, kilobitsPerSecond });
    expect(bound(40, 1_000)).toBe(256 * 1024);
    expect(bound(100, 80_000)).toBe(1_000_000 + 64 * 1024);
    expect(bound(10_000, 0)).toBe(4 * 1024 * 1024);
  });
});

describe('a broken connection', () => {
  it('is reset at both ends by a cut, in the middle of what is underway', async () => {
    const received: Buffer[] = [];
    let server: Socket | undefined;
    const target = await serve((socket) => {
      server = socket;
      socket.on('data', (bytes: Buffer) => received.push(bytes));
    });
    const { shaper, port } = await shape(target, { delayMs: 1_000 });
    const client = await open(port);
    client.write('half of this arrives');
    await until(() => shaper.heldBytes > 0 && server !== undefined);
    const leavings = Promise.all([leaving(client), leaving(server!)]);
    shaper.cutAll();
    expect((await leavings)[0]).toBe('ECONNRESET');
    expect(Buffer.concat(received).toString()).toBe('half of th');
    await until(() => shaper.connections === 0);
    expect(shaper.heldBytes).toBe(0);
  });

  it('is reset at once though one end does not read', async () => {
    const { shaper, port } = await shape(await serve((socket) => socket.pause()), {});
    const client = await open(port);
    client.write(Buffer.alloc(32 * 1024 * 1024));
    await until(() => shaper.heldBytes >= heldBytesBound(shaper.conditions));
    const left = leaving(client);
    shaper.cutAll();
    expect(await left).toBe('ECONNRESET');
    await until(() => shaper.connections === 0);
  });

  it('delivers what was sent before it broke, and ends', async () => {
    const target = await serve((socket) => {
      socket.once('data', () => {
        socket.write('last words');
        // Once they have arrived, a reset cannot take them back.
        void until(() => shaper.heldBytes > 0).then(() => socket.resetAndDestroy());
      });
    });
    const { shaper, port } = await shape(target, {});
    const client = await open(port);
    const left = leaving(client);
    let received = '';
    client.on('data', (bytes: Buffer) => (received += bytes.toString()));
    shaper.change({ ...NETWORK_PROFILES.none, delayMs: 20 });
    client.write('a question');
    await left;
    expect(received).toBe('last words');
  });

  it('tells the server when the client is gone', async () => {
    let server: Socket | undefined;
    const { port } = await shape(await serve((socket) => (server = socket.resume())), { delayMs: 5 });
    const client = await open(port);
    await until(() => server !== undefined);
    const left = leaving(server!);
    client.resetAndDestroy();
    expect(await left).toBe('ECONNRESET');
  });

  it('is what a client gets where the target does not answer', async () => {
    const { shaper: gone, port: nobody } = await shape(await serveEcho(), {});
    await gone.close();
    const { shaper, port } = await shape(nobody, { delayMs: 5 });
    expect(await leaving(await open(port))).toBe('ECONNRESET');
    await until(() => shaper.connections === 0);
  });
});

describe('closing', () => {
  it('ends open connections with bytes underway, and leaves no timer', async () => {
    const clock = countingClock();
    const slow = { delayMs: 10_000, stallEveryMs: 3_600_000, stallMs: 1 };
    const { shaper, port } = await shape(await serveEcho(), slow, clock);
    const client = await open(port);
    const ended = receiveAll(client);
    client.write('never to arrive');
    await until(() => shaper.heldBytes > 0);
    expect(clock.pending()).toBe(2);
    await shaper.close();
    expect((await ended).length).toBe(0);
    expect(clock.pending()).toBe(0);
    expect(shaper.connections).toBe(0);
    await shaper.close();
    await expect(open(port)).rejects.toThrow('ECONNREFUSED');
  });

  it('is not needed after a port that could not be had', async () => {
    const target = await serveEcho();
    const { port } = await shape(target, {});
    const { shaper } = await shape(target, {});
    await shaper.close();
    await expect(shaper.listen({ port, host: '127.0.0.1' })).rejects.toThrow('EADDRINUSE');
  });
});
