import fc from 'fast-check';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { onBothDatabases } from '../../test/fixtures/hub-database.ts';
import { arrivalOf, lessonData } from '../../test/fixtures/room-messages.ts';
import { grantReading } from '../database/reader-scope.ts';
import { BatchWriter } from '../ingest/batch-writer.ts';
import type { Arrival } from '../ingest/read-arrival.ts';
import { entryOf } from '../ingest/rows.ts';

const region = '310104';
/** So many lessons of so many teachers in turn. */
interface School {
  lessons: number;
  teachers: number;
}
const medianSql = `SELECT school, subject, lessons, teachers, lower_quartile, median, upper_quartile, suppressed
  FROM lectern.figure_median ORDER BY subject, school NULLS FIRST`;
const countSql =
  'SELECT school, subject, lessons, hours, suppressed FROM lectern.lesson_count ORDER BY subject, school';
type Told = { school: string | null; subject: string; lessons: number | null; suppressed: boolean };

onBothDatabases((hub, name) => {
  beforeAll(async () => {
    for (const role of ['county', 'one_school']) await hub.database.script(`CREATE ROLE ${role}`);
  });
  beforeEach(async () => {
    await hub.empty();
    await grantReading(hub.database, 'county', { region: '3101' }, 'analyst');
    await grantReading(hub.database, 'one_school', { school: codeOf(0) }, 'analyst');
  });

  const codeOf = (number: number) => `310000000${number}`;
  const lessonsOf = (number: number, { lessons, teachers }: School, subject = '数学'): Arrival[] =>
    Array.from({ length: lessons }, (_, n) =>
      arrivalOf(
        'lesson',
        lessonData({
          ...{ subject, startedAt: '2026-09-01T02:00:00Z', durationS: 2000 + n, teacherId: `T${n % teachers}` },
          indicators: [
            // No two are equal, so that a single one more would change what is told.
            { id: 'talk.teacher.share', unit: 'share', value: (number * 100 + n) / 1000, coverage: 1, version: 1 },
          ],
        }),
        { room: { region, school: codeOf(number), room: 'r1' } },
      ),
    );
  const write = (arrivals: Arrival[]) =>
    new BatchWriter(hub.database).write(arrivals.map((arrival) => entryOf(arrival)));
  const told = async (sql: string) => (await hub.as<Told>('county', sql)).filter(({ suppressed }) => !suppressed);

  const school = fc.record({ lessons: fc.integer({ min: 1, max: 14 }), teachers: fc.integer({ min: 1, max: 4 }) });
  it('tells nothing from which a suppressed school follows', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(school, { minLength: 1, maxLength: 5 }), async (schools) => {
        await hub.database.script('DELETE FROM lectern.lesson; DELETE FROM lectern.heard');
        await write(schools.flatMap((each, number) => lessonsOf(number, each)));
        const [medians, counts] = [await told(medianSql), await told(countSql)];
        // By subtraction: what is left of the region when the schools that are told are taken away is nothing.
        const sumOf = (rows: Told[]) => rows.reduce((sum, { lessons }) => sum + lessons!, 0);
        expect(sumOf(medians.filter((row) => row.school === null))).toBe(sumOf(medians.filter((row) => row.school)));
        expect(counts.every(({ lessons }) => lessons! >= 10)).toBe(true);
        // By any other way: without the lessons of the suppressed, the same is told.
        const isTold = ({ lessons, teachers }: School) => lessons >= 10 && Math.min(teachers, lessons) >= 3;
        const small = schools.flatMap((each, number) => (each.lessons < 10 ? [codeOf(number)] : []));
        await hub.database.query('DELETE FROM lectern.lesson WHERE school = ANY ($1::text[])', [small]);
        expect(await told(countSql)).toEqual(counts);
        const suppressed = schools.flatMap((each, number) => (isTold(each) ? [] : [codeOf(number)]));
        await hub.database.query('DELETE FROM lectern.lesson WHERE school = ANY ($1::text[])', [suppressed]);
        expect(await told(medianSql)).toEqual(medians);
        expect(medians.length).toBe(suppressed.length === schools.length ? 0 : schools.length - suppressed.length + 1);
      }),
      { numRuns: name === 'PGlite' ? 25 : 50 },
    );
  });

  it('tells of a suppressed group that it is, and no more', async () => {
    await write([...lessonsOf(0, { lessons: 12, teachers: 3 }), ...lessonsOf(1, { lessons: 1, teachers: 1 })]);
    expect(await hub.as('county', medianSql)).toMatchObject([
      { school: null, lessons: 12, median: 0.0055, suppressed: false },
      { school: codeOf(0), lessons: 12, median: 0.0055, suppressed: false },
      { school: codeOf(1), lessons: null, teachers: null, lower_quartile: null, median: null, upper_quartile: null },
    ]);
    expect(await hub.as('county', countSql)).toMatchObject([
      { school: codeOf(0), lessons: 12, suppressed: false },
      { school: codeOf(1), lessons: null, hours: null, suppressed: true },
    ]);
  });

  it('tells the region’s medians to those only who may read all of it', async () => {
    await write([0, 1].flatMap((number) => lessonsOf(number, { lessons: 12, teachers: 3 })));
    const schools = async (role: string) => (await hub.as<Told>(role, medianSql)).map((row) => row.school);
    expect(await schools('one_school')).toEqual([codeOf(0)]);
    expect(await schools('county')).toEqual([null, codeOf(0), codeOf(1)]);
    expect(await schools('lectern_operator')).toEqual([null, codeOf(0), codeOf(1)]);
  });
});
