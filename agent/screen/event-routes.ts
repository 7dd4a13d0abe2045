import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Access } from './access/access.ts';
import { tokenOf } from './access/cookie.ts';
import { EventStream } from './event-stream.ts';
import { refuse } from './refuse.ts';
import type { RoomControls } from './room-controls.ts';
import { roomStateSchema } from './room-schema.ts';

const TICK_MS = 500;
/** Whoever hears nothing for some seconds takes the agent for lost. */
const BEAT_TICKS = 4;
/** A panel, some laptops, and pages that were closed a moment ago. */
const MOST_STREAMS = 16;

export interface EventOptions {
  access: Access;
  room: RoomControls | undefined;
  /** What ends sessions by itself. */
  lock: { look(): void } | undefined;
  /** Reached from this machine alone; elsewhere the stream ends with the session. */
  isPanel: boolean;
}

/**
 * Adds `/api/events`, a stream of what changes by itself: `room` with how the room is (null where there is none), `locked`
 * when whoever asked is no longer signed in, and `beat` when there is nothing else to say. Nothing of a lesson's report is
 * in it.
 */
export function addEventRoutes(app: FastifyInstance, { access, room, lock, isPanel }: EventOptions): void {
  let open = 0;
  const roomText = (reply: FastifyReply) =>
    room ? reply.serializeInput({ ...room.state() }, roomStateSchema).toString() : 'null';

  app.get('/api/events', { config: { who: 'panel' } }, (request, reply) => {
    if (open >= MOST_STREAMS)
      return refuse(reply, 503, 'SCREEN_STREAMS_FULL', `${MOST_STREAMS} pages follow this screen already; close some`);
    open++;
    const token = tokenOf(request);
    const stream = new EventStream(reply);
    let told = '';
    // A page that was asleep when its session ended is told as soon as it listens again.
    let wasIn = token !== undefined;
    let silentTicks = 0;
    const look = () => {
      lock?.look();
      const isIn = access.sessions.of(token) !== null;
      if (isIn || !wasIn || stream.send('locked', '{}')) wasIn = isIn;
      if (!isPanel && !isIn) {
        stream.end();
        return;
      }
      const now = roomText(reply);
      silentTicks++;
      if (now !== told && stream.send('room', now)) {
        told = now;
        silentTicks = 0;
      }
      if (silentTicks >= BEAT_TICKS && stream.send('beat', '{}')) silentTicks = 0;
    };
    const timer = setInterval(look, TICK_MS);
    stream.onClose(() => {
      open--;
      clearInterval(timer);
    });
    look();
    return undefined;
  });
}
