import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { type BuiltPage, buildPage } from '../../test/built-page.ts';
import { faultsOf, launchChromium } from '../../test/chromium.ts';
import { SampleAccess } from './sample-access.ts';
import { emptyReport, filmReport, longReport, sourceOf } from './sample-report.ts';
import { sampleReview } from './sample-review.ts';
import { ScreenServer } from './server.ts';

const film = filmReport();
const long = longReport();
const empty = emptyReport();

// A browser on a classroom machine's few cores takes its time.
vi.setConfig({ testTimeout: 60_000 });

const access = new SampleAccess();
let built: BuiltPage;
let screen: ScreenServer;
let browser: Browser;
let page: Page;
/** What the page did that it must never do: write an error, ask another host. */
let faults: string[];

beforeAll(async () => {
  built = await buildPage();
  screen = new ScreenServer({
    review: sampleReview,
    access,
    reports: sourceOf([long, film, empty]),
    port: 0,
    pageDir: built.folder,
  });
  await screen.start();
  browser = await launchChromium();
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await screen?.stop();
  built?.remove();
});

beforeEach(async () => {
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 }, locale: 'zh-CN' });
  await context.addCookies([access.browserCookie()]);
  page = await context.newPage();
  faults = faultsOf(page);
  page.on('request', (request) => {
    if (!request.url().startsWith(`${screen.address}/`)) faults.push(request.url());
  });
});

afterEach(async () => {
  await page.context().close();
  expect(faults).toEqual([]);
});

const open = (id: string, query = '') => page.goto(`${screen.address}/${query}#/lessons/${id}`);

it('leads from the list to a report and back', async () => {
  await page.goto(screen.address!);
  await page.getByText('七年级 3 班 · 数学 · 第 2 节').click();
  await page.getByRole('heading', { name: 'S-T 曲线' }).waitFor();
  await page.getByText('全部课堂').click();
  await page.getByRole('heading', { name: '课堂记录' }).waitFor();
  await expect.poll(() => page.locator('.lesson').count()).toBe(3);
});

it('draws every track of the film', async () => {
  await open(film.lesson.id);
  await page.locator('.time-stage svg').waitFor();
  expect(await page.locator('.ribbon.talk rect[data-kind]').count()).toBe(film.talk.length);
  expect(await page.locator('.ribbon.zone rect[data-kind]').count()).toBe(film.teacherZones.length);
  expect(await page.locator('.curve.heads-up path.line').count()).toBe(1);
  expect(await page.locator('.curve.hands path.line').count()).toBe(1);
  expect(await page.locator('.missing').count()).toBe(0);
  const steps = (await page.locator('.st-curve').getAttribute('d'))!.match(/[ML]/g)!;
  expect(steps).toHaveLength(film.st!.slots.length + 1);
});

it('draws the activities, the room plan and the waits', async () => {
  await open(film.lesson.id);
  await page.locator('.time-stage svg').waitFor();
  expect(await page.locator('.ribbon.activities rect[data-kind]').count()).toBe(film.activities!.length);
  expect(await page.locator('.ribbon.activities').textContent()).toContain('独立练习');
  expect(await page.locator('.heat').count()).toBe(film.teacherHeatmap!.shares.filter((share) => share > 0).length);
  // The one wait of the film lasts 5.5 s; touching its bar leads there.
  const bars = page.locator('.wait-bar');
  expect(await bars.evaluateAll((all) => all.map((bar) => bar.getAttribute('data-waits')).join(''))).toBe(
    '00000100000',
  );
  await page.getByRole('button', { name: '5–6 秒 1 次' }).click();
  expect(await page.locator('.readout').textContent()).toMatch(/^0:51/);
  expect(await page.locator('.wait-here').count()).toBe(1);
});

it('says what was found, and leads to its moments', async () => {
  await open(long.lesson.id);
  await page.getByRole('heading', { name: '可以留意' }).waitFor();
  expect(await page.locator('[data-rule]').count()).toBe(3);
  await page.getByRole('button', { name: '第 5–8 分钟' }).click();
  expect(await page.locator('.readout').textContent()).toMatch(/^4:00/);
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByText(/^Most hands were up at once in minute 31/).waitFor();
  await page.getByRole('button', { name: 'minute 31', exact: true }).last().click();
  expect(await page.locator('.readout').textContent()).toMatch(/^30:36/);
  // A report from before there were findings has no empty place for them.
  await open(film.lesson.id);
  await page.locator('.time-stage svg').waitFor();
  expect(await page.locator('[data-rule]').count()).toBe(0);
});

it('puts the lesson at its place in the Rt-Ch triangle', async () => {
  await open(film.lesson.id);
  const number = (id: string) => Number(film.indicators.find((indicator) => indicator.id === id)!.value);
  const [triangle, point] = await Promise.all(
    ['.triangle', '.lesson-point'].map((mark) => page.locator(mark).boundingBox()),
  );
  expect((point!.x + point!.width / 2 - triangle!.x) / triangle!.width).toBeCloseTo(number('st.rt'), 1);
  const height = triangle!.y + triangle!.height - (point!.y + point!.height / 2);
  expect(height / triangle!.height).toBeCloseTo(number('st.ch'), 1);
});

it('breaks the curves of a lesson where its sensors failed', async () => {
  await open(long.lesson.id);
  await page.locator('.time-stage svg').waitFor();
  expect(await page.locator('.curve.heads-up path.line').count()).toBe(2);
  expect(await page.locator('.curve.hands path.line').count()).toBe(2);
  expect(await page.locator('.curve .missing').count()).toBe(2);
  expect(await page.locator('.ribbon.talk .missing').count()).toBe(1);
});

