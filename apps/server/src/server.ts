/** Starts the server, says where it is, and ends it in good order. */
import { networkInterfaces } from 'node:os';
import { liveLine } from './addresses.ts';
import { buildApp, type App } from './app.ts';
import { ConfigError, parseConfig } from './config.ts';

/** A stop that takes longer than this is forced. */
const HARD_STOP_MS = 2_000;

async function main(): Promise<void> {
  const parsed = parseConfig(process.argv.slice(2), process.env);
  if (parsed.kind === 'help') {
    console.log(parsed.text);
    return;
  }
  const { config } = parsed;
  const app = buildApp(config);
  stopOnSignals(app);
  await app.listen({ port: config.port, host: config.host });
  const address = app.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : config.port;
  await app.shapedPort?.open(port);
  const shaped = app.shapedPort?.network;
  console.log(liveLine({ host: config.host, port, interfaces: networkInterfaces(), shaped }));
}

function stopOnSignals(app: App): void {
  let stopping = false;
  const stop = (): void => {
    if (stopping) process.exit(1);
    stopping = true;
    setTimeout(() => process.exit(1), HARD_STOP_MS).unref();
    void app.close().then(() => process.exit(0));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

interface ListenError extends NodeJS.ErrnoException {
  address?: string;
  port?: number;
  hostname?: string;
}

/** One sentence for what its user can mend; anything else is a fault, and keeps its stack. */
function explainFailure(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  const { code, address, port, hostname } = error as ListenError;
  if (code === 'EADDRINUSE') return `Port ${port} is in use already; choose another with --port.`;
  if (code === 'EACCES') {
    return `Port ${port} needs more rights than this user has; choose another with --port.`;
  }
  if (code === 'EADDRNOTAVAIL') {
    return `This machine has no address ${address}; choose another with --host.`;
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return `There is no host ${hostname}; choose another with --host.`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

main().catch((error: unknown) => {
  console.error(explainFailure(error));
  process.exit(1);
});
