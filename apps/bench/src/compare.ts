/** `npm run compare`: reads the options, compares, and says what came of it. */
import { compare } from './comparison.ts';
import { HELP, parseOptions } from './options.ts';
import { checkOutputs, takesStdout, writeOutputs } from './outputs.ts';
import { LineProgress, TableProgress } from './progress.ts';
import { runCommand } from './run-command.ts';
import { summaryOf, warningOf } from './summary.ts';

runCommand(async (signal) => {
  const parsed = parseOptions(process.argv.slice(2));
  if (parsed.kind === 'help') return console.log(HELP);
  const { options } = parsed;
  checkOutputs(options);
  const forPeople = takesStdout(options) ? process.stderr : process.stdout;
  const progress =
    process.stdout.isTTY && forPeople === process.stdout
      ? new TableProgress(process.stdout)
      : new LineProgress(process.stderr);
  const result = await compare(options, { progress, signal });
  writeOutputs(result, options);
  forPeople.write(summaryOf(result));
  const warning = warningOf(result);
  if (warning !== undefined) console.error(`\n${warning}`);
});
