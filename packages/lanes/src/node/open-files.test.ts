import { expect, it } from 'vitest';
import { tooFewOpenFiles } from './open-files.ts';

it('A process holds ten connections, and a thousand million only where there is no limit.', () => {
  expect(tooFewOpenFiles(10)).toBeUndefined();
  expect(tooFewOpenFiles(1e9) ?? '1000000000 readers need').toContain('1000000000 readers need');
});
