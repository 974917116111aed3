import { defineConfig } from 'vite';

/** The server as one file for plain `node`: our own packages inside, node_modules outside. */
export default defineConfig({
  build: {
    ssr: 'src/server.ts',
    outDir: 'dist',
    emptyOutDir: true,
    target: 'node20',
    sourcemap: true,
    rolldownOptions: { output: { entryFileNames: 'server.js' } },
  },
  ssr: { noExternal: [/^@tickrace\//] },
});
