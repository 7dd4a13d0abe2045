import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ReportPage } from '../../test/report-page.ts';
import { without } from '../lesson/timeline.ts';
import { sampleFindings } from './sample-findings.ts';
import { emptyReport, longReport, longTimeline, reportOf } from './sample-report.ts';

/** A full report: as many findings as there are ever told, the longest of them. */
const long = longReport();
const [longest] = sampleFindings.toSorted((a, b) => b.en.suggestion.length - a.en.suggestion.length);
const full = { ...long, findings: Array.from({ length: 5 }, (_, i) => ({ ...longest!, rule: `rule.${i}` })) };
/** Twelve seconds of every minute the microphone and the cameras gave nothing. */
const gapMs = 12_000;
const isHere = ({ atMs }: { atMs: number }) => atMs % 60_000 >= gapMs;
const timeline = longTimeline();
const gaps = Array.from({ length: 45 }, (_, minute) => ({ startMs: minute * 60_000, endMs: minute * 60_000 + gapMs }));
const gappy = reportOf('0192a000-0000-7000-8000-000000000012', {
  ...timeline,
  talk: gaps.reduce((talk, gap) => without(talk, gap), timeline.talk),
  students: timeline.students.filter(isHere),
  teacher: timeline.teacher.filter(isHere),
});
const at = new ReportPage();
beforeAll(() => at.launch());
afterAll(() => at.close());
beforeEach(() => at.begin({ colorScheme: 'dark' }));
afterEach(async () => {
  await at.end();
  expect(at.faults).toEqual([]);
});

/** The pages of a PDF are objects of their own, not compressed. */
const pagesOf = (pdf: Buffer) => pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length;

describe.each(['zh', 'en'] as const)('on paper (%s)', (language) => {
  it.each([
    ['a full report', full],
    ['a lesson without data', emptyReport()],
    ['a gap in every minute', { ...gappy, findings: full.findings.slice(0, 2) }],
    ['four hours', reportOf('0192a000-0000-7000-8000-000000014400', longTimeline(240 * 60_000))],
  ])('%s takes two sheets of A4', async (_, report) => {
    at.keep(report);
    await at.open(`/lessons/${report.lesson.id}`, language);
    await at.page.locator('.time-stage svg').waitFor();
    expect(pagesOf(await at.page.pdf({ preferCSSPageSize: true }))).toBe(2);
    // Once it is printed the page is as it was.
    expect(await at.page.locator('.paper > *').count()).toBe(0);
    expect(await at.page.locator('.time-stage svg').isVisible()).toBe(true);
  });
});

it('lists the longest of many gaps, and hides no finding', async () => {
  at.keep({ ...gappy, findings: full.findings });
  await at.open(`/lessons/${gappy.lesson.id}`);
  await at.page.locator('.time-stage svg').waitFor();
  await at.page.emulateMedia({ media: 'print' });
  await at.page.evaluate('dispatchEvent(new Event("beforeprint"))');
  const gapsOnPaper = at.page.locator('.sheet-gaps > span');
  expect(await gapsOnPaper.count()).toBe(7);
  expect(await gapsOnPaper.last().textContent()).toMatch(/^另有 \d+ 处$/);
  const sheet = at.page.locator('.sheet').first();
  expect(await sheet.evaluate((element) => element.scrollHeight <= element.clientHeight + 1)).toBe(true);
  expect(await sheet.locator('.findings li').last().isVisible()).toBe(true);
});

it('another page is printed as it is', async () => {
  at.keep(long);
  await at.open(`/lessons/${long.lesson.id}/sent`);
  await at.page.locator('tr[data-field]').first().waitFor();
  await at.page.emulateMedia({ media: 'print' });
  expect(await at.page.locator('tr[data-field]').first().isVisible()).toBe(true);
});

it('says what the page says, without its buttons, dark on white, and leaves nothing out', async () => {
  at.keep(full);
  await at.open(`/lessons/${full.lesson.id}`);
  const said = (await at.page.locator('.sentences').textContent())!;
  await at.page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await at.page.evaluate('dispatchEvent(new Event("beforeprint"))');
  const sheets = at.page.locator('.sheet');
  expect(await sheets.count()).toBe(2);
  expect(await sheets.first().locator('.sentences').textContent()).toBe(said);
  const paper = (await at.page.locator('.paper').textContent())!;
  for (const part of [
    '七年级 3 班',
    '学生摄像头被遮挡 3 分钟',
    '混合型',
    longest!.zh.observation,
    '巡视',
    '教师语速',
    '94%',
  ])
    expect(paper).toContain(part);
  expect(await at.page.locator('button:visible, a:visible, [role=slider]:visible').count()).toBe(0);
  const [ink, talk] = await at.page.evaluate<string[]>(
    `[getComputedStyle(document.querySelector('.paper')).color, getComputedStyle(document.querySelector('#talk-teacher .base')).fill]`,
  );
  expect([ink, talk]).toEqual(['rgb(31, 41, 51)', 'rgb(47, 109, 181)']);
});
