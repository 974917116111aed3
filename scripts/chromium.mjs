/** Finds a Chromium that runs on this machine, or installs one, so that tests in a browser need no preparation. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, run } from './child.mjs';

/**
 * What the search sees of the machine.
 * @typedef {object} Machine
 * @property {NodeJS.ProcessEnv} env
 * @property {NodeJS.Platform} platform
 * @property {string} home
 * @property {boolean} isRoot
 * @property {(path: string) => boolean} exists
 * @property {(folder: string) => string[]} filesBelow paths of all files below a folder, [] where there is none
 * @property {(path: string) => string} read text of a file, '' where there is none
 * @property {(command: string, args: string[], timeoutMs: number) => Promise<boolean>} succeeds
 * @property {(message: string) => void} say
 */

/** @type {Machine} */
const thisMachine = {
  env: process.env,
  platform: process.platform,
  home: homedir(),
  isRoot: process.getuid?.() === 0,
  exists: existsSync,
  filesBelow: (folder) =>
    existsSync(folder)
      ? readdirSync(folder, { recursive: true }).map((path) => join(folder, String(path)))
      : [],
  read: (path) => (existsSync(path) ? readFileSync(path, 'utf8') : ''),
  succeeds: async (command, args, timeoutMs) =>
    (await run(command, args, { timeoutMs, env: { DEBIAN_FRONTEND: 'noninteractive' } })).exitCode === 0,
  say: (message) => console.error(message),
};

const NAMED_BY = ['CHROMIUM_PATH', 'CHROME_BIN'];

const COMMANDS = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'chrome',
  'microsoft-edge-stable',
  'microsoft-edge',
];

/** @param {Machine} machine */
function onPath({ env, platform }) {
  const folders = (env['PATH'] ?? env['Path'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const ending = platform === 'win32' ? '.exe' : '';
  return COMMANDS.flatMap((command) => folders.map((folder) => join(folder, command + ending)));
}

/** @param {Machine} machine */
function inWellKnownPlaces({ env, platform, home }) {
  if (platform === 'darwin') {
    return ['Chromium', 'Google Chrome', 'Microsoft Edge', 'Brave Browser'].flatMap((name) =>
      ['/Applications', join(home, 'Applications')].map(
        (folder) => `${folder}/${name}.app/Contents/MacOS/${name}`,
      ),
    );
  }
  if (platform === 'win32') {
    const folders = [env['LOCALAPPDATA'], env['ProgramFiles'], env['ProgramFiles(x86)']];
    return folders
      .filter((folder) => folder !== undefined)
      .flatMap((folder) =>
        [
          'Chromium/Application/chrome',
          'Google/Chrome/Application/chrome',
          'Microsoft/Edge/Application/msedge',
        ].map((path) => join(folder, `${path}.exe`)),
      );
  }
  return [
    '/usr/lib/chromium/chromium',
    '/opt/google/chrome/chrome',
    '/opt/microsoft/msedge/msedge',
    '/snap/bin/chromium',
  ];
}

/** @param {Machine} machine Browsers that Playwright once downloaded, the newest revision first. */
function inPlaywrightsCache({ env, platform, home, filesBelow }) {
  const caches = { darwin: join(home, 'Library/Caches'), win32: env['LOCALAPPDATA'] ?? '' };
  const named = env['PLAYWRIGHT_BROWSERS_PATH'];
  const folder =
    named !== undefined && named !== '0'
      ? named
      : join(caches[/** @type {keyof typeof caches} */ (platform)] ?? join(home, '.cache'), 'ms-playwright');
  /** @param {string} path */
  const revision = (path) => Number(/chromium(?:_headless_shell)?-(\d+)/.exec(path)?.[1] ?? 0);
  return filesBelow(folder)
    .filter((path) =>
      /[\\/](chrome|headless_shell|chrome-headless-shell|Chromium|Google Chrome for Testing)(\.exe)?$/.test(
        path,
      ),
    )
    .filter((path) => revision(path) > 0)
    .sort((a, b) => revision(b) - revision(a));
}

/** @param {string} path @param {Machine} machine Whether the browser is there and starts: a stub or a missing library does not. */
async function runs(path, { exists, platform, succeeds }) {
  if (!exists(path)) return false;
  // On Windows, Chrome answers --version by opening a window.
  return platform === 'win32' || (await succeeds(path, ['--version'], 20_000));
}

/** @param {string[]} paths @param {Machine} machine */
async function firstThatRuns(paths, machine) {
  for (const path of new Set(paths)) if (await runs(path, machine)) return path;
  return undefined;
}

/** @param {Machine} machine */
async function installWithApt({ isRoot, read, succeeds, say }) {
  const release = read('/etc/os-release');
  // On Ubuntu the package only asks for a snap.
  if (!isRoot || !/^ID(_LIKE)?=.*debian/m.test(release) || /^ID(_LIKE)?=.*ubuntu/m.test(release)) return;
  say('Installing Chromium with apt-get …');
  const wait = ['-o', 'DPkg::Lock::Timeout=300'];
  await succeeds('apt-get', ['update', ...wait], 300_000);
  await succeeds('apt-get', ['install', '-y', '--no-install-recommends', ...wait, 'chromium'], 900_000);
}

/** @param {Machine} machine */
async function downloadWithPlaywright({ succeeds, say }) {
  say('Downloading Chromium with Playwright …');
  const cli = join(root, 'node_modules/playwright-core/cli.js');
  await succeeds(process.execPath, [cli, 'install', 'chromium-headless-shell'], 600_000);
}

/**
 * The path of a Chromium (or a browser built on it) that runs: named by the environment, on the PATH, in a
 * well-known place or in Playwright's cache; else installed by apt-get or downloaded by Playwright.
 * @param {Machine} [machine]
 * @returns {Promise<string>}
 * @throws {Error} with one sentence that says what to do, where there is none to be had
 */
export async function ensureChromium(machine = thisMachine) {
  for (const name of NAMED_BY) {
    const path = machine.env[name];
    if (!path) continue;
    if (await runs(path, machine)) return path;
    throw new Error(`${name} names ${path}, which is no browser that runs here.`);
  }
  const search = () =>
    firstThatRuns(
      [...onPath(machine), ...inWellKnownPlaces(machine), ...inPlaywrightsCache(machine)],
      machine,
    );
  let found = await search();
  for (const install of [installWithApt, downloadWithPlaywright]) {
    if (found !== undefined) break;
    await install(machine);
    found = await search();
  }
  if (found !== undefined) return found;
  throw new Error(
    'No Chromium was found or could be installed: install Chromium or Google Chrome, or name one in CHROMIUM_PATH.',
  );
}

/**
 * What to start Chromium with: quiet on the network, and without its sandbox only as root, where it has none.
 * @param {Pick<Machine, 'isRoot'>} [machine]
 * @returns {string[]}
 */
export function launchFlags({ isRoot } = thisMachine) {
  return [
    ...(isRoot ? ['--no-sandbox'] : []),
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    console.log(await ensureChromium());
  } catch (error) {
    console.error(/** @type {Error} */ (error).message);
    process.exit(1);
  }
}
