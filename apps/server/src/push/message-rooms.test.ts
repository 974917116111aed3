import { expect, it } from 'vitest';
import type { Frame } from '@tickrace/protocol';
import { MessageRooms } from './message-rooms.ts';

const frame: Frame = { seq: 1, sentAtMs: 2, conflated: false, quotes: [] };

function setUp() {
  let encoded = 0;
  const rooms = new MessageRooms((sent: Frame) => ({ text: JSON.stringify(sent), number: (encoded += 1) }));
  const join = (...names: string[]) => {
    const received: object[] = [];
    const link = rooms.linkOf({
      inFlightBytes: () => 0,
      write: (message) => received.push(message),
      cutOff: () => undefined,
    });
    for (const name of names) link.join(name);
    return { link, received };
  };
  return { rooms, join, encodedTimes: () => encoded };
}

it('encodes a frame once for all who are in the room, and sends it to nobody else', () => {
  const { rooms, join, encodedTimes } = setUp();
  const [first, second, other] = [join('a'), join('a'), join('b')];
  rooms.broadcast('a', frame, 'json');
  expect(first.received).toEqual([{ text: JSON.stringify(frame), number: 1 }]);
  expect(second.received[0]).toBe(first.received[0]);
  expect(other.received).toEqual([]);
  expect(encodedTimes()).toBe(1);
});

it('sends nothing more to one who has left', () => {
  const { rooms, join } = setUp();
  const { link, received } = join('a');
  link.leave('a');
  link.leave('never joined');
  rooms.broadcast('a', frame, 'json');
  expect(received).toEqual([]);
});
