import { z } from 'zod';
import { environmentValuesShape } from '../lesson/environment.ts';
import type { LessonLabels } from '../lesson/lesson.ts';
import { safeParse } from '../lesson/outside-data.ts';
import type { RoomState } from '../lesson/room-state.ts';
import { AgentUnreachableError, RoomRefusedError } from './room-client-error.ts';

const PATIENCE_MS = 5_000;

const labelsSchema = z.object({
  className: z.string().exactOptional(),
  subject: z.string().exactOptional(),
  period: z.number().exactOptional(),
});
const stateSchema = z.object({
  sensing: z.enum(['on', 'off']),
  activity: z.enum(['idle', 'watching', 'recording', 'held', 'closing']),
  lesson: z
    .object({
      id: z.string(),
      origin: z.enum(['timetable', 'detection', 'hand']),
      labels: labelsSchema,
      startedAtMs: z.number(),
      elapsedMs: z.number(),
      plannedMs: z.number().nullable(),
    })
    .exactOptional(),
  next: z.object({ startMs: z.number(), endMs: z.number(), labels: labelsSchema }).exactOptional(),
  why: z.enum(['sensing-off', 'no-lamp', 'clock-unknown', 'no-lesson']).exactOptional(),
  sensed: z.literal(true).exactOptional(),
  preview: z.literal(true).exactOptional(),
  identified: z.string().exactOptional(),
  sources: z.array(
    z.object({
      name: z.string(),
      address: z.string(),
      state: z.enum(['off', 'opening', 'live', 'lost', 'ended']),
      sinceMs: z.number(),
      cause: z.object({ code: z.string(), message: z.string() }).exactOptional(),
      received: z.number(),
      dropped: z.number(),
      restarts: z.number(),
    }),
  ),
  devices: z
    .array(
      z.object({
        name: z.string(),
        kind: z.enum(['environment', 'ptz', 'panel', 'board']),
        state: z.enum(['ok', 'connecting', 'faulty']),
        cause: z.object({ code: z.string(), message: z.string() }).exactOptional(),
        identity: z.string().exactOptional(),
        panel: z
          .object({
            power: z.enum(['on', 'off', 'warming', 'cooling', 'unknown']),
            lampHours: z.number().nullable(),
            complaints: z.array(z.string()),
          })
          .exactOptional(),
      }),
    )
    .exactOptional(),
  air: z.object(environmentValuesShape).exactOptional(),
  problems: z.array(z.object({ code: z.string(), message: z.string() })),
}) satisfies z.ZodType<RoomState>;
const bookmarkSchema = z.object({ atMs: z.number() });
const refusalSchema = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

/**
 * The room of the agent that runs on this machine, over its local HTTP API. Every call throws AgentUnreachableError when no
 * agent with a room answers, and RoomRefusedError when the agent will not do it.
 */
export class RoomClient {
  readonly #address: string;
  readonly #patienceMs: number;

  constructor(port: number, patienceMs = PATIENCE_MS) {
    this.#address = `http://127.0.0.1:${port}`;
    this.#patienceMs = patienceMs;
  }

  state(): Promise<RoomState> {
    return this.#ask(stateSchema, '/api/state');
  }

  startLesson(labels: LessonLabels): Promise<RoomState> {
    return this.#ask(stateSchema, '/api/lesson/start', labels);
  }

  endLesson(): Promise<RoomState> {
    return this.#ask(stateSchema, '/api/lesson/end', {});
  }

  /** @returns lesson time of the bookmark, milliseconds */
  async bookmark(): Promise<number> {
    const { atMs } = await this.#ask(bookmarkSchema, '/api/lesson/bookmark', {});
    return atMs;
  }

  setSensing(on: boolean): Promise<RoomState> {
    return this.#ask(stateSchema, '/api/sensing', { on });
  }

  /** Shows on the classroom screen for a minute which room this is. */
  identify(): Promise<RoomState> {
    return this.#ask(stateSchema, '/api/identify', {});
  }

  /** Posts what is given, else gets. */
  async #ask<Schema extends z.ZodType>(schema: Schema, path: string, body?: object): Promise<z.infer<Schema>> {
    const { status, text } = await this.#fetch(path, body);
    // The demo's agent and older ones show reports, but live in no room.
    if (status === 404) throw new AgentUnreachableError(this.#address, 'serves no room; start one with lectern run');
    const answer = parsed(text);
    const refusal = safeParse(refusalSchema, answer);
    if (status >= 400 && refusal.success) throw new RoomRefusedError(refusal.data.error);
    const expected = safeParse(schema, answer);
    if (status === 200 && expected.success) return expected.data;
    const { port } = new URL(this.#address);
    throw new AgentUnreachableError(
      this.#address,
      `is another program, or a Lectern of another version; see which: ss -ltnp 'sport = :${port}'`,
    );
  }

  async #fetch(path: string, body: object | undefined): Promise<{ status: number; text: string }> {
    const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    try {
      const response = await fetch(`${this.#address}${path}`, {
        ...(body && post),
        // What answers here answers itself: a command is not carried on to elsewhere.
        redirect: 'error',
        signal: AbortSignal.timeout(this.#patienceMs),
      });
      return { status: response.status, text: await response.text() };
    } catch (error) {
      const { name, cause } = error as Error;
      const why =
        name === 'TimeoutError'
          ? `did not answer within ${this.#patienceMs / 1000} s; look at its log, or start it again`
          : `does not answer (${(cause as NodeJS.ErrnoException)?.code ?? name}); start the agent with lectern run, or give its --port`;
      throw new AgentUnreachableError(this.#address, why);
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
