import type { FastifyInstance } from 'fastify';
import { number, numberOrNull, object, text } from '../api-schema.ts';
import { answering } from './answering.ts';
import type { SetupSource } from './controls/configuration.ts';
import type { SetupControls } from './controls/setup-controls.ts';
import { closed, source } from './fields.ts';

const nullable = <S extends object>(schema: S) => ({ ...schema, nullable: true }) as const;
const textOrNull = { type: ['string', 'null'] } as const;
const statusSchema = object({
  ...{ state: text, source: textOrNull, why: textOrNull, width: numberOrNull, height: numberOrNull, leftS: number },
  cause: nullable(object({ code: text, message: text })),
  level: nullable(object({ rmsDbfs: number, peakDbfs: number })),
});

/** Adds the live preview: opened and closed by a command, looked at as single pictures that nothing keeps. */
export function addPreviewRoutes(app: FastifyInstance, { preview }: SetupControls): void {
  const who = { who: 'it' as const };
  const response = { 200: statusSchema };
  app.get('/api/setup/preview', { config: who, schema: { response } }, () => preview.status());
  app.post<{ Body: { source: SetupSource } }>(
    '/api/setup/preview',
    { config: who, schema: { body: closed({ source }), response } },
    ({ body }, reply) => answering(reply, () => preview.open(body.source)),
  );
  app.post<{ Body: { source: SetupSource } }>(
    '/api/setup/preview/close',
    { config: who, schema: { body: closed({ source }), response } },
    ({ body }) => {
      preview.close(body.source);
      return preview.status();
    },
  );
  app.get<{ Params: { source: SetupSource } }>(
    '/api/setup/preview/:source.jpg',
    { config: who, schema: { params: closed({ source }) } },
    ({ params }, reply) =>
      answering(reply, () => {
        const picture = preview.picture(params.source);
        if (!picture) return reply.code(204).send();
        return reply.type('image/jpeg').send(Buffer.from(picture));
      }),
  );
}
