/** How commands read their options: every number has a range, and whatever is wrong is said in one sentence. */
import { parseArgs } from 'node:util';

export class OptionError extends Error {
  override readonly name = 'OptionError';
}

export interface NumberOption {
  fallback: number;
  minimum: number;
  maximum: number;
  whole?: true;
}

/** What was given, by the option's name without dashes. */
export type Given<Name extends string> = Partial<Record<Name, string>>;

export function asksForHelp(args: readonly string[]): boolean {
  return args.includes('--help') || args.includes('-h');
}

/** @throws OptionError where there is anything but these options, each with a value */
export function readOptions<Name extends string>(
  args: readonly string[],
  names: readonly Name[],
): Given<Name> {
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
  try {
    return parseArgs({ args: [...args], options, allowPositionals: false }).values as Given<Name>;
  } catch (error) {
    // Node's messages go on with advice on `--` that is no help here.
    const [sentence = ''] = (error as Error).message.split(/[.\n]/);
    throw new OptionError(`${sentence}; --help lists the options.`);
  }
}

/** @throws OptionError where what was given is no number of the option's range */
export function numberOf<Name extends string>(
  given: Given<Name>,
  name: Name,
  { fallback, minimum, maximum, whole }: NumberOption,
): number {
  const text = given[name];
  if (text === undefined) return fallback;
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
  if (value >= minimum && value <= maximum && (whole === undefined || Number.isInteger(value))) return value;
  const kind = whole ? 'a whole number' : 'a number';
  throw new OptionError(`--${name} must be ${kind} from ${minimum} to ${maximum}, not "${text}".`);
}
