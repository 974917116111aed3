/** Whatever one client sends, it gets a clear error, and another one that is connected does not notice. */
import { connect as connectSocket } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MAX_SOCKET_MESSAGE_BYTES, type Frame } from '@tickrace/protocol';
import { connect, startApp, until, type Client, type LiveApp } from '../test/test-app.ts';

let live: LiveApp;
let witness: Client;
let offender: Client;
let witnessed: Frame[];
let snapshotSeq: number;

beforeAll(async () => {
  live = await startApp();
});
afterAll(() => live.app.close());

beforeEach(async () => {
  witness = await connect(live.origin);
  offender = await connect(live.origin);
  witnessed = [];
  witness.on('frame', (frame) => witnessed.push(frame));
  const answer = await witness.emitWithAck('subscribe', { symbols: 'all' });
  if (!answer.ok) throw new Error(answer.error.message);
  snapshotSeq = answer.snapshot.seq;
});

/** The witness goes on receiving, and has received every quote since its snapshot. */
afterEach(async () => {
  const heard = witnessed.length;
  await until(witness, () => witnessed.length >= heard + 3);
  const seqs = witnessed.flatMap((frame) => frame.quotes.map((quote) => quote.seq));
  expect(seqs).toEqual(seqs.map((_, index) => snapshotSeq + 1 + index));
  witness.disconnect();
  offender.disconnect();
});

/** A client that may send anything. */
interface LooseClient {
  emit(...parameters: unknown[]): void;
  emitWithAck(...parameters: unknown[]): Promise<unknown>;
}

function looseOf(client: Client): LooseClient {
  return client as unknown as LooseClient;
}

const TEN_THOUSAND = Array.from({ length: 10_000 }, (_, index) => `S${index}`);

describe('over Socket.IO', () => {
  it.each([
    ['an unknown symbol', 'subscribe', { symbols: ['AAA', 'NOPE'] }, 'unknown-symbol'],
    ['an unknown symbol to leave', 'unsubscribe', { symbols: ['NOPE'] }, 'unknown-symbol'],
    ['nothing', 'subscribe', undefined, 'invalid-payload'],
    ['null', 'subscribe', null, 'invalid-payload'],
    ['text for an object', 'subscribe', 'all', 'invalid-payload'],
    ['a number for symbols', 'subscribe', { symbols: 7 }, 'invalid-payload'],
    ['a number among the symbols', 'subscribe', { symbols: ['AAA', 7] }, 'invalid-payload'],
    ['no symbol', 'subscribe', { symbols: [] }, 'invalid-payload'],
    ['bytes for symbols', 'subscribe', { symbols: Buffer.from('AAA') }, 'invalid-payload'],
    ['a seq below zero', 'subscribe', { symbols: 'all', sinceSeq: -1 }, 'invalid-payload'],
    ['a rate of zero', 'subscribe', { symbols: 'all', maxRateHz: 0 }, 'invalid-payload'],
    ['an unknown option', 'subscribe', { symbols: 'all', colour: 'red' }, 'invalid-payload'],
    ['10,000 symbols', 'subscribe', { symbols: TEN_THOUSAND }, 'too-many-symbols'],
    ['10,000 symbols to leave', 'unsubscribe', { symbols: TEN_THOUSAND }, 'too-many-symbols'],
    ['a time that is none', 'clock', { clientSentAtMs: 'now' }, 'invalid-payload'],
    ['an event that does not exist', 'order', { symbol: 'AAA' }, 'unknown-event'],
    ['an event by the name of error', 'error', {}, 'unknown-event'],
    ['an event by a name of every object', 'constructor', {}, 'unknown-event'],
  ])('refuses %s', async (_what, event, payload, code) => {
    const answer = await looseOf(offender).emitWithAck(event, payload);
    expect(answer).toEqual({ ok: false, error: { code, message: expect.stringMatching(/\.$/) } });
  });

  it('changes nothing by a refused request', async () => {
    const frames: Frame[] = [];
    offender.on('frame', (frame) => frames.push(frame));
    await offender.emitWithAck('subscribe', { symbols: ['AAA'] });
    await offender.emitWithAck('subscribe', { symbols: ['BBB', 'NOPE'] });
    await offender.emitWithAck('unsubscribe', { symbols: ['AAA', 'NOPE'] });
    await until(offender, () => frames.length >= 3);
    expect(new Set(frames.flatMap((frame) => frame.quotes).map((quote) => quote.symbol))).toEqual(
      new Set(['AAA']),
    );
  });

  it('bears events without an ack, and without anything', async () => {
    const loose = looseOf(offender);
    for (const event of ['subscribe', 'clock', 'order', 'error']) loose.emit(event);
    loose.emit('subscribe', { symbols: 'all' });
    const frames: Frame[] = [];
    offender.on('frame', (frame) => frames.push(frame));
    await until(offender, () => frames.length >= 1);
  });

  it('cuts off a client whose message is larger than allowed', async () => {
    const reason = new Promise((resolve) => offender.on('disconnect', resolve));
    looseOf(offender).emit('subscribe', { symbols: ['x'.repeat(MAX_SOCKET_MESSAGE_BYTES)] });
    expect(await reason).toBe('transport close');
  });

  it('cuts off a client that does not speak Socket.IO', async () => {
    const reason = new Promise((resolve) => offender.on('disconnect', resolve));
    const engine = offender.io.engine as unknown as { write(data: string): void };
    engine.write('2{"not": an event');
    expect(await reason).toBe('transport close');
  });
});

