/** `npm start`: from a fresh clone to a running server, in this process, so that signals and exit codes are its own. */
import { fileURLToPath } from 'node:url';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';

await ensureInstalled();
await ensureBuilt();

// A SIGTERM to npm ends npm and its shell, which pass it on to nobody: without this the server would live on.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM');
}, 500).unref();

const server = new URL('../apps/server/dist/server.js', import.meta.url);
process.argv[1] = fileURLToPath(server);
process.setSourceMapsEnabled(true);
await import(server.href);
