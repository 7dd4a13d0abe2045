import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type BuiltPage, buildPage } from '../../test/built-page.ts';
import { faultsOf, launchChromium } from '../../test/chromium.ts';
import { SampleAccess } from './sample-access.ts';
import { filmReport, lessonsBefore, longReport, sourceOf } from './sample-report.ts';
import { sampleReview } from './sample-review.ts';
import { ScreenServer } from './server.ts';

const long = longReport();

const access = new SampleAccess();
let built: BuiltPage;
let screen: ScreenServer;
let early: ScreenServer;
let browser: Browser;
let page: Page;
let faults: string[];

beforeAll(async () => {
  built = await buildPage();
  screen = new ScreenServer({
    review: sampleReview,
    access,
    reports: sourceOf(lessonsBefore(long, 20)),
    port: 0,
    pageDir: built.folder,
  });
  early = new ScreenServer({
    review: sampleReview,
    access,
    reports: sourceOf([filmReport()]),
    port: 0,
    pageDir: built.folder,
  });
  await Promise.all([screen.start(), early.start()]);
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await screen?.stop();
  await early?.stop();
  built?.remove();
});

beforeEach(async () => {
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 }, locale: 'zh-CN' });
  await context.addCookies([access.browserCookie()]);
  page = await context.newPage();
  faults = faultsOf(page);
});

afterEach(async () => {
  await page.context().close();
  expect(faults).toEqual([]);
});

const row = (id: string) => page.locator(`tr[data-figure="${id}"]`);

it('leads from a lesson to the portrait and back, in both languages', async () => {
  await page.goto(`${screen.address}/#/lessons/${long.lesson.id}`);
  await page.getByRole('link', { name: '教师画像' }).click();
  await page.getByRole('heading', { name: '教师画像 · 七年级 3 班 · 数学 · 第 2 节' }).waitFor();
  const portrait = sourceOf(lessonsBefore(long, 20)).portraitUpTo(long)!;
  expect(await page.locator('tr[data-figure]').count()).toBe(portrait.figures.length);
  // As the lesson itself tells it, and the last twenty with the middle half of them.
  expect(await row('talk.teacher.share').textContent()).toMatch(
    /^教师讲授55%\d\d% \(\d\d% – \d\d%\)\d\d% \(\d\d% – \d\d%\)/,
  );
  expect(await page.locator('thead').first().textContent()).toBe('数据这节课近 5 节近 20 节和以前比');
  const { change } = portrait.figures.find(({ id }) => id === 'talk.teacher.share')!;
  expect(await row('talk.teacher.share').locator('td').last().textContent()).toBe(
    change === null ? '' : `多 ${Math.round(change * 100)} 个百分点`,
  );
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByRole('heading', { name: /^Portrait · / }).waitFor();
  expect(await row('talk.teacher.share').textContent()).toMatch(/^teacher talk55%/);
  await page.getByRole('link', { name: 'Back to the lesson' }).click();
  await page.getByRole('heading', { name: 'S-T curve' }).waitFor();
});

it('with no more lessons than the short window it has only that', async () => {
  const few = new ScreenServer({
    ...{ review: sampleReview, access, port: 0, pageDir: built.folder },
    reports: sourceOf(lessonsBefore(long, 4)),
  });
  await few.start();
  try {
    await page.goto(`${few.address}/#/lessons/${long.lesson.id}/portrait`);
    await page.locator('thead').first().waitFor();
    expect(await page.locator('thead').first().textContent()).toBe('数据这节课近 4 节和以前比');
    expect(await row('talk.teacher.share').locator('td').count()).toBe(3);
  } finally {
    // A page that is still open would tell of the events that end.
    await page.goto('about:blank');
    await few.stop();
  }
});

it('says when it begins, and when there is no such lesson', async () => {
  await page.goto(`${early.address}/#/lessons/${filmReport().lesson.id}/portrait`);
  await page.getByText('画像从同一学科的第 3 节课开始').waitFor();
  await page.goto(`${early.address}/?lang=zh#/lessons/none/portrait`);
  await page.getByText('这台机器上没有这节课的记录').waitFor();
  faults = faults.filter((fault) => !fault.includes('404'));
});

it.each([
  [1920, 1080],
  [1280, 800],
])('fits %i×%i', async (width, height) => {
  await page.setViewportSize({ width, height });
  for (const lang of ['zh', 'en']) {
    await page.goto('about:blank');
    await page.goto(`${screen.address}/?lang=${lang}#/lessons/${long.lesson.id}/portrait`);
    await row('st.rt').waitFor();
    expect(await page.locator('html').evaluate((html) => html.scrollWidth <= html.clientWidth)).toBe(true);
    for (const target of await page.locator('button, a').all()) {
      expect((await target.boundingBox())!.height, (await target.textContent()) ?? '').toBeGreaterThanOrEqual(48);
    }
  }
});
