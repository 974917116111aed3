/**
 * Runs a TypeScript file of this repository in this process: `run.mjs <file.ts> [args]` or
 * `run.mjs bench <name> [args]`; after `--built`, the apps are built first.
 */
import { existsSync, readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt } from './build.mjs';
import { root } from './child.mjs';
import { ensureInstalled } from './install.mjs';

/** @returns {Map<string, string>} the benchmarks' files by name */
function benchmarks() {
  const found = new Map();
  for (const parent of ['packages', 'apps']) {
    for (const workspace of readdirSync(join(root, parent))) {
      const folder = join(root, parent, workspace, 'bench');
      if (!existsSync(folder)) continue;
      for (const file of readdirSync(folder).filter((name) => name.endsWith('.ts'))) {
        found.set(basename(file, '.ts'), join(folder, file));
      }
    }
  }
  return found;
}

/** @param {string[]} args @returns {[file: string, rest: string[]]} */
function chosenFile([what = '', ...rest]) {
  if (what !== 'bench') return [resolve(root, what), rest];
  const [name = '', ...others] = rest;
  const file = benchmarks().get(name);
  if (file !== undefined) return [file, others];
  const names = [...benchmarks().keys()].sort().join(', ');
  console.error(
    `${name === '' ? 'Name a benchmark' : `No benchmark is called ${name}`}: ${names || 'there are none yet'}.`,
  );
  process.exit(1);
}

const given = process.argv.slice(2);
const isBuilt = given[0] === '--built';
const [file, args] = chosenFile(isBuilt ? given.slice(1) : given);
if (!existsSync(file)) {
  console.error(`There is no file ${file}.`);
  process.exit(1);
}
await ensureInstalled();
if (isBuilt) await ensureBuilt();
const { register } = await import('tsx/esm/api');
register();
process.argv.splice(1, Infinity, file, ...args);
await import(pathToFileURL(file).href);
