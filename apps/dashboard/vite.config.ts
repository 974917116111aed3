import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

const server = 'http://localhost:3000';

export default defineConfig({
  plugins: [svelte({ configFile: false })],
  build: { sourcemap: true, chunkSizeWarningLimit: 700 },
  server: {
    proxy: {
      '/api': server,
      '/docs': server,
      '/ws': { target: server, ws: true },
      '/socket.io': { target: server, ws: true },
    },
  },
});
