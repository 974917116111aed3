import fc from 'fast-check';
import { expect, it } from 'vitest';
import { NumberQueue } from './number-queue.ts';

it('a number queue hands back what an array would, in any order of pushes and shifts', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof({ weight: 2, arbitrary: fc.integer() }, fc.constant('shift' as const)), {
        maxLength: 300,
      }),
      (steps) => {
        const queue = new NumberQueue();
        const array: number[] = [];
        for (const step of steps) {
          if (step !== 'shift') {
            queue.push(step);
            array.push(step);
          } else if (array.length > 0) expect(queue.shift()).toBe(array.shift());
          expect(queue.length).toBe(array.length);
        }
        expect(array.map((_, index) => queue.at(index))).toEqual(array);
      },
    ),
  );
});
