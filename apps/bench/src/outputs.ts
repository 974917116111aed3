/** Writes a result where the options say, each place checked before anything is measured for it. */
import { csvOf } from './csv.ts';
import type { CompareOptions } from './options.ts';
import { checkOutputFile, STDOUT, writeOutputFile } from './output-file.ts';
import { reportOf } from './report/report.ts';
import type { Result } from './result-schema.ts';

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
  for (const format of FORMAT_NAMES) checkOutputFile(format, options[format]);
}

export function writeOutputs(result: Result, options: CompareOptions): void {
  for (const format of FORMAT_NAMES) {
    const file = options[format];
    if (file !== undefined) writeOutputFile(file, FORMATS[format](result));
  }
}
