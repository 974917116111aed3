/** The workspaces of this repository as they lie on disk. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/child.mjs';

export interface Manifest {
  name: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

/** Folders like `packages/market`, relative to the root. */
export const workspaces = ['packages', 'apps']
  .flatMap((parent) => readdirSync(join(root, parent)).map((name) => `${parent}/${name}`))
  .filter((folder) => existsSync(join(root, folder, 'package.json')));

export function manifestOf(workspace: string): Manifest {
  return JSON.parse(readFileSync(join(root, workspace, 'package.json'), 'utf8')) as Manifest;
}

/** The text of every TypeScript and Svelte file of a workspace, tests and benchmarks included. */
export function sourcesOf(workspace: string): string[] {
  return ['src', 'test', 'bench']
    .map((folder) => join(root, workspace, folder))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder, { recursive: true }).map((path) => join(folder, String(path))))
    .filter((path) => /\.(ts|svelte)$/.test(path))
    .map((path) => readFileSync(path, 'utf8'));
}
