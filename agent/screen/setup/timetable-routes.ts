import type { FastifyInstance } from 'fastify';
import { answering } from './answering.ts';
import type { SetupControls } from './controls/setup-controls.ts';
import type { TimetableUpload, TimetableWish } from './controls/timetable.ts';
import { closed, hash, short } from './fields.ts';

/** Files come as base64 inside JSON, a third longer than they are: together they may have some 2 MB. */
const MOST_BYTES = 2_800_000;

interface SentFile {
  name: string;
  data: string;
}
interface SentWish extends Omit<TimetableWish, 'lessons' | 'periods' | 'holidays' | 'changes'> {
  lessons: SentFile[];
  periods?: SentFile;
  holidays?: SentFile;
  changes?: SentFile;
}

const file = closed({ name: short, data: { type: 'string', pattern: '^[A-Za-z0-9+/]*={0,2}$' } });
const wish = {
  lessons: { type: 'array', items: file, minItems: 1, maxItems: 8 },
  termStart: { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' },
  weeks: { type: 'integer', minimum: 1, maximum: 60 },
  timeZone: short,
};
const optional = { periods: file, holidays: file, changes: file, roomName: short };
const weekNumber = { type: 'integer', minimum: 1, maximum: 60 };

/** Adds looking at the timetable, reading a school's files and taking them over. */
export function addTimetableRoutes(app: FastifyInstance, { timetable }: SetupControls): void {
  const config = { who: 'it' as const };
  app.get<{ Querystring: { week?: string } }>(
    '/api/setup/timetable',
    { config, schema: { querystring: closed({}, { week: { type: 'string', pattern: '^\\d{1,2}$' } }) } },
    ({ query: { week } }, reply) =>
      answering(reply, () => ({ view: timetable.current(week === undefined ? undefined : Number(week)) })),
  );
  app.post<{ Body: { wish: SentWish; week?: number } }>(
    '/api/setup/timetable/read',
    { config, bodyLimit: MOST_BYTES, schema: { body: closed({ wish: closed(wish, optional) }, { week: weekNumber }) } },
    ({ body }, reply) => answering(reply, () => timetable.read(received(body.wish), body.week)),
  );
  app.post<{ Body: { wish: SentWish; hash: string } }>(
    '/api/setup/timetable/take',
    { config, bodyLimit: MOST_BYTES, schema: { body: closed({ wish: closed(wish, optional), hash }) } },
    ({ body }, reply) => answering(reply, () => timetable.take(received(body.wish), body.hash)),
  );
}

function received({ lessons, periods, holidays, changes, ...rest }: SentWish): TimetableWish {
  const upload = ({ name, data }: SentFile): TimetableUpload => ({ name, bytes: Buffer.from(data, 'base64') });
  return {
    ...rest,
    lessons: lessons.map(upload),
    ...(periods && { periods: upload(periods) }),
    ...(holidays && { holidays: upload(holidays) }),
    ...(changes && { changes: upload(changes) }),
  };
}
