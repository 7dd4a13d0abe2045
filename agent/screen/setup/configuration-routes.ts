import type { FastifyInstance } from 'fastify';
import { number, object, text } from '../api-schema.ts';
import { answering } from './answering.ts';
import { type ConfigurationChange, setupSections, setupSources } from './controls/configuration.ts';
import { type SetupControls, type SetupStep, setupSteps } from './controls/setup-controls.ts';
import { closed, flag, hash, login, nothing } from './fields.ts';

const anything = { type: 'object', additionalProperties: true } as const;
const configurationSchema = object(
  {
    ...{ file: text, state: text, hash, isApplied: flag, settings: anything },
    problem: { type: ['string', 'null'] },
    users: object({}, Object.fromEntries(setupSources.map((source) => [source, text]))),
  },
  {},
);
const stepsSchema = { type: 'array', items: { enum: [...setupSteps] } } as const;

/** A section is an object or, to take it away, null; the timetable's path is written by its import alone. */
const section = { type: ['object', 'null'] };
const changeSchema = closed({
  hash: { type: 'string', pattern: '^[0-9a-f]{32}$' },
  changes: closed(
    {},
    { ...Object.fromEntries(setupSections.map((name) => [name, section])), timetable: { type: 'null' } },
  ),
  logins: closed({}, Object.fromEntries(setupSources.map((name) => [name, { oneOf: [login, { type: 'null' }] }]))),
});

/** Adds reading, changing and applying the configuration, and which steps of the set-up were passed over. */
export function addConfigurationRoutes(app: FastifyInstance, { configuration, progress }: SetupControls): void {
  const who = { who: 'it' as const };
  const response = { 200: configurationSchema };
  app.get('/api/setup/configuration', { config: who, schema: { response } }, (_, reply) =>
    answering(reply, () => configuration.read()),
  );
  app.post<{ Body: ConfigurationChange }>(
    '/api/setup/configuration',
    { config: who, schema: { body: changeSchema, response } },
    ({ body }, reply) => answering(reply, () => configuration.change(body)),
  );
  // The agent ends its room once this is answered.
  app.post(
    '/api/setup/apply',
    { config: who, schema: { body: nothing, response: { 202: object({ atMs: number }) } } },
    (_, reply) =>
      answering(reply, () => {
        configuration.apply();
        return reply.code(202).send({ atMs: Date.now() });
      }),
  );
  app.get('/api/setup/skipped', { config: who, schema: { response: { 200: stepsSchema } } }, () => progress.skipped());
  app.post<{ Body: { step: SetupStep; isSkipped: boolean } }>(
    '/api/setup/skipped',
    {
      config: who,
      schema: { body: closed({ step: { enum: [...setupSteps] }, isSkipped: flag }), response: { 200: stepsSchema } },
    },
    ({ body }, reply) => answering(reply, () => progress.skip(body.step, body.isSkipped)),
  );
}
