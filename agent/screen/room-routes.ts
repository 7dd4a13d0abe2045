import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { LessonLabels } from '../lesson/lesson.ts';
import type { RoomControls } from './room-controls.ts';
import { commandSchemas, roomStateSchema } from './room-schema.ts';

/** The longest command is a lesson's start; whatever is longer is none. */
const MOST_BYTES = 4096;

/** Adds what can be seen and done of the room. */
export function addRoomRoutes(app: FastifyInstance, room: RoomControls): void {
  const state = { schema: { response: { 200: roomStateSchema } } };
  app.get('/api/state', state, () => room.state());
  const command = (path: string, body: object, act: (given: unknown) => object) =>
    app.post(path, { schema: { body }, onRequest: refuseOthers, bodyLimit: MOST_BYTES }, async (request, reply) => {
      try {
        return act(request.body);
      } catch (error) {
        const { code, message } = error as Error & { code?: string };
        if (!/^(ROOM|LIFE|STORE)_/.test(code ?? '')) throw error;
        return reply.code(code!.startsWith('STORE_') ? 507 : 409).send({ error: { code, message } });
      }
    });
  command('/api/lesson/start', commandSchemas.labels, (labels) => {
    room.startLesson(labels as LessonLabels);
    return room.state();
  });
  command('/api/lesson/end', commandSchemas.nothing, () => {
    room.endLesson();
    return room.state();
  });
  command('/api/lesson/bookmark', commandSchemas.nothing, () => ({ atMs: room.bookmark() }));
  command('/api/sensing', commandSchemas.sensing, (given) => {
    room.setSensing((given as { on: boolean }).on);
    return room.state();
  });
}

/**
 * A page elsewhere that is open in the same browser may post a form here, but it cannot send JSON without being asked about
 * first, and it tells where it comes from.
 */
async function refuseOthers(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
  const { origin } = request.headers;
  const isOwn = origin === undefined || origin === `http://${request.headers.host}`;
  const isJson = /^application\/json\b/i.test(request.headers['content-type'] ?? '');
  if (isOwn && isJson) return undefined;
  return reply.code(403).send({
    error: {
      code: 'SCREEN_ORIGIN_REFUSED',
      message: 'commands are taken from this screen itself, as application/json; use the screen or the command line',
    },
  });
}
