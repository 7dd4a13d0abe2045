import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ReviewedLessons } from '../../test/reviewed-lessons.ts';
import type { SignedIn } from './access/who.ts';
import { filmReport, longReport, longTimeline } from './sample-report.ts';

const long = longReport();
const film = filmReport();
const TEACHER: SignedIn = { kind: 'teacher', owner: 'T1' };
const DRILL = { startMs: 600_000, endMs: 720_000, reason: '消防演练' };
const FORMULA = '0192a000-0000-7000-8000-000000000001';
const hers = { ...long, lesson: { ...long.lesson, labels: { ...long.lesson.labels, teacherId: 'T1' } } };
const his = { ...film, lesson: { ...film.lesson, labels: { teacherId: 'T2' } } };

let kept: ReviewedLessons;

beforeEach(async () => {
  kept = new ReviewedLessons(tmpdir());
  kept.keep(hers, { timeline: longTimeline(), withholdHours: 12 });
  kept.keep(his, { withholdHours: 12 });
  await kept.screen.start();
});

afterEach(async () => {
  await kept.screen.stop();
  kept.close();
});

async function ask(path: string, method = 'GET', body?: unknown, signedIn: SignedIn | null = TEACHER) {
  const headers = {
    ...(signedIn && { cookie: kept.access.cookie(signedIn) }),
    ...(body !== undefined && { 'content-type': 'application/json' }),
  };
  const sent = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
  const response = await fetch(`${kept.screen.address}/api/lessons/${path}`, { method, headers, ...sent });
  const text = await response.text();
  const json = () => JSON.parse(text) as Record<string, unknown>;
  return { status: response.status, headers: response.headers, text, json };
}

const id = hers.lesson.id;
const changes: [string, string, object][] = [
  ['PUT', 'note', { note: 'x' }],
  ['PUT', 'excluded', { excluded: [DRILL] }],
  ['POST', 'withhold', { withheld: true }],
  ['POST', 'send', {}],
];
const reads = ['review', 'message', 'export.csv', 'export.json'];

