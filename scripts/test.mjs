/**
 * `npm test`: everything that must hold, from a fresh clone. Each check counts as one test; the last line of
 * output is always `N passed, N failed, N skipped`, and the exit code is 0 only where nothing failed.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildApps } from './build.mjs';
import { ensureChromium } from './chromium.mjs';
import { root, run } from './child.mjs';
import { ensureInstalled } from './install.mjs';
import { tallyVitest } from './vitest-tally.mjs';

/** @typedef {{ name: string, run: () => Promise<{ exitCode: number, output: string }> }} Step */

const PROJECTS = { unit: 'unit', e2e: 'end-to-end' };

const total = { passed: 0, failed: 0, skipped: 0 };

process.on('exit', (code) => {
  if (code !== 0 && total.failed === 0) total.failed = 1;
  if (total.failed > 0) process.exitCode = code || 1;
  console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
});

/** @typedef {keyof typeof PROJECTS} TestPart */

/** @param {string[]} args @returns {{ only: 'check' | TestPart | undefined, vitestArgs: string[] }} */
function parse(args) {
  const at = args.indexOf('--only');
  if (at === -1) return { only: undefined, vitestArgs: args };
  const only = args[at + 1];
  if (only !== 'check' && only !== 'unit' && only !== 'e2e') {
    console.error('--only takes check, unit or e2e.');
    process.exit(1);
  }
  return { only, vitestArgs: args.toSpliced(at, 2) };
}

/** @param {string} path a program below node_modules @param {string[]} args */
const tool = (path, ...args) => run(process.execPath, [join(root, 'node_modules', path), ...args]);

/** @returns {string[]} the folders that TypeScript checks */
function typedFolders() {
  const workspaces = ['packages', 'apps'].flatMap((parent) =>
    readdirSync(join(root, parent)).map((name) => `${parent}/${name}`),
  );
  const benchmarks = workspaces.map((workspace) => `${workspace}/bench`);
  return [...workspaces, ...benchmarks, 'scripts', 'test'].filter((folder) =>
    existsSync(join(root, folder, 'tsconfig.json')),
  );
}

/** @returns {Step[]} the slow ones first, so that two at a time end together */
function checks() {
  return [
    { name: 'eslint', run: () => tool('eslint/bin/eslint.js', '--max-warnings=0', '.') },
    {
      name: 'svelte-check',
      run: () => tool('svelte-check/bin/svelte-check', '--workspace', 'apps/dashboard', '--fail-on-warnings'),
    },
    ...typedFolders().map((folder) => ({
      name: `tsc ${folder}`,
      run: () => tool('typescript/bin/tsc', '-p', folder),
    })),
    { name: 'prettier', run: () => tool('prettier/bin/prettier.cjs', '--check', '.') },
    { name: 'knip', run: () => tool('knip/bin/knip.js') },
  ];
}

/** @type {Step} */
const build = {
  name: 'build',
  run: async () => {
    const failure = await buildApps();
    return { exitCode: failure === undefined ? 0 : 1, output: failure ?? '' };
  },
};

/** @type {Step} */
const chromium = {
  name: 'chromium',
  run: async () => {
    try {
      process.env['CHROMIUM_PATH'] = await ensureChromium();
      return { exitCode: 0, output: '' };
    } catch (error) {
      return { exitCode: 1, output: error instanceof Error ? error.message : String(error) };
    }
  },
};

/** @param {string} text @param {number} code */
const coloured = (text, code) => (process.stdout.isTTY ? `\x1b[${code}m${text}\x1b[0m` : text);

/** @param {Step} step @returns {Promise<boolean>} whether it passed */
async function take(step) {
  const startedAtMs = performance.now();
  const { exitCode, output } = await step.run();
  const passed = exitCode === 0;
  total[passed ? 'passed' : 'failed'] += 1;
  const seconds = ((performance.now() - startedAtMs) / 1000).toFixed(1).padStart(6);
  console.log(`${passed ? coloured('✓', 32) : coloured('✗', 31)} ${step.name.padEnd(24)}${seconds} s`);
  if (!passed) console.log(`\n${output.trim()}\n`);
  return passed;
}

/** @param {Step[]} steps Takes them two at a time, where there are two cores. */
async function takeAll(steps) {
  const waiting = [...steps];
  const worker = async () => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) await take(step);
  };
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, worker));
}

/** @param {TestPart[]} parts @param {string[]} vitestArgs */
async function runVitest(parts, vitestArgs) {
  if (parts.length === 0) return;
  const folder = mkdtempSync(join(tmpdir(), 'tickrace-test-'));
  const reportPath = join(folder, 'report.json');
  const { exitCode } = await run(
    process.execPath,
    [
      join(root, 'node_modules/vitest/vitest.mjs'),
      'run',
      ...parts.map((part) => `--project=${PROJECTS[part]}`),
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${reportPath}`,
      ...vitestArgs,
    ],
    { inherit: true },
  );
  const report = existsSync(reportPath) ? JSON.parse(readFileSync(reportPath, 'utf8')) : undefined;
  rmSync(folder, { recursive: true });
  const tally = tallyVitest(report, exitCode);
  total.passed += tally.passed;
  total.failed += tally.failed;
  total.skipped += tally.skipped;
}

const { only, vitestArgs } = parse(process.argv.slice(2));
await ensureInstalled();
if (only === undefined || only === 'check') await takeAll(checks());
if (only !== 'check') {
  /** @type {TestPart[]} */
  const parts = only === undefined ? ['unit', 'e2e'] : [only];
  // Where the apps or the browser are missing, that is the failure, and not each test that needs them.
  const isReady = !parts.includes('e2e') || ((await take(build)) && (await take(chromium)));
  await runVitest(isReady ? parts : parts.filter((part) => part !== 'e2e'), vitestArgs);
}
