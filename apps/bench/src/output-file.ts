/** A place that a command writes a result to: a file, or stdout as `-`, with nothing else on it then. */
import { accessSync, constants, existsSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { OptionError } from './command-line.ts';

export const STDOUT = '-';

/** @throws OptionError where the file that the option names could not be written */
export function checkOutputFile(option: string, file: string | undefined): void {
  if (file === undefined || file === STDOUT) return;
  try {
    if (existsSync(file) && statSync(file).isDirectory()) throw new Error('a folder');
    accessSync(existsSync(file) ? file : dirname(file), constants.W_OK);
  } catch {
    throw new OptionError(`--${option} cannot be written to "${file}".`);
  }
}

export function writeOutputFile(file: string | undefined, text: string): void {
  if (file === STDOUT) process.stdout.write(text);
  else if (file !== undefined) writeFileSync(file, text);
}
