import type { FastifyInstance } from 'fastify';
import { answering } from './answering.ts';
import type { SetupControls } from './controls/setup-controls.ts';
import { closed, login, nothing } from './fields.ts';

const hubUrl = { type: 'string', maxLength: 500, pattern: '^(mqtts?://[^/@\\s]+/?|wss?://[^/@\\s]+(/[^@\\s]*)?)$' };
const deviceAddress = { type: 'string', maxLength: 500, pattern: '^https?://[^@\\s]+$' };

/** Adds what is tried out on demand: the cameras of the network, the seats, the hub, a lesson of one minute. */
export function addTrialRoutes(app: FastifyInstance, { cameras, seats, hub, testLesson }: SetupControls): void {
  const who = { who: 'it' as const };
  app.post('/api/setup/cameras/search', { config: who, schema: { body: nothing } }, (_, reply) =>
    answering(reply, () => cameras.search()),
  );
  app.post<{ Body: { address: string; login: { user: string; password: string } } }>(
    '/api/setup/cameras/streams',
    { config: who, schema: { body: closed({ address: deviceAddress, login }) } },
    ({ body }, reply) => answering(reply, () => cameras.streams(body.address, body.login)),
  );
  for (const [path, trial] of [
    ['/api/setup/seats', seats],
    ['/api/setup/test-lesson', testLesson],
  ] as const) {
    app.get(path, { config: who }, () => trial.status());
    app.post(path, { config: who, schema: { body: nothing } }, (_, reply) => answering(reply, () => trial.start()));
  }
  app.post<{ Body: { url: string } }>(
    '/api/setup/hub/test',
    { config: who, schema: { body: closed({ url: hubUrl }) } },
    ({ body }, reply) => answering(reply, () => hub.test(body.url)),
  );
}
