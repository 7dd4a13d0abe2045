import type { FastifyInstance } from 'fastify';
import type { LessonLabels } from '../lesson/lesson.ts';
import { refuse } from './refuse.ts';
import type { RoomControls } from './room-controls.ts';
import { commandSchemas, roomStateSchema } from './room-schema.ts';

/** The longest command is a lesson's start; whatever is longer is none. */
const MOST_BYTES = 4096;

/** Adds what can be seen and done of the room. */
export function addRoomRoutes(app: FastifyInstance, room: RoomControls): void {
  const state = { config: { who: 'panel' as const }, schema: { response: { 200: roomStateSchema } } };
  app.get('/api/state', state, () => room.state());
  const command = (path: string, body: object, act: (given: unknown) => object) =>
    app.post(path, { config: { who: 'panel' }, schema: { body }, bodyLimit: MOST_BYTES }, async (request, reply) => {
      try {
        return act(request.body);
      } catch (error) {
        const { code, message } = error as Error & { code?: string };
        if (!/^(ROOM|LIFE|STORE|SETUP)_/.test(code ?? '')) throw error;
        return refuse(reply, code!.startsWith('STORE_') ? 507 : 409, code!, message);
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
  command('/api/identify', commandSchemas.nothing, () => {
    room.identify();
    return room.state();
  });
  command('/api/sensing', commandSchemas.sensing, (given) => {
    room.setSensing((given as { on: boolean }).on);
    return room.state();
  });
}
