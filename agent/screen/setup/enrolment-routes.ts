import type { FastifyInstance } from 'fastify';
import { answering } from './answering.ts';
import type { EnrolmentWish } from './controls/enrolment.ts';
import type { SetupControls } from './controls/setup-controls.ts';
import { closed, nothing } from './fields.ts';

/** A file with the codes of some thousand rooms. */
const MOST_BYTES = 2_300_000;

const text = { type: ['string', 'null'], maxLength: 2_200_000 };
const address = { type: 'string', maxLength: 100, pattern: '^[A-Za-z0-9_/-]+$' };
const byCode = closed({
  kind: { const: 'code' },
  typed: { type: 'string', minLength: 1, maxLength: 1_000 },
  server: { type: 'string', maxLength: 500, pattern: '^(https://[^@\\s]+)?$' },
});
const byFile = closed({ kind: { const: 'file' }, text, room: address });

/** Adds how the room gets its certificate. */
export function addEnrolmentRoutes(app: FastifyInstance, { enrolment }: SetupControls): void {
  const config = { who: 'it' as const };
  app.get('/api/setup/enrolment', { config }, (_, reply) => answering(reply, () => enrolment.status()));
  app.post<{ Body: { wish: EnrolmentWish } }>(
    '/api/setup/enrolment/claim',
    { config, bodyLimit: MOST_BYTES, schema: { body: closed({ wish: { oneOf: [byCode, byFile] } }) } },
    ({ body }, reply) => answering(reply, () => enrolment.claim(body.wish)),
  );
  app.post<{ Body: { text: string | null } }>(
    '/api/setup/enrolment/rooms',
    { config, bodyLimit: MOST_BYTES, schema: { body: closed({ text }) } },
    ({ body }, reply) => answering(reply, () => enrolment.rooms(body.text)),
  );
  app.post('/api/setup/enrolment/forget', { config, schema: { body: nothing } }, (_, reply) =>
    answering(reply, () => enrolment.forget()),
  );
}