describe('over HTTP', () => {
  async function errorOf(path: string, init?: RequestInit): Promise<[number, unknown]> {
    const answer = await fetch(`${live.origin}${path}`, init);
    return [answer.status, ((await answer.json()) as { error: { code: string } }).error.code];
  }

  it('refuses an unknown symbol', async () => {
    expect(await errorOf('/api/quotes?symbols=NOPE')).toEqual([400, 'unknown-symbol']);
  });

  it('refuses a value of the wrong type', async () => {
    expect(await errorOf('/api/tape?since=yesterday')).toEqual([400, 'invalid-request']);
  });

  it('refuses a body that is no JSON', async () => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"symbols":' };
    expect(await errorOf('/api/quotes', init)).toEqual([400, 'malformed-json']);
  });

  it('refuses 10,000 symbols', async () => {
    expect(await errorOf(`/api/quotes?symbols=${TEN_THOUSAND.join(',')}`)).toEqual([400, 'too-many-symbols']);
  });

  it('refuses a body of 5 MB', async () => {
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify('x'.repeat(5_000_000)),
    };
    expect(await errorOf('/api/quotes', init)).toEqual([413, 'body-too-large']);
  });

  it.each([
    ['a head of a megabyte', `GET /?${'x'.repeat(1_000_000)} HTTP/1.1\r\nHost: a\r\n\r\n`, 431],
    ['what is no HTTP at all', 'HELLO\r\n\r\n', 400],
    [
      'a WebSocket on a path that has none',
      'GET /elsewhere HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
      404,
    ],
  ])('refuses %s in the same shape, and hangs up', async (_what, bytes, statusCode) => {
    const answer = await new Promise<string>((resolve, reject) => {
      let received = '';
      const socket = connectSocket(live.port, '127.0.0.1');
      socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
      socket.on('error', reject);
      socket.on('close', () => resolve(received));
      socket.write(bytes);
    });
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    expect(head.split(' ')[1]).toBe(String(statusCode));
    expect(JSON.parse(body)).toEqual({
      error: { code: expect.any(String), message: expect.stringMatching(/\.$/) },
    });
  });

  it('lets a client that goes on sending read the refusal', async () => {
    const answer = await new Promise<string>((resolve, reject) => {
      let received = '';
      const socket = connectSocket({ port: live.port, host: '127.0.0.1', allowHalfOpen: true });
      socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
      socket.on('error', reject);
      socket.on('close', () => resolve(received));
      socket.write(`GET /?${'x'.repeat(300_000)}`);
      let sent = 0;
      const sending = setInterval(() => {
        socket.write('x');
        sent += 1;
        if (sent < 12) return;
        clearInterval(sending);
        socket.end();
      }, 100);
    });
    expect(answer.split(' ')[1]).toBe('431');
  });
});
