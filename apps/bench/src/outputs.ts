/** Writes a result where the options say, each place checked before anything is measured for it. */
import { accessSync, constants, existsSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { csvOf } from './csv.ts';
import { OptionError, type CompareOptions } from './options.ts';
import { reportOf } from './report/report.ts';
import type { Result } from './result-schema.ts';

const STDOUT = '-';

const FORMATS: Record<'json' | 'csv' | 'html', (result: Result) => string> = {
  json: (result) => `${JSON.stringify(result, null, 2)}\n`,
  csv: csvOf,
  html: reportOf,
};

const FORMAT_NAMES = Object.keys(FORMATS) as (keyof typeof FORMATS)[];

/** Whether stdout is for a program, so that nothing else may be written there. */
export function takesStdout(options: CompareOptions): boolean {
  return FORMAT_NAMES.some((format) => options[format] === STDOUT);
}

/** @throws OptionError where a file could not be written */
export function checkOutputs(options: CompareOptions): void {
  for (const format of FORMAT_NAMES) {
    const file = options[format];
    if (file === undefined || file === STDOUT) continue;
    try {
      if (existsSync(file) && statSync(file).isDirectory()) throw new Error('a folder');
      accessSync(existsSync(file) ? file : dirname(file), constants.W_OK);
    } catch {
      throw new OptionError(`--${format} cannot be written to "${file}".`);
    }
  }
}

export function writeOutputs(result: Result, options: CompareOptions): void {
  for (const format of FORMAT_NAMES) {
    const file = options[format];
    if (file === undefined) continue;
    const text = FORMATS[format](result);
    if (file === STDOUT) process.stdout.write(text);
    else writeFileSync(file, text);
  }
}
