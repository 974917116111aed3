/** `npm run load`: reads the options, loads a server with readers, and says what came of it. */
import { tooFewOpenFiles } from '@tickrace/lanes/node';
import { LOAD_HELP, parseLoadOptions } from './load/load-options.ts';
import { runLoad } from './load/load-run.ts';
import { loadSummaryOf } from './load/load-summary.ts';
import { checkOutputFile, STDOUT, writeOutputFile } from './output-file.ts';
import { LineProgress } from './progress.ts';
import { runCommand } from './run-command.ts';

runCommand(async (signal) => {
  const parsed = parseLoadOptions(process.argv.slice(2));
  if (parsed.kind === 'help') return console.log(LOAD_HELP);
  const { options } = parsed;
  checkOutputFile('json', options.json);
  const { server, readers, workers } = options;
  const tooFew = tooFewOpenFiles(server.kind === 'own' ? readers : Math.ceil(readers / workers));
  if (tooFew !== undefined) throw new Error(tooFew);
  const result = await runLoad(options, { progress: new LineProgress(process.stderr), signal });
  writeOutputFile(options.json, `${JSON.stringify(result, null, 2)}\n`);
  if (options.json !== STDOUT) process.stdout.write(loadSummaryOf(result));
});
