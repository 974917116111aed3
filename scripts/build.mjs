/** Builds the apps for production, each only when what it is built from has changed. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, runNpm } from './child.mjs';

const APPS = ['server', 'dashboard'];

/** @param {string} name A file or folder that no build reads. */
const isNoInput = (name) => /^(node_modules|dist|bench|test|\..*)$|\.test\./.test(name);

/** @param {string} folder @returns {string[]} every file below, in an order that is the same everywhere */
function filesBelow(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter(({ name }) => !isNoInput(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) =>
      entry.isDirectory() ? filesBelow(`${folder}/${entry.name}`) : [`${folder}/${entry.name}`],
    );
}

/** @param {string} app A hash over everything that the app is built from. */
function inputsOf(app) {
  const hash = createHash('sha256');
  for (const path of [
    'package-lock.json',
    'tsconfig.json',
    ...filesBelow('packages'),
    ...filesBelow(`apps/${app}`),
  ]) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0');
  }
  return hash.digest('hex');
}

/** @param {string} app The stamp lies in dist, so that removing dist or a half-done build removes it. */
const stampOf = (app) => join(root, 'apps', app, 'dist', '.built-from');

/** @param {string} app */
async function build(app) {
  const inputs = inputsOf(app);
  const { exitCode, output } = await runNpm(['run', '--silent', 'build', '-w', `@tickrace/${app}`], {
    env: { NODE_ENV: 'production' },
  });
  if (exitCode === 0) writeFileSync(stampOf(app), inputs);
  return { app, exitCode, output };
}

/**
 * @returns {Promise<string | undefined>} what the builds printed, where one failed
 */
export async function buildApps() {
  const stale = APPS.filter(
    (app) => !existsSync(stampOf(app)) || readFileSync(stampOf(app), 'utf8') !== inputsOf(app),
  );
  if (stale.length > 0) console.error(`Building ${stale.join(' and ')} …`);
  const failed = (await Promise.all(stale.map(build))).filter(({ exitCode }) => exitCode !== 0);
  if (failed.length > 0) {
    return failed.map(({ app, output }) => `The build of ${app} failed:\n${output}`).join('\n');
  }
  return undefined;
}

/** Ends the process with the build's output and exit code 1 where a build fails. */
export async function ensureBuilt() {
  const failure = await buildApps();
  if (failure !== undefined) {
    console.error(failure);
    process.exit(1);
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await ensureBuilt();
