/** Turns flags and environment into settings, once; whatever is wrong is named in one sentence. */
import { Type, type TSchema } from 'typebox';
import { Check } from 'typebox/value';
import { SCENARIO_NAMES, type ScenarioName } from '@tickrace/market';
import { NETWORK_NAMES, type NetworkName } from '@tickrace/protocol';

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

export interface Config {
  /** TCP port; 0 lets the system choose one. */
  port: number;
  host: string;
  seed: number;
  /** Number of instruments. */
  symbols: number;
  /** Mean over all symbols, per second of wall time. */
  quotesPerSecond: number;
  /** Market time per wall time. */
  marketSpeed: number;
  scenario: ScenarioName;
  /** How much of the past the tape keeps, in minutes of wall time. */
  tapeMinutes: number;
  /** Second TCP port, reached as if over a network; 0 is none. */
  shapedPort: number;
  /** What network that is. */
  network: NetworkName;
  /** A reader that is behind and takes nothing for so long is disconnected, in seconds. */
  stalledReaderSeconds: number;
  logLevel: (typeof LOG_LEVELS)[number];
}

interface Setting<Key extends keyof Config = keyof Config> {
  key: Key;
  /** Name of the environment variable; the flag is the same name in lower case with dashes. */
  name: string;
  fallback: Config[Key];
  schema: TSchema;
  /** What the schema allows, as the end of "must be …". */
  allowed: string;
  meaning: string;
}

const SETTINGS: readonly Setting[] = [
  {
    key: 'port',
    name: 'PORT',
    fallback: 3000,
    ...wholeNumber(0, 65_535),
    meaning: 'port to listen on; 0 takes a free one',
  },
  {
    key: 'host',
    name: 'HOST',
    fallback: '0.0.0.0',
    schema: Type.String({ pattern: '^[^\\s/]+$' }),
    allowed: 'an address or host name of this machine',
    meaning: 'address to listen on; 0.0.0.0 is all of them',
  },
  {
    key: 'seed',
    name: 'SEED',
    fallback: 1,
    ...wholeNumber(0, 4_294_967_295),
    meaning: 'the same seed makes the same market',
  },
  {
    key: 'symbols',
    name: 'SYMBOLS',
    fallback: 50,
    ...wholeNumber(1, 2_000),
    meaning: 'number of instruments',
  },
  {
    key: 'quotesPerSecond',
    name: 'QUOTES_PER_SECOND',
    fallback: 100,
    ...number(0.1, 20_000),
    meaning: 'mean number of quotes per second over all symbols',
  },
  {
    key: 'marketSpeed',
    name: 'MARKET_SPEED',
    fallback: 60,
    ...number(1, 3_600),
    meaning: 'market time per wall time: 60 runs an hour of trading in a minute',
  },
  {
    key: 'scenario',
    name: 'SCENARIO',
    fallback: 'busy',
    ...oneOf(SCENARIO_NAMES),
    meaning: 'what kind of day the market has',
  },
  {
    key: 'tapeMinutes',
    name: 'TAPE_MINUTES',
    fallback: 5,
    ...wholeNumber(1, 60),
    meaning: 'how much of the past is kept',
  },
  {
    key: 'shapedPort',
    name: 'SHAPED_PORT',
    fallback: 0,
    ...wholeNumber(0, 65_535),
    meaning: 'second port, on which the server is reached as if over a network; 0 is none',
  },
  {
    key: 'network',
    name: 'NETWORK',
    fallback: 'none',
    ...oneOf(NETWORK_NAMES),
    meaning: 'what network the shaped port is like',
  },
  {
    key: 'stalledReaderSeconds',
    name: 'STALLED_READER_SECONDS',
    fallback: 20,
    ...wholeNumber(1, 3_600),
    meaning: 'how long a reader that is behind may take nothing before it is disconnected',
  },
  {
    key: 'logLevel',
    name: 'LOG_LEVEL',
    fallback: 'warn',
    ...oneOf(LOG_LEVELS),
    meaning: 'what is logged to stderr',
  },
];

export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

export type ParsedConfig = { kind: 'config'; config: Config } | { kind: 'help'; text: string };

/**
 * The settings that flags (`--port 3001`, `--port=3001`) and environment (`PORT=3001`) ask for; flags win.
 * An empty environment variable counts as absent.
 * @throws ConfigError with one sentence that names setting, value and what is allowed.
 */
export function parseConfig(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): ParsedConfig {
  if (argv.includes('--help') || argv.includes('-h')) return { kind: 'help', text: helpText() };
  const flags = readFlags(argv);
  const entries = SETTINGS.map((setting) => {
    const flag = flags.get(setting.key);
    if (flag !== undefined) return [setting.key, valueOf(setting, flagOf(setting), flag)];
    const variable = env[setting.name]?.trim() ?? '';
    if (variable !== '') return [setting.key, valueOf(setting, setting.name, variable)];
    return [setting.key, setting.fallback];
  });
  const config = Object.fromEntries(entries) as unknown as Config;
  if (config.network !== 'none' && config.shapedPort === 0) {
    throw new ConfigError(
      `The network ${config.network} needs a port to be met on; name one with --shaped-port.`,
    );
  }
  return { kind: 'config', config };
}

function readFlags(argv: readonly string[]): Map<keyof Config, string> {
  const flags = new Map<keyof Config, string>();
  for (let index = 0; index < argv.length; index += 1) {
    const [name = '', ...rest] = (argv[index] ?? '').split('=');
    const setting = SETTINGS.find((candidate) => flagOf(candidate) === name);
    if (setting === undefined) {
      throw new ConfigError(`${name} is not a setting; there are ${SETTINGS.map(flagOf).join(', ')}.`);
    }
    const value = rest.length > 0 ? rest.join('=') : argv[(index += 1)];
    if (value === undefined || value.startsWith('--')) {
      throw new ConfigError(`${name} needs a value: ${setting.allowed}.`);
    }
    flags.set(setting.key, value.trim());
  }
  return flags;
}

function valueOf(setting: Setting, name: string, text: string): string | number {
  const wantsNumber = typeof setting.fallback === 'number';
  // Number('') is 0 and Number('0x10') is 16: neither is what anybody meant.
  const value = wantsNumber && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
  if (Check(setting.schema, value)) return value as string | number;
  throw new ConfigError(`${name} must be ${setting.allowed}, not "${text}".`);
}

function helpText(): string {
  const rows = SETTINGS.map((setting) => [
    flagOf(setting),
    setting.name,
    String(setting.fallback),
    `${setting.meaning} (${setting.allowed})`,
  ]);
  const table = [['flag', 'variable', 'default', 'meaning'], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const lines = table.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  return ['Settings, as flags or environment variables (flags win):', '', ...lines].join('\n');
}

function flagOf(setting: Setting): string {
  return `--${setting.name.toLowerCase().replaceAll('_', '-')}`;
}

function wholeNumber(minimum: number, maximum: number) {
  return {
    schema: Type.Integer({ minimum, maximum }),
    allowed: `a whole number from ${minimum} to ${maximum}`,
  };
}

function number(minimum: number, maximum: number) {
  return { schema: Type.Number({ minimum, maximum }), allowed: `a number from ${minimum} to ${maximum}` };
}

function oneOf(names: readonly string[]) {
  return {
    schema: Type.Union(names.map((name) => Type.Literal(name))),
    allowed: `one of ${names.join(', ')}`,
  };
}
