/** ESLint rule: a workspace imports only the workspaces it is allowed to, and no file of another one by path. */
import { dirname, relative, resolve, sep } from 'node:path';

/** @type {import('eslint').Rule.RuleModule} */
export const importArrows = {
  meta: {
    type: 'problem',
    schema: [
      {
        type: 'object',
        properties: {
          workspace: { type: 'string' },
          allowed: { type: 'array', items: { type: 'string' } },
        },
        required: ['workspace', 'allowed'],
        additionalProperties: false,
      },
    ],
    messages: {
      forbidden: '{{workspace}} may not import {{target}}; it may import {{allowed}}.',
      outside: '{{workspace}} may not import a file outside its own folder: {{target}}.',
    },
  },
  create(context) {
    const { workspace, allowed } = context.options[0];
    const folder = resolve(context.cwd, workspace);

    /** @param {any} source where a node says what it imports */
    function check(source) {
      if (typeof source?.value !== 'string') return;
      const target = source.value;
      const [, name] = /^@tickrace\/([^/]+)/.exec(target) ?? [];
      if (name !== undefined && !allowed.includes(name)) {
        const list = allowed.length === 0 ? 'no workspace' : `only ${allowed.join(', ')}`;
        context.report({ node: source, messageId: 'forbidden', data: { workspace, target, allowed: list } });
      }
      if (!/^[./]/.test(target)) return;
      const imported = resolve(dirname(context.filename), target);
      // Benchmarks start built servers and browsers by the same scripts as the tests do.
      const inBench = context.filename.startsWith(resolve(folder, 'bench') + sep);
      if (inBench && imported.startsWith(resolve(context.cwd, 'scripts') + sep)) return;
      const path = relative(folder, imported);
      if (path === '..' || path.startsWith(`..${sep}`)) {
        context.report({ node: source, messageId: 'outside', data: { workspace, target } });
      }
    }

    return {
      ImportDeclaration: ({ source }) => check(source),
      ExportNamedDeclaration: ({ source }) => check(source),
      ExportAllDeclaration: ({ source }) => check(source),
      ImportExpression: ({ source }) => check(source),
      /** @param {any} node `import('…').Type`, which only TypeScript's syntax tree has */
      TSImportType: (node) => check(node.source),
    };
  },
};
