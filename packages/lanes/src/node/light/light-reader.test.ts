import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import { LightReader, type LightLane } from './light-reader.ts';

describe('A light reader', () => {
  let server: Server;
  let webSockets: WebSocketServer;
  let origin: string;
  const readers: LightReader[] = [];

  beforeEach(async () => {
    server = createServer();
    webSockets = new WebSocketServer({ server });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(() => {
    vi.useRealTimers();
    for (const reader of readers.splice(0)) reader.close();
    for (const webSocket of webSockets.clients) webSocket.terminate();
    server.closeAllConnections();
    server.close();
  });

  function open(lane: LightLane) {
    const told = { onReady: vi.fn(), onMessage: vi.fn<(text: string) => void>(), onClose: vi.fn() };
    const reader = new LightReader(lane, {
      ...{ origin, reader: 'test', intervalMs: 1_000, subscribes: true },
      onReady: told.onReady,
      onMessage: (message) => told.onMessage(message.toString()),
      onClose: told.onClose,
    });
    readers.push(reader);
    return { reader, told };
  }

  const accepted = () => new Promise<WebSocket>((resolve) => webSockets.once('connection', resolve));
  const heard = (webSocket: WebSocket) =>
    new Promise<string>((resolve) => webSocket.once('message', (data) => resolve(String(data as Buffer))));

  it('is ready on a WebSocket as soon as it is open, and answers its pings with what they held', async () => {
    const { told } = open('websocket');
    const webSocket = await accepted();
    const pong = new Promise<string>((resolve) => webSocket.once('pong', (data) => resolve(String(data))));
    webSocket.send('{"seq":1}');
    webSocket.ping('beat');
    expect(await pong).toBe('beat');
    expect(told.onReady).toHaveBeenCalledOnce();
    expect(told.onMessage.mock.calls).toEqual([['{"seq":1}']]);
  });

  it('connects and subscribes over Socket.IO, is ready by the ack, and answers heartbeats', async () => {
    const { told } = open('socket-io');
    const webSocket = await accepted();
    const says = async (packet: string) => {
      const answer = heard(webSocket);
      webSocket.send(packet);
      return answer;
    };
    expect(await says('0{"sid":"a"}')).toBe('40');
    expect(await says('40{"sid":"b"}')).toBe('420["subscribe",{"symbols":"all"}]');
    expect(told.onReady).not.toHaveBeenCalled();
    webSocket.send('430[{"ok":true,"snapshot":{}}]');
    webSocket.send('42["frame",{}]');
    expect(await says('2')).toBe('3');
    expect(told.onReady).toHaveBeenCalledOnce();
    expect(told.onMessage.mock.calls).toEqual([['430[{"ok":true,"snapshot":{}}]'], ['42["frame",{}]']]);
  });

  it('gives up where the subscription is refused', async () => {
    const { told } = open('socket-io');
    (await accepted()).send('430[{"ok":false,"error":{}}]');
    await vi.waitFor(() => expect(told.onClose).toHaveBeenCalledOnce());
    expect(told.onReady).not.toHaveBeenCalled();
  });

  it('gives up where a WebSocket is refused', async () => {
    webSockets.options.verifyClient = () => false;
    const { told } = open('websocket');
    await vi.waitFor(() => expect(told.onClose).toHaveBeenCalledOnce());
    expect(told.onReady).not.toHaveBeenCalled();
  });

  it('says over Socket.IO polling what it has to before it asks for more, heartbeats too', async () => {
    const toTell = ['0{"sid":"abc"}', '40{"sid":"b"}', '430[{"ok":true}]\x1e42["frame",{}]', '2'];
    const said: string[] = [];
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      if (request.method === 'GET') {
        const next = toTell.shift();
        if (next !== undefined) response.end(next);
        return;
      }
      request.setEncoding('utf8').on('data', (text: string) => said.push(text));
      request.on('end', () => response.end(request.url?.endsWith('&sid=abc') ? 'ok' : 'lost'));
    });
    const { told } = open('socket-io-polling');
    await vi.waitFor(() => expect(said).toEqual(['40', '420["subscribe",{"symbols":"all"}]', '3']));
    expect(told.onReady).toHaveBeenCalledOnce();
    expect(told.onMessage.mock.calls).toEqual([['430[{"ok":true}]'], ['42["frame",{}]']]);
  });

  it('hands over the events of a stream that carry data, however chunks cut them', async () => {
    server.on('request', (_: IncomingMessage, response: ServerResponse) => {
      response.write('retry: 1000\n\nevent: frame\nid: 1\nda');
      response.write('ta: {}\n\n:\n\nevent: frame\nid: 2\ndata: {}\n\n');
    });
    const { told } = open('sse');
    await vi.waitFor(() =>
      expect(told.onMessage.mock.calls.map(([text]) => text.match(/id: \d/)?.[0])).toEqual([
        'id: 1',
        'id: 2',
      ]),
    );
    expect(told.onReady).toHaveBeenCalledOnce();
  });

  it('asks on a long poll for what follows the last answer, and again where that is empty', async () => {
    const asked: (string | null)[] = [];
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      const query = new URL(request.url ?? '', origin).searchParams;
      asked.push(query.get('since'));
      if (asked.length === 1) response.end('{"seq":41,"quotes":[],"tapeId":"t"}');
      else if (asked.length === 2) response.writeHead(204).end();
    });
    const { told } = open('long-poll');
    await vi.waitFor(() => expect(asked).toEqual([null, '41', '41']));
    expect(told.onMessage).toHaveBeenCalledOnce();
  });

  it('names on a conditional poll what it holds, and counts no answer without quotes', async () => {
    const held: (string | undefined)[] = [];
    server.on('request', ({ headers }: IncomingMessage, response: ServerResponse) => {
      held.push(headers['if-none-match']);
      if (held.length === 1) response.setHeader('etag', 'W/"7"').end('{}');
      else response.writeHead(304, { etag: 'W/"7"' }).end();
    });
    const { told } = open('conditional-poll');
    await vi.waitFor(() => expect(held.slice(0, 2)).toEqual([undefined, 'W/"7"']), { timeout: 5_000 });
    expect(told.onMessage).toHaveBeenCalledOnce();
  });

  it.each<LightLane>(['websocket', 'sse'])('that stalls on %s notices that it was cut off', async (lane) => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    server.on('request', (_: IncomingMessage, response: ServerResponse) => response.flushHeaders());
    const { reader, told } = open(lane);
    await vi.waitFor(() => expect(told.onReady).toHaveBeenCalledOnce());
    reader.stall();
    for (const webSocket of webSockets.clients) webSocket.terminate();
    server.closeAllConnections();
    await vi.waitFor(async () => {
      await vi.advanceTimersByTimeAsync(1_000);
      expect(told.onClose).toHaveBeenCalledOnce();
    });
  });

  it('tells of the end of its connection, but not where it ends it itself', async () => {
    const [left, leaving] = [open('websocket'), open('websocket')];
    await vi.waitFor(() => expect(webSockets.clients.size).toBe(2));
    leaving.reader.close();
    await vi.waitFor(() => expect(webSockets.clients.size).toBe(1));
    for (const webSocket of webSockets.clients) webSocket.close();
    await vi.waitFor(() => expect(left.told.onClose).toHaveBeenCalledOnce());
    expect(leaving.told.onClose).not.toHaveBeenCalled();
  });
});
