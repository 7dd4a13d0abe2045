import { v5 as uuidv5 } from 'uuid';
import type { RoomAddress } from '../lesson/lesson.ts';
import type { ExportedFigure, ExportedLesson } from './exported-lesson.ts';

/** Of statements' ids (UUIDv5). */
const STATEMENT_NAMESPACE = 'b2f0c9a4-6d53-4c1e-9a77-3e5d8f21c604';

/** Extension keys and activity ids, as the messages for the hub name their schemas. */
const IRI = 'urn:lectern';

interface LanguageMap {
  'zh-CN': string;
  en: string;
}

interface Activity {
  objectType: 'Activity';
  id: string;
  definition: { type?: string; name?: LanguageMap };
}

/** The part of an xAPI 1.0.3 statement that is made here. */
export interface LessonStatement {
  id: string;
  actor: { objectType: 'Agent'; account: { homePage: string; name: string } };
  verb: { id: string; display: LanguageMap };
  object: Activity;
  result: { completion: true; duration: string; extensions: Record<string, unknown> };
  context: {
    platform: string;
    contextActivities: { grouping: Activity[]; category: Activity[] };
    extensions?: Record<string, unknown>;
  };
  timestamp: string;
}

/**
 * Lessons as an array of xAPI 1.0.3 statements, one a lesson: the teacher's account completed the lesson. An account is a
 * pseudonym that only the school can resolve. No pupil is in any of them; the class is, by its name, where the timetable names
 * it. The same statement has the same id in each export, so that a learning record store keeps it once. A lesson whose
 * statement has changed (another `minGroup`, other accounts, a newer catalogue) gets another id: a store refuses a whole batch
 * in which a known id has another content (409), and both tell of the same `urn:lectern:lesson:ID`.
 * @param accountHome where a school's accounts are at home, an IRL; by default one that names the school and cannot exist
 * (RFC 2606), for schools have no common address
 */
export function lessonsXapi(lessons: readonly ExportedLesson[], accountHome?: string): string {
  return `${JSON.stringify(
    lessons.map((lesson) => lessonStatement(lesson, accountHome)),
    null,
    1,
  )}\n`;
}

function lessonStatement(lesson: ExportedLesson, accountHome?: string): LessonStatement {
  const content = statementContent(lesson, accountHome);
  // The content names the lesson.
  return { id: uuidv5(JSON.stringify(content), STATEMENT_NAMESPACE), ...content };
}

function statementContent(lesson: ExportedLesson, accountHome?: string): Omit<LessonStatement, 'id'> {
  const { id, room, labels, startedAtMs, durationS, figures } = lesson;
  const homePage = accountHome ?? `https://school.lectern.invalid/${room.region}/${room.school}`;
  const { className, subject, period, pairId, role } = labels;
  const known = Object.entries({ 'class-name': className, subject, period, 'pair-id': pairId, role })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [`${IRI}:label:${name}`, value]);
  return {
    actor: { objectType: 'Agent', account: { homePage, name: labels.teacherId ?? roomAccount(room) } },
    verb: { id: 'http://adlnet.gov/expapi/verbs/completed', display: { 'zh-CN': '完成', en: 'completed' } },
    object: {
      objectType: 'Activity',
      id: `${IRI}:lesson:${id}`,
      definition: { type: 'http://adlnet.gov/expapi/activities/lesson', name: lessonName(lesson) },
    },
    result: {
      completion: true,
      duration: duration(durationS),
      extensions: Object.fromEntries(figures.map((figure) => [`${IRI}:indicator:${figure.id}`, extension(figure)])),
    },
    context: {
      platform: 'Lectern',
      contextActivities: {
        grouping: [roomActivity(room)],
        category: [
          {
            objectType: 'Activity',
            id: `${IRI}:schema:xapi:1`,
            definition: { type: 'http://adlnet.gov/expapi/activities/profile' },
          },
        ],
      },
      ...(known.length > 0 && { extensions: Object.fromEntries(known) }),
    },
    timestamp: new Date(startedAtMs + durationS * 1000).toISOString(),
  };
}

/** Of a lesson whose teacher is not known. A pseudonym has no colon, so this is nobody's. */
const roomAccount = ({ room }: RoomAddress) => `room:${room}`;

function roomActivity({ region, school, room }: RoomAddress): Activity {
  return {
    objectType: 'Activity',
    id: `${IRI}:room:${region}:${school}:${room}`,
    definition: { name: { 'zh-CN': `教室 ${room}`, en: `Room ${room}` } },
  };
}

function lessonName({ date, time, labels: { className, subject, period } }: ExportedLesson): LanguageMap {
  const words = (...parts: (string | undefined)[]) => parts.filter((part) => part !== undefined).join(' · ');
  return {
    'zh-CN': words(`${date} ${time}`, className, subject, period === undefined ? undefined : `第 ${period} 节`),
    en: words(`Lesson of ${date} ${time}`, className, subject, period === undefined ? undefined : `period ${period}`),
  };
}

/** Without `value` when it is not told: stores may drop null, which would leave an empty figure without a reason. */
function extension({ id: _, value, ...figure }: ExportedFigure): Record<string, unknown> {
  return { ...(value !== null && { value }), ...figure };
}

/** ISO 8601, to the hundredth of a second that xAPI compares by. */
function duration(seconds: number): string {
  const hundredths = Math.round(seconds * 100);
  const minutes = Math.floor(hundredths / 6000);
  return `PT${minutes}M${(hundredths % 6000) / 100}S`;
}
