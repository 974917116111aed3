/** Runs a child process to its end and keeps what it printed; the child never outlives this process. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

/** The repository's root folder, where children run unless told otherwise. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** @type {NodeJS.Signals[]} */
const endings = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** @param {NodeJS.Signals} signal The exit code by which shells report a death by this signal. */
const codeOf = (signal) => 128 + constants.signals[signal];

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env] added to this process's own
 * @property {boolean} [inherit] prints straight to this terminal instead of keeping the output
 * @property {boolean} [shell]
 * @property {number} [timeoutMs] after which the child is killed
 */

/**
 * Never rejects: a command that cannot be started has exit code 127, one that a signal ended 128 + its number.
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<{ exitCode: number, output: string }>} `output` holds stdout and stderr as they came
 */
export function run(command, args, { cwd = root, env = {}, inherit = false, shell = false, timeoutMs } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      shell,
      stdio: inherit ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      ...(timeoutMs === undefined ? {} : { timeout: timeoutMs, killSignal: 'SIGKILL' }),
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => (output += text));
    }
    /** @param {NodeJS.Signals} signal */
    const passOn = (signal) => {
      child.kill(signal);
      process.exitCode = codeOf(signal);
      child.once('close', () => process.exit());
    };
    for (const signal of endings) process.on(signal, passOn);
    /** @param {number} exitCode */
    const end = (exitCode) => {
      for (const signal of endings) process.off(signal, passOn);
      resolve({ exitCode, output });
    };
    child.once('error', (error) => {
      output += error.message;
      end(127);
    });
    child.once('close', (code, signal) => end(code ?? (signal ? codeOf(signal) : 1)));
  });
}

/**
 * The npm that started this process, or else the one on the PATH.
 * @param {string[]} args
 * @param {RunOptions} [options]
 */
export function runNpm(args, options) {
  const npmCli = process.env['npm_execpath'];
  return npmCli?.endsWith('npm-cli.js')
    ? run(process.execPath, [npmCli, ...args], options)
    : run('npm', args, { shell: process.platform === 'win32', ...options });
}
