import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { seriousFaults } from '../../test/accessible.ts';
import { ReportPage } from '../../test/report-page.ts';
import { filmReport, longReport, longTimeline, reportOf } from './sample-report.ts';

const DAY_MS = 24 * 3_600_000;
const long = longReport();
const film = filmReport();
const shorter = reportOf('0192a000-0000-7000-8000-000000002000', longTimeline(33 * 60_000), long.lesson.labels);
const before = { ...shorter, lesson: { ...shorter.lesson, startedAtMs: long.lesson.startedAtMs - DAY_MS } };
/** By another version of its definition. */
const changed = {
  ...before,
  indicators: before.indicators.map((each) => (each.id === 'talk.turns' ? { ...each, version: 99 } : each)),
};
const at = new ReportPage();
beforeAll(() => at.launch());
afterAll(() => at.close());
beforeEach(async () => {
  await at.begin();
  for (const report of [long, changed, film]) at.keep(report);
});
afterEach(async () => {
  await at.end();
  expect(at.faults).toEqual([]);
});

describe.each([
  ['zh', '对比', '同一学科', '其他', /[多少] \d+ 个百分点|相同/, '算法版本不同，不比较', '换一节课'],
  [
    'en',
    'Compare',
    'Same subject',
    'Others',
    /\d+ points? (more|less)|the same/,
    'measured by different versions: not compared',
    'Another lesson',
  ],
] as const)('another own lesson (%s)', (language, link, same, others, difference, versions, another) => {
  it('is chosen from the report, same subject first, and set beside it', async () => {
    await at.open(`/lessons/${long.lesson.id}`, language);
    await at.page.getByRole('link', { name: link, exact: true }).click();
    await at.page.getByRole('heading', { name: same }).waitFor();
    expect(await at.page.locator('.part-title').allTextContents()).toEqual([same, others]);
    expect(await at.page.locator('.lesson').count()).toBe(2);
    await at.page.locator('.lesson').first().click();
    await at.page.locator('tr[data-figure]').first().waitFor();
    const row = (id: string) => at.page.locator(`tr[data-figure="${id}"]`);
    const cells = await row('talk.teacher.share').locator('td').allTextContents();
    const share = (of: typeof long) =>
      `${Math.round(100 * Number(of.indicators.find(({ id }) => id === 'talk.teacher.share')!.value))}%`;
    // The earlier lesson stands first, whichever was asked for first.
    expect(cells.slice(0, 2)).toEqual([share(changed), share(long)]);
    expect(cells[2]).toMatch(difference);
    expect(await row('talk.turns').locator('td').last().textContent()).toBe(versions);
    expect(await at.page.locator('.two .sentences').count()).toBe(2);
    expect(await seriousFaults(at.page)).toEqual([]);
    await row('talk.teacher.share').locator('.about-text').click();
    await at.page.locator('dialog[open]').waitFor();
    expect(await at.page.locator('dialog[open] .about-value').count()).toBe(2);
    await at.page.keyboard.press('Escape');
    await at.page.getByRole('link', { name: another }).click();
    await at.page.getByRole('heading', { name: same }).waitFor();
  });
});

it('draws both on one time scale', async () => {
  await at.open(`/compare/${long.lesson.id}/${before.lesson.id}`);
  await at.page.locator('.ribbon.talk').last().waitFor();
  const ends = await at.page.locator('.ribbon.talk').evaluateAll((ribbons) =>
    ribbons.map((ribbon) => {
      const rects = [...ribbon.querySelectorAll('rect[data-kind]')].map((rect) => rect.getBoundingClientRect());
      return [rects[0]!.left, rects.at(-1)!.right];
    }),
  );
  const [[firstLeft, firstRight], [secondLeft, secondRight]] = ends as [[number, number], [number, number]];
  expect(firstLeft).toBeCloseTo(secondLeft, 0);
  expect((firstRight - firstLeft) / (secondRight - secondLeft)).toBeCloseTo(33 / 45, 2);
});

it('another teacher’s lesson is not there to be compared', async () => {
  const id = '0192a000-0000-7000-8000-0000000000ff';
  at.kept.keep({ ...long, lesson: { ...long.lesson, id, labels: { ...long.lesson.labels, teacherId: 'T2' } } });
  await at.open(`/compare/${long.lesson.id}`);
  await at.page.locator('.lesson').first().waitFor();
  expect(await at.page.locator('.lesson').count()).toBe(2);
  await at.open(`/compare/${long.lesson.id}/${id}`);
  await at.page.getByText('这台机器上没有这节课的记录').waitFor();
  at.faults = at.faults.filter((fault) => !fault.includes('404'));
});

it.each([
  [1920, 1080],
  [1280, 800],
])('fits %i×%i', async (width, height) => {
  await at.page.setViewportSize({ width, height });
  for (const language of ['zh', 'en'] as const)
    for (const hash of [
      `/compare/${long.lesson.id}`,
      `/compare/${long.lesson.id}/${before.lesson.id}`,
      `/lessons/${long.lesson.id}/sent`,
    ]) {
      await at.open(hash, language);
      await at.page.locator('.lesson, tr[data-figure], tr[data-field]').first().waitFor();
      expect(await at.page.locator('html').evaluate((html) => html.scrollWidth <= html.clientWidth), hash).toBe(true);
      for (const target of await at.page.locator('button, a, summary').all()) {
        const box = await target.boundingBox();
        if (box) expect(box.height, `${hash} ${await target.textContent()}`).toBeGreaterThanOrEqual(48);
      }
    }
});
