import { expect, test } from 'vitest';
import { run } from './child.mjs';

const node = (code: string, options = {}) => run(process.execPath, ['-e', code], options);

test('The exit code and everything printed come back.', async () => {
  const { exitCode, output } = await node('console.log("out"); console.error("err"); process.exitCode = 7');
  expect(exitCode).toBe(7);
  expect(output).toContain('out');
  expect(output).toContain('err');
});

test('A command that is not there is exit code 127 rather than an exception.', async () => {
  expect(await run('no-such-command-anywhere', [])).toMatchObject({ exitCode: 127 });
});

test('A child that hangs is killed at the timeout.', async () => {
  expect((await node('setInterval(() => {}, 1000)', { timeoutMs: 50 })).exitCode).toBe(137);
});
