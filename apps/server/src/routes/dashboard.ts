/** `GET /` and its files: the built dashboard, of which browsers keep for good what has a hash in its name. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { RequestError } from '../errors.ts';
import { guardPages } from '../security-headers.ts';

export interface DashboardOptions {
  /** Where the built dashboard lies. */
  folder: string;
  /** The port that its lanes may be put on; 0 for none. */
  shapedPort: number;
}

export function serveDashboard(app: FastifyInstance, { folder, shapedPort }: DashboardOptions): void {
  app.register(async (scope) => {
    await guardPages(scope, { inlineStyles: false, otherPort: shapedPort });
    if (!existsSync(join(folder, 'index.html'))) {
      scope.get('/', { schema: { hide: true } }, () => {
        const sentence = 'The dashboard is not built yet: run "npm run build -w @tickrace/dashboard".';
        throw new RequestError(503, 'dashboard-not-built', sentence);
      });
      return;
    }
    await scope.register(fastifyStatic, {
      root: folder,
      cacheControl: false,
      setHeaders: (reply, path) => void reply.header('cache-control', cachingOf(path)),
    });
  });
}

function cachingOf(path: string): string {
  if (/[\\/]assets[\\/]/.test(path)) return 'public, max-age=31536000, immutable';
  return path.endsWith('.html') ? 'no-cache' : 'public, max-age=300';
}
