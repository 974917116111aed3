/** Makes node_modules what package-lock.json says, and does nothing where it already is. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, runNpm } from './child.mjs';

/** @typedef {Record<string, any>} Manifest */

/** @param {string} path @returns {Manifest} */
const readJson = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));

/**
 * Whether a version meets a range of the forms that this repository's `engines` uses: `^1.2.3 || >=4.0.0`.
 * @param {string} version
 * @param {string} range
 */
export function satisfies(version, range) {
  const have = version.replace(/^v/, '').split('.').map(parseFloat);
  return range.split('||').some((alternative) => {
    const [, operator, least = ''] = /^\s*(\^|>=)([\d.]+)\s*$/.exec(alternative) || [];
    const want = least.split('.').map(Number);
    if (operator === '^' && have[0] !== want[0]) return false;
    const differing = want.findIndex((part, index) => part !== have[index]);
    return operator !== undefined && (differing === -1 || Number(have[differing]) > Number(want[differing]));
  });
}

/**
 * Whether the tree that npm left behind (which it records in node_modules) is the one that the lockfile and
 * the workspaces' manifests ask for, on this platform.
 * @param {Manifest} lock package-lock.json
 * @param {Manifest} installed node_modules/.package-lock.json
 * @param {(folder: string) => Manifest} manifestOf the package.json of a workspace, '' being the root
 */
export function isInstalled(lock, installed, manifestOf) {
  /** @param {string[] | undefined} names @param {string} name */
  const suits = (names, name) => names === undefined || names.includes(name);
  const foreign = Object.values(installed['packages']).some(
    ({ os, cpu }) => !suits(os, process.platform) || !suits(cpu, process.arch),
  );
  return (
    !foreign &&
    Object.entries(lock['packages']).every(([path, wanted]) => {
      if (path.startsWith('node_modules/') || path.includes('/node_modules/')) {
        const found = installed['packages'][path];
        return found ? found.version === wanted.version : wanted.optional === true;
      }
      const manifest = manifestOf(path);
      return ['dependencies', 'devDependencies'].every(
        (kind) => JSON.stringify(manifest[kind] ?? {}) === JSON.stringify(wanted[kind] ?? {}),
      );
    })
  );
}

function isUpToDate() {
  try {
    const installed = readJson('node_modules/.package-lock.json');
    return isInstalled(readJson('package-lock.json'), installed, (folder) =>
      readJson(join(folder, 'package.json')),
    );
  } catch {
    return false;
  }
}

/** @param {string} output what npm printed @returns {string} one sentence */
export function whyNpmFailed(output) {
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED/.test(output)) {
    return 'The npm registry could not be reached: connect to the internet once, then try again.';
  }
  if (/EUSAGE/.test(output)) {
    return 'package-lock.json does not match the package.json files: run npm install.';
  }
  const lines = output.split(/\r?\n/).map((line) => line.replace(/^npm (error|ERR!)\s*/, '').trim());
  const first = lines.find((line) => line !== '' && !/^(code|errno|syscall|path) /.test(line));
  return `npm ci failed: ${first ?? 'it gave no reason'}`;
}

/** Ends the process with one sentence and exit code 1 where Node is too old or npm fails. */
export async function ensureInstalled() {
  const range = readJson('package.json')['engines'].node;
  if (!satisfies(process.version, range)) {
    console.error(`Tickrace needs Node ${range}, and this is ${process.version}.`);
    process.exit(1);
  }
  if (isUpToDate()) return;
  console.error('Installing dependencies …');
  // Development dependencies are what builds the apps, so NODE_ENV=production must not leave them out.
  const { exitCode, output } = await runNpm(['ci', '--include=dev', '--loglevel=error']);
  if (exitCode !== 0) {
    console.error(whyNpmFailed(output));
    process.exit(1);
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await ensureInstalled();
