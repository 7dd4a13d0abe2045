import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { type RecordingView, recordingStates, recordingViews } from '../recordings/recording.ts';
import type { Access } from './access/access.ts';
import { list, number, object, text } from './api-schema.ts';
import type { RecordingControls } from './recording-controls.ts';
import { refuse } from './refuse.ts';
import { ownerOf } from './report-routes.ts';

const recordingSchema = object(
  { id: text, title: text, view: { enum: [...recordingViews] }, state: { enum: [...recordingStates] }, done: number },
  { lessonId: text, problem: object({ code: text, message: text }) },
);
const answer = { response: { 200: recordingSchema } };
const all = { response: { 200: list(recordingSchema) } };

const STATUS: Record<string, number> = {
  RECORDING_BUSY: 409,
  RECORDING_TOO_LARGE: 413,
  RECORDING_NO_ROOM: 507,
  RECORDING_BROKEN_OFF: 400,
  RECORDING_UNKNOWN: 404,
};

/** Adds 微格教学: a teacher brings a recording as a stream of bytes and follows what becomes of it. */
export async function addRecordingRoutes(
  app: FastifyInstance,
  recordings: RecordingControls,
  access: Access,
): Promise<void> {
  // The body is handed on as it comes; nothing holds gigabytes.
  app.addContentTypeParser('application/octet-stream', (_request, payload, done) => done(null, payload));

  app.get('/api/recordings', { config: { who: 'teacher' }, schema: all }, (request) =>
    recordings.list(ownerOf(request)),
  );
  app.post<{ Body: IncomingMessage; Querystring: { title: string; view: RecordingView } }>(
    '/api/recordings',
    {
      config: { who: 'teacher', upload: true },
      schema: {
        querystring: {
          type: 'object',
          properties: {
            title: { type: 'string', minLength: 1, maxLength: 80 },
            view: { enum: [...recordingViews] },
          },
          required: ['title', 'view'],
          additionalProperties: false,
        },
        ...answer,
      },
    },
    async (request, reply) => {
      const bytes = Number(request.headers['content-length']);
      if (!Number.isSafeInteger(bytes) || bytes === 0)
        return refuse(
          reply,
          411,
          'RECORDING_LENGTH',
          'say how long the recording is (content-length), and bring one that is not empty',
        );
      const { title, view } = request.query;
      try {
        const recording = await recordings.receive(ownerOf(request), { title, view }, request.body, bytes);
        access.note(request.signedIn!, 'recording.brought');
        return recording;
      } catch (error) {
        return refused(reply, error);
      }
    },
  );
  app.post<{ Params: { id: string } }>(
    '/api/recordings/:id/remove',
    {
      config: { who: 'teacher' },
      schema: {
        params: { type: 'object', properties: { id: { type: 'string', maxLength: 64 } } },
        body: { type: 'object', properties: {}, additionalProperties: false },
        ...all,
      },
    },
    (request, reply) => {
      try {
        recordings.remove(ownerOf(request), request.params.id);
        return recordings.list(ownerOf(request));
      } catch (error) {
        return refused(reply, error);
      }
    },
  );
}

function refused(reply: FastifyReply, error: unknown): FastifyReply {
  const { code = '', message } = error as Error & { code?: string };
  const status = STATUS[code];
  if (status === undefined) throw error;
  // What is left of the body is not waited for.
  reply.header('connection', 'close');
  return refuse(reply, status, code, message);
}
