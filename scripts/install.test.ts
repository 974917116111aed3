import { expect, test } from 'vitest';
import { isInstalled, satisfies, whyNpmFailed } from './install.mjs';

const range = '^20.19.0 || ^22.12.0 || >=24.0.0';

test.each(['v20.19.0', 'v20.20.2', 'v22.12.0', 'v24.0.0', 'v26.3.1', 'v25.0.0-nightly'])(
  'Node %s is supported.',
  (version) => {
    expect(satisfies(version, range)).toBe(true);
  },
);

test.each(['v18.20.4', 'v20.18.9', 'v21.7.3', 'v22.11.0', 'v23.11.0'])('Node %s is refused.', (version) => {
  expect(satisfies(version, range)).toBe(false);
});

const manifest = { dependencies: { fastify: '^5.0.0' } };
const fastify = { version: '5.0.0' };
const foreignBinding = { version: '1.0.0', optional: true, os: ['atlantis'] };
const lock = {
  packages: {
    'apps/server': manifest,
    'node_modules/fastify': fastify,
    'node_modules/binding': foreignBinding,
  },
};

const isUpToDate = (installed: object, server: object = manifest) =>
  isInstalled(lock, { packages: installed }, () => server);

test('A tree with every package of the lockfile is installed, without what is optional elsewhere.', () => {
  expect(isUpToDate({ 'node_modules/fastify': fastify })).toBe(true);
});

test('A missing package, another version or another platform’s package asks for an install.', () => {
  expect(isUpToDate({})).toBe(false);
  expect(isUpToDate({ 'node_modules/fastify': { version: '4.9.0' } })).toBe(false);
  expect(isUpToDate({ 'node_modules/fastify': fastify, 'node_modules/binding': foreignBinding })).toBe(false);
});

test('A manifest that asks for more than the lockfile knows asks for an install.', () => {
  const installed = { 'node_modules/fastify': fastify };
  expect(isUpToDate(installed, { dependencies: { fastify: '^5.0.0', pino: '*' } })).toBe(false);
  expect(isUpToDate(installed, { ...manifest, devDependencies: { vitest: '*' } })).toBe(false);
});

test('What npm says when it fails becomes one sentence.', () => {
  expect(whyNpmFailed('npm error code ENOTFOUND\nnpm error syscall getaddrinfo\n')).toMatch(
    /could not be reached/,
  );
  expect(whyNpmFailed('npm error code EUSAGE\nnpm error\nnpm error `npm ci` can only\n')).toMatch(
    /npm install/,
  );
  expect(whyNpmFailed('npm error code EACCES\nnpm error syscall mkdir\nnpm error permission denied\n')).toBe(
    'npm ci failed: permission denied',
  );
});
