import type { FastifyInstance } from 'fastify';
import { answering } from './answering.ts';
import type { LessonChoice } from './controls/data.ts';
import type { SetupControls } from './controls/setup-controls.ts';
import { closed, short } from './fields.ts';
import { accessCsv, inventoryCsv } from './inventory-csv.ts';

const moment = { type: 'integer', minimum: 0, maximum: 8.64e15 };
const choice = {
  oneOf: [
    closed({ kind: { const: 'lesson' }, id: short }),
    closed({ kind: { const: 'dates' }, fromMs: moment, untilMs: moment }),
    closed({ kind: { const: 'teacher' }, owner: { type: 'string', maxLength: 32 } }),
  ],
};

/** Adds the inventory of what is kept, and deletion on request. */
export function addDataRoutes(app: FastifyInstance, { data }: SetupControls): void {
  const config = { who: 'it' as const };
  app.get('/api/setup/data', { config }, (_, reply) => answering(reply, () => data.inventory()));
  for (const [name, csv] of [
    ['inventory', () => inventoryCsv(data.inventory())],
    ['access', () => accessCsv(data.access())],
  ] as const)
    app.get(`/api/setup/data/${name}.csv`, { config }, (_, reply) =>
      answering(reply, () =>
        reply
          .type('text/csv; charset=utf-8')
          .header('content-disposition', `attachment; filename="lectern-${name}.csv"`)
          .send(csv()),
      ),
    );
  app.post<{ Body: { choice: LessonChoice } }>(
    '/api/setup/data/lessons',
    { config, schema: { body: closed({ choice }) } },
    ({ body }, reply) => answering(reply, () => data.lessons(body.choice)),
  );
  app.post<{ Body: { choice: LessonChoice; count: number } }>(
    '/api/setup/data/delete',
    { config, schema: { body: closed({ choice, count: { type: 'integer', minimum: 1, maximum: 1_000_000 } }) } },
    ({ body }, reply) => answering(reply, () => data.delete(body.choice, body.count)),
  );
}
