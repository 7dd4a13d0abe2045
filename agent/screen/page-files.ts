import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { pageMissingHtml } from './page-missing.ts';

/** Adds the built page, or what to do when there is none. */
export function addPage(app: FastifyInstance, folder: string): void {
  if (existsSync(join(folder, 'index.html'))) {
    app.register(fastifyStatic, {
      root: folder,
      cacheControl: false,
      // Vite puts a content hash into the name of every file in assets/, so those never change.
      setHeaders: (response, path) =>
        response.header(
          'cache-control',
          path.startsWith(join(folder, 'assets')) ? 'public, max-age=31536000, immutable' : 'no-cache',
        ),
    });
  } else {
    app.get('/', (_request, reply) => reply.code(503).type('text/html; charset=utf-8').send(pageMissingHtml(folder)));
  }
}
