import { describe, expect, it } from 'vitest';
import { ArrivalQueue } from './arrival-queue.ts';
import { openStream } from './random-stream.ts';

describe('ArrivalQueue', () => {
  it('always has the earliest arrival first, equal ones by the order of symbols', () => {
    const random = openStream(1, 'arrivals');
    const draw = () => Math.floor(random.uniformBetween(0, 5));
    for (const symbols of [1, 2, 3, 10, 33]) {
      const arrivals = Array.from({ length: symbols }, draw);
      const queue = new ArrivalQueue(arrivals);
      for (let i = 0; i < 500; i++) {
        const earliest = Math.min(...arrivals);
        expect(queue.firstArrival()).toBe(earliest);
        expect(queue.first()).toBe(arrivals.indexOf(earliest));
        const delay = draw();
        arrivals[queue.first()]! += delay;
        queue.postponeFirst(delay);
      }
    }
  });
});
