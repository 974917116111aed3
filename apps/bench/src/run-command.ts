/** A command as a process: Ctrl-C breaks it off, and its exit code says what came of it. */
import { OptionError } from './command-line.ts';

const EXIT = { failed: 1, badOptions: 2, interrupted: 130 };

class Interrupted extends Error {}

/** The signal is aborted by the first Ctrl-C; a second one ends the process at once. */
export function runCommand(work: (signal: AbortSignal) => Promise<void>): void {
  const breakOff = new AbortController();
  const interrupt = () =>
    breakOff.signal.aborted ? process.exit(EXIT.interrupted) : breakOff.abort(new Interrupted());
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt).on('SIGHUP', interrupt);
  work(breakOff.signal).catch((error: unknown) => {
    // What cannot be stopped, a question under way, does not keep the process.
    if (error instanceof Interrupted) process.exit(EXIT.interrupted);
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = error instanceof OptionError ? EXIT.badOptions : EXIT.failed;
  });
}
