/** `npm run compare`: reads the options, compares, and says what came of it. */
import { compare } from './comparison.ts';
import { HELP, OptionError, parseOptions, type CompareOptions } from './options.ts';
import { checkOutputs, takesStdout, writeOutputs } from './outputs.ts';
import { LineProgress, TableProgress } from './progress.ts';
import { summaryOf, warningOf } from './summary.ts';

const EXIT = { failed: 1, badOptions: 2, interrupted: 130 };

async function main(args: readonly string[]): Promise<void> {
  const parsed = parseOptions(args);
  if (parsed.kind === 'help') return console.log(HELP);
  checkOutputs(parsed.options);
  await run(parsed.options);
}

async function run(options: CompareOptions): Promise<void> {
  const breakOff = new AbortController();
  const interrupt = () =>
    breakOff.signal.aborted ? process.exit(EXIT.interrupted) : breakOff.abort(new Interrupted());
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt).on('SIGHUP', interrupt);
  const forPeople = takesStdout(options) ? process.stderr : process.stdout;
  const progress =
    process.stdout.isTTY && forPeople === process.stdout
      ? new TableProgress(process.stdout)
      : new LineProgress(process.stderr);
  const result = await compare(options, { progress, signal: breakOff.signal });
  writeOutputs(result, options);
  forPeople.write(summaryOf(result));
  const warning = warningOf(result);
  if (warning !== undefined) console.error(`\n${warning}`);
}

class Interrupted extends Error {}

main(process.argv.slice(2)).catch((error: unknown) => {
  // What cannot be stopped, a question under way, does not keep the process.
  if (error instanceof Interrupted) process.exit(EXIT.interrupted);
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = error instanceof OptionError ? EXIT.badOptions : EXIT.failed;
});
