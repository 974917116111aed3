import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { leaving, open, serve, until } from '../test/loopback.ts';
import { reset } from './reset.ts';

describe('reset', () => {
  it('reaches the other end as a reset', async () => {
    let left: Promise<string | undefined> | undefined;
    const socket = await open(
      await serve((other) => {
        left = leaving(other);
      }),
    );
    await until(() => left !== undefined);
    reset(socket);
    expect(await left).toBe('ECONNRESET');
  });

  it('does not wait for bytes that the other end does not read', async () => {
    const socket = await open(await serve((other) => other.pause()));
    socket.write(Buffer.alloc(32 * 1024 * 1024));
    reset(socket);
    await once(socket, 'close');
  });

  it('closes a socket that is just sending its end', async () => {
    const socket = await open(await serve((other) => other.resume()));
    socket.end('the last of it');
    reset(socket);
    await once(socket, 'close');
  });
});
