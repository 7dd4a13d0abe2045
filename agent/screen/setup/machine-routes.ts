import type { FastifyInstance } from 'fastify';
import { answering } from './answering.ts';
import type { SetupControls } from './controls/setup-controls.ts';
import { nothing } from './fields.ts';

/** Adds how the machine is, its log, and what can be sent to support. */
export function addMachineRoutes(app: FastifyInstance, { machine }: SetupControls): void {
  const config = { who: 'it' as const };
  app.get('/api/setup/health', { config }, (_, reply) => answering(reply, () => machine.health()));
  app.post('/api/setup/doctor', { config, schema: { body: nothing } }, (_, reply) =>
    answering(reply, () => machine.doctor()),
  );
  app.get('/api/setup/log', { config }, () => machine.log());
  app.get('/api/setup/support-bundle', { config }, (_, reply) =>
    answering(reply, async () => {
      const bundle = Buffer.from(await machine.supportBundle());
      const name = `lectern-support-${new Date().toISOString().slice(0, 16).replace(/[T:]/g, '-')}.tar.gz`;
      return reply
        .type('application/gzip')
        .header('content-disposition', `attachment; filename="${name}"`)
        .send(bundle);
    }),
  );
}
