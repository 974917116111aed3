import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ensureChromium, launchFlags } from './chromium.mjs';

const DEBIAN = 'ID=debian\n';
const UBUNTU = 'ID=ubuntu\nID_LIKE=debian\n';

/** A pretended Linux: `browsers` are the files that run, `stubs` those that are there and do not. */
function machine({
  env = {},
  browsers = [],
  stubs = [],
  cache = [],
  isRoot = false,
  release = '',
  installs = () => undefined,
}: {
  env?: NodeJS.ProcessEnv;
  browsers?: string[];
  stubs?: string[];
  cache?: string[];
  isRoot?: boolean;
  release?: string;
  installs?: (command: string) => string | undefined;
}) {
  const running = new Set(browsers);
  const commands: string[] = [];
  return {
    commands,
    machine: {
      env,
      platform: 'linux' as const,
      home: '/home/ada',
      isRoot,
      exists: (path: string) => running.has(path) || stubs.includes(path),
      filesBelow: (folder: string) => cache.filter((path) => path.startsWith(folder)),
      read: () => release,
      succeeds: async (command: string, args: string[]) => {
        if (args[0] === '--version') return running.has(command);
        const line = [command, ...args].join(' ');
        commands.push(line);
        const installed = installs(line);
        if (installed !== undefined) running.add(installed);
        return installed !== undefined;
      },
      say: () => undefined,
    },
  };
}

const find = (options: Parameters<typeof machine>[0]) => ensureChromium(machine(options).machine);

const onPath = '/usr/local/bin/chromium';
const wellKnown = '/opt/google/chrome/chrome';
const cached = (revision: number) =>
  join('/home/ada/.cache/ms-playwright', `chromium-${revision}`, 'chrome-linux64/chrome');
const PATH = '/usr/local/bin';

test('The environment goes before the PATH, and that before well-known places and Playwright’s cache.', async () => {
  const cache = [cached(1100)];
  const all = {
    env: { CHROMIUM_PATH: '/mine', PATH },
    browsers: ['/mine', onPath, wellKnown, ...cache],
    cache,
  };
  expect(await find(all)).toBe('/mine');
  expect(await find({ ...all, env: { PATH } })).toBe(onPath);
  expect(await find({ ...all, env: {} })).toBe(wellKnown);
  expect(await find({ ...all, env: {}, browsers: cache })).toBe(cache[0]);
});

test('A browser that the environment names and that does not run is an error rather than passed over.', async () => {
  await expect(find({ env: { CHROME_BIN: '/gone', PATH }, browsers: [onPath] })).rejects.toThrow(
    'CHROME_BIN names /gone, which is no browser that runs here.',
  );
});

test('A stub on the PATH that does not run is passed over.', async () => {
  expect(await find({ env: { PATH }, stubs: [onPath], browsers: [wellKnown] })).toBe(wellKnown);
});

test('Of the browsers in Playwright’s cache, the newest is taken.', async () => {
  const cache = [cached(900), cached(1100), cached(1000)];
  expect(await find({ cache, browsers: cache })).toBe(cached(1100));
});

test('As root on Debian, apt-get installs one.', async () => {
  const { machine: debian, commands } = machine({
    env: { PATH },
    isRoot: true,
    release: DEBIAN,
    installs: (line) => (/^apt-get install .*chromium$/.test(line) ? onPath : undefined),
  });
  expect(await ensureChromium(debian)).toBe(onPath);
  expect(commands[0]).toMatch(/^apt-get update/);
});

test.each([
  ['Debian without root', { isRoot: false, release: DEBIAN }],
  ['Ubuntu, whose package is a stub', { isRoot: true, release: UBUNTU }],
])('On %s, Playwright downloads one.', async (_, options) => {
  const { machine: other, commands } = machine({
    ...options,
    cache: [cached(1200)],
    installs: (line) => (line.includes('playwright-core') ? cached(1200) : undefined),
  });
  expect(await ensureChromium(other)).toBe(cached(1200));
  expect(commands).toHaveLength(1);
});

test('Where nothing can be had, one sentence says what to do.', async () => {
  await expect(find({ isRoot: true, release: DEBIAN })).rejects.toThrow(/install Chromium or Google Chrome/);
});

test('Only root starts Chromium without its sandbox.', () => {
  expect(launchFlags({ isRoot: true })).toContain('--no-sandbox');
  expect(launchFlags({ isRoot: false })).not.toContain('--no-sandbox');
});