describe('of a lesson', () => {
  it('another teacher, school IT and nobody learn and change nothing', async () => {
    const before = kept.lessons.get(id);
    for (const who of [{ kind: 'it' }, null, { kind: 'newcomer', owner: 'T1' }] as (SignedIn | null)[]) {
      for (const path of reads) expect((await ask(`${id}/${path}`, 'GET', undefined, who)).status, path).toBe(401);
      for (const [method, path, body] of changes)
        expect((await ask(`${id}/${path}`, method, body, who)).status, path).toBe(401);
    }
    const other: SignedIn = { kind: 'teacher', owner: 'T2' };
    for (const path of reads) expect((await ask(`${id}/${path}`, 'GET', undefined, other)).status, path).toBe(404);
    for (const [method, path, body] of changes)
      expect((await ask(`${id}/${path}`, method, body, other)).status, path).toBe(404);
    expect(kept.lessons.get(id)).toEqual(before);
    expect((await ask(`${id}/review`)).json()).toMatchObject({ note: '', state: 'held' });
  });

  it('a note is kept as it was written, whatever it holds', async () => {
    const notes = [
      '<script>alert(1)</script>',
      '\u202Eevil\u202C مرحبا',
      `${'字'.repeat(1999)}😀`,
      '=HYPERLINK("x")',
      'a\r\nb\t',
      '',
    ];
    for (const note of notes) {
      expect((await ask(`${id}/note`, 'PUT', { note })).status, note).toBe(200);
      expect((await ask(`${id}/review`)).json().note).toBe(note);
    }
  });

  it.each<[string, unknown, number]>([
    ['too long', { note: 'x'.repeat(2001) }, 400],
    ['with a NUL', { note: 'a\u0000b' }, 400],
    ['not a text', { note: 7 }, 400],
    ['with something else', { note: 'x', owner: 'T2' }, 400],
    ['no JSON', '{"note":', 400],
    ['of ten megabytes', { note: 'x'.repeat(10_000_000) }, 413],
  ])('a note that is %s is refused', async (_, body, status) => {
    expect((await ask(`${id}/note`, 'PUT', body)).status).toBe(status);
    expect((await ask(`${id}/review`)).json().note).toBe('');
  });

  it('a stretch is excluded and taken back', async () => {
    expect((await ask(`${id}/excluded`, 'PUT', { excluded: [DRILL] })).status).toBe(200);
    const report = (await ask(id)).json() as unknown as typeof long;
    expect(report.excluded).toEqual([DRILL]);
    expect(report.gaps).toContainEqual({ track: 'talk', startMs: DRILL.startMs, endMs: DRILL.endMs });
    const speech = (of: typeof long) => of.indicators.find((figure) => figure.id === 'talk.teacher.share')!.coverage;
    expect(speech(report)).toBeCloseTo(speech(long) - 2 / 45, 2);
    const told = JSON.stringify((await ask(`${id}/message`)).json().message);
    expect(told).not.toContain('消防');
    expect((await ask(`${id}/excluded`, 'PUT', { excluded: [] })).status).toBe(200);
    const again = (await ask(id)).json() as unknown as typeof long;
    expect(again.indicators).toEqual(long.indicators);
    expect(again).not.toHaveProperty('excluded');
  });

  it.each<[string, unknown, number, string]>([
    ['outside the lesson', [{ startMs: 0, endMs: 3_000_000 }], 409, 'REVIEW_STRETCH_INVALID'],
    ['before it', [{ startMs: -1, endMs: 5000 }], 400, 'FST_ERR_VALIDATION'],
    ['of texts', [{ startMs: '0', endMs: 5000 }], 400, 'FST_ERR_VALIDATION'],
    ['with a long reason', [{ ...DRILL, reason: 'x'.repeat(81) }], 400, 'FST_ERR_VALIDATION'],
    [
      'that are many',
      Array.from({ length: 11 }, (_, i) => ({ startMs: i * 2000, endMs: i * 2000 + 1000 })),
      400,
      'FST_ERR_VALIDATION',
    ],
  ])('stretches %s are refused', async (_, excluded, status, code) => {
    const answer = await ask(`${id}/excluded`, 'PUT', { excluded });
    expect(answer.status).toBe(status);
    expect(answer.json()).toMatchObject({ error: { code } });
  });

  it('nothing can be excluded when what was observed is not kept, and it is said why', async () => {
    const him: SignedIn = { kind: 'teacher', owner: 'T2' };
    expect((await ask(`${film.lesson.id}/review`, 'GET', undefined, him)).json().canExclude).toBe(false);
    const answer = await ask(`${film.lesson.id}/excluded`, 'PUT', { excluded: [{ startMs: 0, endMs: 9000 }] }, him);
    expect([answer.status, answer.json()]).toMatchObject([409, { error: { code: 'REVIEW_NO_OBSERVATIONS' } }]);
  });

  it('what is sent is shown exactly, withheld, released and sent', async () => {
    const payload = JSON.parse(kept.messages.of(id)!.payload) as object;
    expect((await ask(`${id}/message`)).json()).toMatchObject({ state: 'held', message: payload });
    expect((await ask(`${id}/withhold`, 'POST', { withheld: true })).json().state).toBe('withheld');
    expect(kept.lessons.list('T1')).toMatchObject([{ synced: false, withheld: true }]);
    expect((await ask(`${id}/withhold`, 'POST', { withheld: false })).json().state).toBe('held');
    expect((await ask(`${id}/send`, 'POST', {})).json()).not.toHaveProperty('heldUntilMs');
    const late = await ask(`${id}/withhold`, 'POST', { withheld: true });
    expect([late.status, late.json()]).toMatchObject([409, { error: { code: 'REVIEW_TIME_OVER' } }]);
    expect(kept.access.log.list(3).map(({ who, what, subject }) => [who, what, subject])).toEqual([
      ['teacher:T1', 'lesson.sent-early', id],
      ['teacher:T1', 'lesson.released', id],
      ['teacher:T1', 'lesson.withheld', id],
    ]);
  });

  it('a page elsewhere can change nothing', async () => {
    for (const [method, path, body] of changes) {
      const response = await fetch(`${kept.screen.address}/api/lessons/${id}/${path}`, {
        method,
        headers: {
          cookie: kept.access.cookie(TEACHER),
          'content-type': 'application/json',
          origin: 'http://evil.example',
        },
        body: JSON.stringify(body),
      });
      expect(response.status, path).toBe(403);
    }
  });
});

describe('a lesson as a file', () => {
  it('is for this teacher, with a name that every file system takes', async () => {
    const csv = await ask(`${id}/export.csv`);
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(csv.headers.get('content-disposition')).toMatch(
      /^attachment; filename="lesson-\d{4}-\d\d-\d\d-\d{4}\.csv"$/,
    );
    expect(csv.text).toContain('教师讲授');
    const json = await ask(`${id}/export.json`);
    expect(json.headers.get('content-disposition')).toMatch(/\.json"$/);
    expect(json.json()).toMatchObject({ schemaVersion: 1, minGroup: 10, lessons: [{ lessonId: id }] });
  });

  it('runs nothing in a spreadsheet', async () => {
    const className = '=HYPERLINK("http://evil.example","7-3")';
    const labels = { className, teacherId: 'T1' };
    kept.keep({ ...film, lesson: { ...film.lesson, id: FORMULA, labels } });
    const { text } = await ask(`${FORMULA}/export.csv`);
    expect(text).toContain(`"'=HYPERLINK(`);
    expect(text).not.toMatch(/(^|,)"?=HYPERLINK/m);
  });
});
