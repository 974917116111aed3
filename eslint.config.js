/** What the linter holds: the arrows between workspaces, the purity of the inner ones, and promises that are awaited. */
import { builtinModules } from 'node:module';
import svelte from 'eslint-plugin-svelte';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { importArrows } from './scripts/import-arrows.mjs';

/** Which workspaces each workspace may import. Apps never import apps; what stands in `test/` may import any. */
const ARROWS = {
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

/** What benchmarks may import besides: the server's are measured by the readers that load is made with. */
const BENCH_ARROWS = {
  'apps/server': [...ARROWS['apps/server'], 'lanes'],
};

/** Sources that read no clock, timer, randomness or I/O: all of that is passed in. */
const PURE = ['market', 'measure'];

/** Sources that run in browsers too. */
const PORTABLE = [
  'packages/protocol',
  'packages/market',
  'packages/measure',
  'packages/lanes',
  'packages/race',
  'apps/dashboard',
];

const IMPURE_GLOBALS = [
  ...['Date', 'performance', 'Temporal', 'crypto', 'process', 'console', 'fetch', 'WebSocket', 'EventSource'],
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'requestAnimationFrame'],
  ...['globalThis', 'window', 'self'],
];

const SVELTE_STORE = { name: 'svelte/store', message: 'State is runes in small classes.' };
const NODE_ONLY = {
  regex: `^(node:|(${builtinModules.join('|')})$)`,
  message: 'This runs in browsers too.',
};

const sources = (/** @type {string[]} */ folders) =>
  folders.map((folder) => `${folder}/src/**/*.{ts,svelte}`);
const TESTS = ['**/*.test.ts'];

export default defineConfig(
  globalIgnores(['**/dist/', 'coverage/']),
  tseslint.configs.strict,
  svelte.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      // Under noUncheckedIndexedAccess this is how an index that is known to be in range is said to be.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { ignoreRestSiblings: true, argsIgnorePattern: '^_$', varsIgnorePattern: '^_$' },
      ],
      eqeqeq: 'error',
      'no-restricted-imports': ['error', { paths: [SVELTE_STORE] }],
      'object-shorthand': 'error',
      'prefer-template': 'error',
      // What changes many times a frame is kept in plain maps, read once per frame.
      'svelte/prefer-svelte-reactivity': 'off',
    },
  },
  {
    files: ['{packages,apps}/*/**/*.ts', '{test,scripts}/**/*.{ts,mjs}'],
    ignores: ['**/vite.config.ts'],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
  },
  Object.entries(ARROWS).map(([workspace, allowed]) => ({
    files: [`${workspace}/**/*.{ts,svelte}`],
    plugins: { house: { rules: { 'import-arrows': importArrows } } },
    rules: { 'house/import-arrows': ['error', { workspace, allowed }] },
  })),
  Object.entries(BENCH_ARROWS).map(([workspace, allowed]) => ({
    files: [`${workspace}/bench/**/*.ts`],
    rules: { 'house/import-arrows': ['error', { workspace, allowed }] },
  })),
  {
    files: sources(PORTABLE),
    // What a package offers to Node alone stands in a folder of that name.
    ignores: [...TESTS, 'packages/*/src/node/**'],
    rules: { 'no-restricted-imports': ['error', { paths: [SVELTE_STORE], patterns: [NODE_ONLY] }] },
  },
  {
    files: sources(PURE.map((name) => `packages/${name}`)),
    ignores: TESTS,
    rules: {
      'no-restricted-globals': [
        'error',
        ...IMPURE_GLOBALS.map((name) => ({ name, message: 'This package is pure: have it passed in.' })),
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'This package is pure: have randomness passed in.' },
      ],
    },
  },
);
