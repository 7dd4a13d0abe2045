import type { FastifyPluginAsync } from 'fastify';
import type { Health } from './health.ts';
import type { Readiness } from './readiness.ts';

export interface HealthRoutesOptions {
  health: Health;
  readiness: Readiness;
  /** The metrics page. */
  metrics: { contentType: string; text(): Promise<string> };
}

/**
 * For the machine's own supervisor and monitoring: `/healthz` (200, or 503 while a part is stuck), `/readyz` (200, or 503
 * while no lesson could be recorded) and `/metrics` (Prometheus text).
 */
export function healthRoutes({ health, readiness, metrics }: HealthRoutesOptions): FastifyPluginAsync {
  return async (app) => {
    app.addHook('onRequest', async (_request, reply) => {
      reply.header('cache-control', 'no-store');
    });
    app.get('/healthz', async (_request, reply) => {
      const parts = health.parts();
      const stuck = parts.filter(({ state }) => state === 'stuck').map(({ part }) => part);
      return reply.code(stuck.length === 0 ? 200 : 503).send({ alive: stuck.length === 0, stuck, parts });
    });
    app.get('/readyz', async (_request, reply) => {
      const report = readiness.report();
      return reply.code(report.ready ? 200 : 503).send(report);
    });
    app.get('/metrics', async (_request, reply) =>
      reply.header('content-type', metrics.contentType).send(await metrics.text()),
    );
  };
}
