/** A proxy that holds back what the server sends until there is enough of it, or for a while: what some proxies do. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

const FLUSH_BYTES = 16 * 1024;
const FLUSH_AFTER_MS = 400;

export async function startBufferingProxy(targetPort: number) {
  const open = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const upstream = connect({ port: targetPort, host: '127.0.0.1', allowHalfOpen: true });
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', (hadError) => {
        open.delete(socket);
        if (hadError) other.destroy();
      });
    }
    client.pipe(upstream);
    let held: Buffer[] = [];
    let heldBytes = 0;
    let timer: NodeJS.Timeout | undefined;
    const flush = () => {
      clearTimeout(timer);
      timer = undefined;
      if (heldBytes > 0) client.write(Buffer.concat(held));
      held = [];
      heldBytes = 0;
    };
    upstream.on('data', (bytes: Buffer) => {
      held.push(bytes);
      heldBytes += bytes.length;
      if (heldBytes >= FLUSH_BYTES) flush();
      else timer ??= setTimeout(flush, FLUSH_AFTER_MS);
    });
    upstream.on('end', () => {
      flush();
      client.end();
    });
    client.on('close', () => {
      clearTimeout(timer);
      upstream.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
