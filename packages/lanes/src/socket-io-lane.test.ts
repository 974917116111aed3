import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ClientToServerEvents, ServerToClientEvents } from '@tickrace/protocol';
import { Server } from 'socket.io';
import { expect, it, onTestFinished, vi } from 'vitest';
import { createLane, realSurroundings, type LaneState } from './index.ts';

it.each([
  ['says why', { error: { code: 'no-progress', message: 'Too slow.' } }, 'Too slow.'],
  ['does not say it as agreed', 7, 'The message must be object.'],
])('the lane socket-io breaks off where the server %s, and comes back', async (_what, why, reason) => {
  const io = new Server<ClientToServerEvents, ServerToClientEvents>(createServer());
  onTestFinished(() => io.close());
  let subscribed = 0;
  io.on('connection', (socket) =>
    socket.on('subscribe', (_request, acknowledge) => {
      subscribed += 1;
      acknowledge({
        ok: true,
        snapshot: { seq: 1, sentAtMs: 1, conflated: false, quotes: [], tapeId: 'one' },
      });
      if (subscribed > 1) return;
      socket.emit('goodbye', why as never);
      socket.conn.close();
    }),
  );
  await new Promise<void>((resolve) => io.httpServer.listen(0, '127.0.0.1', resolve));
  const states: LaneState[] = [];
  const lane = createLane('socket-io', {
    origin: `http://127.0.0.1:${(io.httpServer.address() as AddressInfo).port}`,
    symbols: 'all',
    reader: 'test',
    intervalMs: 1_000,
    listener: { onFrame: () => undefined, onState: (state) => states.push(state) },
    surroundings: realSurroundings,
  });
  onTestFinished(() => lane.stop());
  lane.start();
  await vi.waitFor(() => expect([subscribed, lane.state.kind]).toEqual([2, 'live']), 5_000);
  expect(states).toMatchObject([
    { kind: 'live' },
    { kind: 'reconnecting', attempt: 1, reason },
    { kind: 'live' },
  ]);
});