it('moves one cursor through everything', async () => {
  await open(film.lesson.id);
  const hint = await page.locator('.readout').textContent();
  await page.locator('.moment').last().click();
  const line = page.locator('.cursor line');
  await line.waitFor({ state: 'attached' });
  expect(await page.locator('.readout').textContent()).toContain('5 人');
  expect(await page.locator('.cursor-dot').count()).toBe(1);

  const before = await line.getAttribute('x1');
  const spoken = page.locator('.ribbon.talk rect[data-kind]');
  const [first, last] = [(await spoken.first().boundingBox())!, (await spoken.last().boundingBox())!];
  await page.mouse.click(first.x + (last.x + last.width - first.x) * 0.05, first.y + 20);
  expect(await line.getAttribute('x1')).not.toBe(before);
  expect(await page.locator('.readout').textContent()).toMatch(/^0:07.*教师讲授/);

  const plot = (await page.locator('.plot').first().boundingBox())!;
  await page.mouse.click(plot.x + plot.width * 0.6, plot.y + 30);
  expect(await page.locator('.readout').textContent()).not.toContain('0:07');
  expect(await page.locator('.readout').textContent()).not.toBe(hint);
});

it('puts the cursor on a bookmark whose flag is touched', async () => {
  await open(long.lesson.id);
  const flags = page.locator('.flags path');
  await expect.poll(() => flags.count()).toBe(2);
  const flag = (await flags.last().boundingBox())!;
  await page.mouse.click(flag.x + 12, flag.y + 4);
  expect(await page.locator('.readout').textContent()).toMatch(/^31:00/);
  expect(await page.locator('.cursor text').textContent()).toBe('31:00');
  await open(film.lesson.id);
  await page.locator('.curve.hands').waitFor();
  await expect.poll(() => flags.count()).toBe(0);
});

it('shows nothing of a room where there is none', async () => {
  await page.goto(screen.address!);
  await page.getByRole('heading', { name: '课堂记录' }).waitFor();
  expect(await page.locator('.room-bar, .outlook').count()).toBe(0);
});

it('speaks both languages and remembers which', async () => {
  await open(long.lesson.id);
  await page.getByText(/^这节课您讲了/).waitFor();
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByText(/^You spoke for/).waitFor();
  expect(await page.locator('html').getAttribute('lang')).toBe('en');
  await page.reload();
  await page.getByText(/^You spoke for/).waitFor();
  await page.goto('about:blank');
  await open(long.lesson.id, '?lang=zh');
  await page.getByText(/^这节课您讲了/).waitFor();
});

it('says that there is not enough data instead of drawing zeros', async () => {
  await open(empty.lesson.id, '?lang=en');
  await page.locator('.time-stage svg').waitFor();
  expect(await page.locator('.sentences').textContent()).toMatch(/not enough data.*not enough data.*not enough data/);
  expect(await page.locator('path.line, .st-curve, .lesson-point').count()).toBe(0);
  const values = await page.locator('tr[data-figure] td:nth-child(2)').allTextContents();
  expect(new Set(values)).toEqual(new Set(['not enough data']));
});

it('says so when the lesson is not on this machine', async () => {
  await open('none');
  await page.getByText('这台机器上没有这节课的记录').waitFor();
  // The browser itself writes a line about the 404 that the page has just explained.
  faults = faults.filter((fault) => !fault.includes('404'));
});

it.each([
  [1920, 1080],
  [1280, 800],
])('fits %i×%i: nothing is cut off sideways, no two labels overlap', async (width, height) => {
  await page.setViewportSize({ width, height });
  for (const query of ['?lang=zh', '?lang=en'])
    for (const { lesson } of [film, long, empty]) {
      await page.goto('about:blank');
      await open(lesson.id, query);
      await page.locator('.time-stage svg').waitFor();
      if (await page.locator('.moment').count()) await page.locator('.moment').first().click();
      expect(await overlappingLabels(), `${lesson.id} ${query}`).toEqual([]);
      expect(await page.locator('html').evaluate((html) => html.scrollWidth <= html.clientWidth)).toBe(true);
    }
});

it('gives every touch target at least 48 px', async () => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await open(long.lesson.id);
  await page.locator('.time-stage svg').waitFor();
  for (const target of await page.locator('button, a, summary, .stage-touch').all()) {
    // What a menu holds is nowhere until it is opened.
    const box = await target.boundingBox();
    if (!box) continue;
    const name = (await target.getAttribute('aria-label')) ?? (await target.textContent()) ?? '';
    expect(box.height, name).toBeGreaterThanOrEqual(48);
  }
});

/** Pairs of drawn texts whose boxes share more than a sliver, and texts that leave their drawing sideways. */
async function overlappingLabels(): Promise<string[]> {
  const texts = await page.locator('svg text').evaluateAll((elements) =>
    elements.map((element) => {
      const { left, right, top, bottom } = element.getBoundingClientRect();
      const drawing = element.closest('svg')!.getBoundingClientRect();
      const cut = left < drawing.left - 1 || right > drawing.right + 1;
      return { text: element.textContent ?? '', left, right, top, bottom, cut };
    }),
  );
  const pairs = texts.flatMap((a, index) =>
    texts
      .slice(index + 1)
      .filter((b) => {
        const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        return wide > 1 && high > 4;
      })
      .map((b) => `${a.text} / ${b.text}`),
  );
  return [...texts.filter(({ cut }) => cut).map(({ text }) => `cut: ${text}`), ...pairs];
}
