/** A proxy through which one request in twenty of every lane fails: by 502 with a page, by rubbish, or by a cut. */
import { once } from 'node:events';
import { createServer, request, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

const ONE_IN = 20;
const FAILURES = ['bad gateway', 'rubbish', 'cut'] as const;

type Failure = (typeof FAILURES)[number];

export async function startFailingProxy(targetPort: number) {
  const requestsOf = new Map<string, number>();
  /** Failures so far, by lane. */
  const failuresOf = new Map<string, number>();
  const open = new Set<Socket>();

  /** The first request of every lane fails, then every twentieth, each in another manner. */
  function failureOf({ url = '' }: IncomingMessage): Failure | undefined {
    const lane = /[?&]lane=([a-z-]+)/.exec(url)?.[1] ?? 'none';
    const count = requestsOf.get(lane) ?? 0;
    requestsOf.set(lane, count + 1);
    if (count % ONE_IN !== 0) return undefined;
    failuresOf.set(lane, (failuresOf.get(lane) ?? 0) + 1);
    return FAILURES[(count / ONE_IN) % FAILURES.length];
  }

  const server = createServer((asked, answer) => {
    switch (failureOf(asked)) {
      case 'bad gateway':
        answer.writeHead(502, { 'content-type': 'text/html' }).end('<h1>502 Bad Gateway</h1>');
        return;
      case 'rubbish':
        answer.writeHead(200, { 'content-type': 'application/json' }).end('{"seq": 12, "quotes": [{');
        return;
      case 'cut':
        asked.socket.destroy();
        return;
      case undefined:
    }
    const { method, url, headers } = asked;
    const onward = request(
      { port: targetPort, host: '127.0.0.1', method, path: url, headers, agent: false },
      (answered) => {
        answer.writeHead(answered.statusCode ?? 502, answered.headers);
        answered.pipe(answer);
        answered.on('error', () => answer.destroy());
      },
    );
    onward.on('error', () => answer.destroy());
    answer.on('close', () => onward.destroy());
    asked.pipe(onward);
  });
  server.on('upgrade', (asked: IncomingMessage, client: Duplex) => {
    if (failureOf(asked) !== undefined) return client.destroy();
    const upstream = connect(targetPort, '127.0.0.1');
    upstream.write(`${asked.method} ${asked.url} HTTP/1.1\r\n${headerLines(asked)}\r\n`);
    client.pipe(upstream).pipe(client);
    client.on('error', () => upstream.destroy()).on('close', () => upstream.destroy());
    upstream.on('error', () => client.destroy()).on('close', () => client.destroy());
  });
  server.on('connection', (socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    failuresOf,
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function headerLines({ rawHeaders }: IncomingMessage): string {
  return rawHeaders.map((text, at) => (at % 2 === 0 ? `${text}: ` : `${text}\r\n`)).join('');
}
