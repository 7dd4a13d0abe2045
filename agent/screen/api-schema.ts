import { activities } from '../indicators/activities/activity.ts';
import { environmentQuantityNames } from '../lesson/environment.ts';
import { cameraNames, cameraStates, microphoneStates, talkClasses, teacherZones } from '../lesson/observation.ts';

/**
 * JSON Schemas of what the screen answers. The serialiser writes only the properties named here, so a field added to a
 * report elsewhere reaches the page only when somebody decided that it should.
 */
export const text = { type: 'string' } as const;
export const number = { type: 'number' } as const;
export const flag = { type: 'boolean' } as const;
export const numberOrNull = { type: ['number', 'null'] } as const;

export function object<P extends Record<string, unknown>, O extends Record<string, unknown> = Record<never, never>>(
  required: P,
  optional?: O,
) {
  return { type: 'object', required: Object.keys(required), properties: { ...required, ...optional } } as const;
}

export function list<I>(items: I) {
  return { type: 'array', items } as const;
}

export const labelsSchema = object({}, { className: text, subject: text, period: number, role: text });
/** Metres in the room frame. */
const place = list(number);
const span = { startMs: number, endMs: number };

export const errorSchema = object({ error: object({ code: text, message: text }) });

export const healthSchema = object({ status: text });

export const lessonListSchema = list(
  object({
    id: text,
    startedAtMs: number,
    durationMs: number,
    labels: labelsSchema,
    synced: flag,
    withheld: flag,
    recorded: flag,
  }),
);

export const catalogueSchema = list(
  object({
    id: text,
    chapter: text,
    unit: text,
    version: number,
    coverageFloor: number,
    input: text,
    source: text,
    zh: text,
    en: text,
    definitionZh: text,
    definitionEn: text,
  }),
);

const nullable = <S extends object>(schema: S) => ({ ...schema, nullable: true }) as const;
const spreadSchema = nullable(object({ lessons: number, q1: number, median: number, q3: number }));

export const portraitSchema = object({
  portrait: nullable(
    object({
      lessons: number,
      fromMs: number,
      toMs: number,
      figures: list(
        object({
          id: text,
          version: number,
          last1: numberOrNull,
          last5: spreadSchema,
          last20: spreadSchema,
          change: numberOrNull,
        }),
      ),
    }),
  ),
});

const findingTextSchema = object({ observation: text, suggestion: text });

export const reportSchema = object(
  {
    schemaVersion: number,
    lesson: object({
      id: text,
      room: object({ region: text, school: text, room: text }),
      labels: labelsSchema,
      startedAtMs: number,
    }),
    durationMs: number,
    indicators: list(
      object(
        { id: text, value: { type: ['number', 'string', 'null'] }, coverage: number, version: number },
        { atMs: number, share: number, of: number },
      ),
    ),
    talk: list(
      object({ ...span, talk: { enum: [...talkClasses] }, levelDbfs: number }, { syllables: number, uncertain: flag }),
    ),
    students: list(
      object(
        {
          atMs: number,
          present: number,
          headUpShare: numberOrNull,
          hands: number,
          standing: number,
          slumped: number,
        },
        { untilMs: number },
      ),
    ),
    episodes: object({ hands: list(object(span)), standing: list(object(span)), slumped: list(object(span)) }),
    teacherZones: list(object({ ...span, zone: { enum: [...teacherZones] } })),
    gaps: list(object({ ...span, track: { enum: ['talk', 'students', 'teacher'] } })),
    st: nullable(object({ slotMs: number, slots: list({ enum: ['T', 'S', null] }) })),
    models: { type: 'object', additionalProperties: text },
  },
  {
    bookmarks: list(number),
    findings: list(
      object({
        rule: text,
        version: number,
        zh: findingTextSchema,
        en: findingTextSchema,
        evidence: list(object({ id: text, value: { type: ['number', 'string'] } })),
        moments: list(object(span)),
        resourceTag: text,
      }),
    ),
    activities: list(object({ ...span, activity: { enum: [...activities] } })),
    minutes: list(
      object({
        startMs: number,
        talk: nullable(object({ teacher: number, student: number, many: number, none: number })),
        headUp: numberOrNull,
        turned: numberOrNull,
        slumped: numberOrNull,
        hands: numberOrNull,
        standing: numberOrNull,
      }),
    ),
    environment: list(
      object({ ...span }, Object.fromEntries(environmentQuantityNames.map((quantity) => [quantity, number]))),
    ),
    excluded: list(object(span, { reason: text })),
    patrols: list(object({ ...span, path: list(place) })),
    training: list(object({ tag: text, title: object({ zh: text, en: text }) }, { url: text })),
    roomShape: object(
      {
        widthM: number,
        depthM: number,
        board: object({ x0: number, x1: number, z0: number, z1: number }),
        podium: object({ x: number, y: number }),
        frontDepthM: number,
      },
      { zones: object({}, { podium: list(place), board: list(place), aisle: list(place) }) },
    ),
    recordedFromMs: number,
    teacherHeatmap: nullable(object({ columns: number, rows: number, shares: list(number) })),
    pauses: list(object(span)),
    cameraFaults: list(
      object({
        ...span,
        camera: { enum: [...cameraNames] },
        state: { enum: cameraStates.filter((state) => state !== 'ok') },
      }),
    ),
    microphoneFaults: list(
      object({ ...span, channel: number, state: { enum: microphoneStates.filter((state) => state !== 'ok') } }),
    ),
  },
);
