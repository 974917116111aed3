import { ESLint } from 'eslint';
import { describe, expect, test } from 'vitest';
import { root } from '../../scripts/child.mjs';
import { manifestOf, sourcesOf, workspaces } from './workspaces.ts';

const HOUSE_RULES = [
  'house/import-arrows',
  'no-restricted-imports',
  'no-restricted-globals',
  'no-restricted-properties',
];

const eslint = new ESLint({
  cwd: root,
  // The snippets are no files, so there are no types to look up.
  overrideConfig: { languageOptions: { parserOptions: { projectService: false } } },
  ruleFilter: ({ ruleId }) => HOUSE_RULES.includes(ruleId),
});

/** The rules that a file of this text at this place would break. */
async function broken(filePath: string, text: string): Promise<(string | null)[]> {
  const [result] = await eslint.lintText(text, { filePath });
  return (result?.messages ?? []).map(({ ruleId, message }) => ruleId ?? message);
}

const ARROWS: Record<string, string[]> = {
  'packages/protocol': [],
  'packages/market': ['protocol'],
  'packages/measure': [],
  'packages/lanes': ['protocol'],
  'packages/shaper': ['protocol'],
  'packages/race': ['protocol', 'measure', 'lanes'],
  'apps/server': ['protocol', 'market', 'measure', 'shaper'],
  'apps/dashboard': ['protocol', 'measure', 'lanes', 'race'],
  'apps/bench': ['protocol', 'measure', 'lanes', 'race'],
};

/** What benchmarks may import besides. */
const BENCH_ARROWS: Record<string, string[]> = { 'apps/server': ['lanes'] };

const ALL = Object.keys(ARROWS).map((workspace) => workspace.replace(/^.*\//, ''));

describe('Arrows between workspaces', () => {
  test('Every workspace has its arrows.', () => {
    expect(Object.keys(ARROWS)).toEqual(expect.arrayContaining(workspaces));
  });

  test.each(Object.entries(ARROWS))('%s imports only %j of ours.', async (workspace, allowed) => {
    for (const target of ALL) {
      const snippet = `import { x } from '@tickrace/${target}';`;
      for (const place of ['src/a.ts', 'src/a.test.ts', 'bench/a.ts']) {
        const besides = place.startsWith('bench/') ? (BENCH_ARROWS[workspace] ?? []) : [];
        const expected = [...allowed, ...besides].includes(target) ? [] : ['house/import-arrows'];
        expect(await broken(`${workspace}/${place}`, snippet), `${place}: ${snippet}`).toEqual(expected);
      }
    }
  });

  test.each([
    "import type { X } from '@tickrace/server';",
    "export * from '@tickrace/server';",
    "export { x } from '@tickrace/server';",
    "void import('@tickrace/server');",
    "import '@tickrace/server/src/tape.ts';",
    "export type X = import('@tickrace/server').X;",
    "import { x } from '../../../apps/server/src/app.ts';",
    "import { x } from '../../market/src/index.ts';",
    "import { x } from '@tickrace/does-not-exist';",
  ])('No way of importing gets round the arrows: %s', async (snippet) => {
    expect(await broken('packages/lanes/src/a.ts', snippet)).toEqual(['house/import-arrows']);
  });

  test('The arrows hold in Svelte components.', async () => {
    const snippet = `<script lang="ts">import { x } from '@tickrace/market';</script>{x}`;
    expect(await broken('apps/dashboard/src/A.svelte', snippet)).toEqual(['house/import-arrows']);
  });

  test('Files of one workspace import each other.', async () => {
    expect(await broken('packages/lanes/src/deep/a.ts', "import { x } from '../b.ts';")).toEqual([]);
  });

  test('What stands in test/ imports any workspace.', async () => {
    const snippet = "import { x } from '@tickrace/server'; import { y } from '../apps/server/src/app.ts';";
    expect(await broken('test/a.test.ts', snippet)).toEqual([]);
  });
});

describe('Purity', () => {
  const impure = [
    'export const x = Date.now();',
    'export const x = new Date();',
    'export const x = performance.now();',
    'export const x = Math.random();',
    'export const { random } = Math;',
    'export const x = globalThis.Date;',
    'setTimeout(() => undefined, 1);',
    'export const x = process.env;',
    "void fetch('/');",
  ];
  const nodeOnly = ["import { readFileSync } from 'node:fs';", "import { readFileSync } from 'fs';"];

  test.each(['market', 'measure'])('%s reads no clock, timer, randomness or I/O.', async (name) => {
    for (const snippet of [...impure, ...nodeOnly]) {
      expect(await broken(`packages/${name}/src/a.ts`, snippet), snippet).toHaveLength(1);
      expect(await broken(`packages/${name}/src/a.test.ts`, snippet), snippet).toEqual([]);
    }
    expect(await broken(`packages/${name}/src/a.ts`, 'export const x = Math.hypot(1, 2);')).toEqual([]);
  });

  test.each(['packages/protocol', 'packages/lanes', 'packages/race', 'apps/dashboard'])(
    'The sources of %s import nothing that only Node has.',
    async (workspace) => {
      for (const snippet of nodeOnly) {
        expect(await broken(`${workspace}/src/a.ts`, snippet), snippet).toEqual(['no-restricted-imports']);
      }
      expect(await broken(`${workspace}/src/a.ts`, "import { x } from './events.ts';")).toEqual([]);
    },
  );

  test.each(['apps/dashboard/src/a.ts', 'apps/server/src/a.ts'])('%s has no svelte/store.', async (path) => {
    expect(await broken(path, "import { writable } from 'svelte/store';")).toEqual(['no-restricted-imports']);
  });
});

test.each(workspaces)('%s declares exactly the workspaces that it imports.', (workspace) => {
  const imported = sourcesOf(workspace).flatMap((text) =>
    [...text.matchAll(/(?:from|import)\s*\(?\s*['"](@tickrace\/[\w-]+)/g)].map((match) => match[1]),
  );
  const { dependencies, devDependencies } = manifestOf(workspace);
  const declared = Object.keys({ ...dependencies, ...devDependencies });
  expect(declared.filter((name) => name.startsWith('@tickrace/')).sort()).toEqual(
    [...new Set(imported)].sort(),
  );
});
