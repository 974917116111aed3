/** `npm run dev`: the server under tsx's watch and the dashboard under Vite's, ending together. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from './child.mjs';

const bin = (path: string) => join(root, 'node_modules', path);

const children = [
  spawn(process.execPath, [bin('tsx/dist/cli.mjs'), 'watch', 'src/server.ts', ...process.argv.slice(2)], {
    cwd: join(root, 'apps/server'),
    stdio: 'inherit',
  }),
  spawn(process.execPath, [bin('vite/bin/vite.js')], { cwd: join(root, 'apps/dashboard'), stdio: 'inherit' }),
];

function endAll() {
  for (const child of children) child.kill();
}

// The terminal tells the children of Ctrl-C itself; what is left to do is to wait for them.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', endAll);
for (const child of children) {
  child.on('exit', (code) => {
    process.exitCode ||= code ?? 0;
    endAll();
  });
}
