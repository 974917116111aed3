import { beforeEach, describe, expect, it } from 'vitest';
import { ASK_EVERY_BYTES, UnreadBytes } from './unread-bytes.ts';

describe('UnreadBytes', () => {
  let socket: { bytesWritten: number };
  let bufferedAmount: number;
  let pings: Buffer[];
  let pong: (payload: Buffer) => void;
  let unread: UnreadBytes;

  beforeEach(() => {
    socket = { bytesWritten: 500 };
    bufferedAmount = 0;
    pings = [];
    unread = new UnreadBytes(
      {
        get bufferedAmount() {
          return bufferedAmount;
        },
        ping: (payload) => pings.push(payload),
        on: (_event, listener) => (pong = listener),
      },
      socket,
    );
  });

  it('does not ask while little was written, and counts what waits in this process', () => {
    socket.bytesWritten += ASK_EVERY_BYTES - 1;
    expect(unread.read()).toBe(0);
    bufferedAmount = 7;
    expect(unread.read()).toBe(7);
    expect(pings).toHaveLength(0);
  });

  it('asks once, and takes an answer for all that was written before the question', () => {
    socket.bytesWritten += ASK_EVERY_BYTES;
    expect(unread.read()).toBe(ASK_EVERY_BYTES);
    socket.bytesWritten += 3 * ASK_EVERY_BYTES;
    expect(unread.read()).toBe(4 * ASK_EVERY_BYTES);
    expect(pings).toHaveLength(1);
    pong(pings[0]!);
    expect(unread.read()).toBe(3 * ASK_EVERY_BYTES);
    expect(pings).toHaveLength(2);
    pong(pings[1]!);
    expect(unread.read()).toBe(0);
  });

  it('takes neither the answer to a heartbeat nor one that was not asked for', () => {
    socket.bytesWritten += ASK_EVERY_BYTES;
    unread.read();
    pong(Buffer.alloc(0));
    expect(unread.read()).toBe(ASK_EVERY_BYTES);
    pong(pings[0]!);
    socket.bytesWritten += ASK_EVERY_BYTES;
    pong(pings[0]!);
    expect(unread.read()).toBe(ASK_EVERY_BYTES);
  });
});
