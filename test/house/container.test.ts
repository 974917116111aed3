import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseConfig } from '../../apps/server/src/config.ts';
import { root } from '../../scripts/child.mjs';

const textOf = (path: string) => readFileSync(join(root, path), 'utf8');

const compose = parse(textOf('docker-compose.yml')) as {
  services: Record<string, Record<string, unknown>>;
};
const service = compose.services['tickrace'] ?? {};

/** The Dockerfile's instructions, continued lines joined, comments left out. */
const instructions = textOf('apps/server/Dockerfile')
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll(/\\\n\s*/g, '')
  .split('\n')
  .filter((line) => line !== '');

/** What follows this word in the last stage, once for each time that it stands there. */
function inLastStage(word: string): string[] {
  const lastFrom = instructions.findLastIndex((line) => line.startsWith('FROM '));
  return instructions
    .slice(lastFrom)
    .filter((line) => line.startsWith(`${word} `))
    .map((line) => line.slice(word.length + 1));
}

test('Compose starts one service from the Dockerfile and publishes the port that it listens on.', () => {
  expect(Object.keys(compose.services)).toEqual(['tickrace']);
  const { context, dockerfile } = service['build'] as { context: string; dockerfile: string };
  expect(existsSync(join(root, context, dockerfile))).toBe(true);
  const [exposed] = inLastStage('EXPOSE');
  expect(service['ports']).toEqual([
    `\${PORT:-3000}:${exposed}`,
    // The shaped port is told to browsers by its number, so it is the same outside.
    '${SHAPED_PORT:-3001}:${SHAPED_PORT:-3001}',
  ]);
  expect(parseConfig([], {})).toMatchObject({ config: { port: Number(exposed), host: '0.0.0.0' } });
});

test('Compose passes on settings that the server knows, and every one but the address.', () => {
  const help = parseConfig(['--help'], {});
  const known = help.kind === 'help' ? help.text.match(/\b[A-Z][A-Z_]{3,}\b/g) : [];
  const passedOn = Object.keys(service['environment'] as object);
  expect(passedOn.toSorted()).toEqual(known?.filter((name) => name !== 'PORT' && name !== 'HOST').toSorted());
});

test('The container can write nowhere but /tmp and gain no rights.', () => {
  expect(service).toMatchObject({
    read_only: true,
    tmpfs: ['/tmp'],
    cap_drop: ['ALL'],
    security_opt: ['no-new-privileges:true'],
    init: true,
    restart: 'unless-stopped',
  });
  expect(inLastStage('USER')).toEqual(['node']);
});

test('Everything that the Dockerfile copies from the repository is there and reaches the build.', () => {
  const ignored = textOf('.dockerignore').split('\n');
  const sources = instructions
    .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
    .flatMap((line) => line.split(' ').slice(1, -1));
  expect(sources.length).toBeGreaterThan(0);
  for (const source of sources) {
    expect(existsSync(join(root, source)), source).toBe(true);
    expect(ignored).not.toContain(source);
  }
});

test('The image needs no folder of dependencies but the one that it copies.', () => {
  const { packages } = JSON.parse(textOf('package-lock.json')) as { packages: object };
  expect(Object.keys(packages).filter((path) => path.startsWith('apps/server/'))).toEqual([]);
});

test('The image starts the built server directly, so that it receives SIGTERM.', () => {
  const [command] = inLastStage('CMD');
  expect(JSON.parse(command ?? '')).toEqual(['node', '--enable-source-maps', 'apps/server/dist/server.js']);
  expect(inLastStage('STOPSIGNAL')).toEqual(['SIGTERM']);
});

test.each([
  [200, 0],
  [503, 1],
])('The healthcheck takes an answer of %i as exit code %i.', async (status, exitCode) => {
  const [check] = inLastStage('HEALTHCHECK');
  const [, ...args] = JSON.parse(check?.replace(/^.*?CMD /, '') ?? '') as string[];
  const server = createServer((request, response) => {
    response.writeHead(request.url === '/healthz' ? status : 404).end();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const code = await new Promise((ended) => {
    execFile(process.execPath, args, { env: { PORT: String(port) } }, (error) => ended(error?.code ?? 0));
  });
  server.close();
  expect(code).toBe(exitCode);
});
