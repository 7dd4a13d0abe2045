import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { type BuiltPage, buildPage } from '../../test/built-page.ts';
import type { RoomState } from '../lesson/room-state.ts';
import { StoreError } from '../store/store-error.ts';
import type { ReportSource } from './report-source.ts';
import { filmReport, longReport, sourceOf } from './sample-report.ts';
import { off, recording, SampleRoom, waiting, without } from './sample-room.ts';
import { ScreenServer } from './server.ts';

const MINUTE_MS = 60_000;
const long = longReport();
const film = filmReport();
const problem = { code: 'TIMETABLE_INVALID', message: '/etc/lectern/r301.json: is not JSON; import it again' };

// A browser on a classroom machine's few cores takes its time.
vi.setConfig({ testTimeout: 60_000 });

let built: BuiltPage;
let browser: Browser;
let page: Page;
let room: SampleRoom;
let reports: (typeof long)[];
let screen: ScreenServer;
let faults: string[];

beforeAll(async () => {
  built = await buildPage();
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
}, 120_000);

afterAll(async () => {
  await browser?.close();
  built?.remove();
});

beforeEach(async () => {
  room = new SampleRoom();
  reports = [long];
  const source: ReportSource = {
    list: () => sourceOf(reports).list(),
    get: (id) => sourceOf(reports).get(id),
    portraitUpTo: (report) => sourceOf(reports).portraitUpTo(report),
  };
  screen = new ScreenServer({ reports: source, room, port: 0, pageDir: built.folder });
  await screen.start();
  faults = [];
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'zh-CN' });
  page = await context.newPage();
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(error.message));
});

afterEach(async () => {
  await page.context().close();
  await screen.stop();
  expect(faults).toEqual([]);
});

/** The page asks once a second. */
const soon = (read: () => Promise<unknown>) => expect.poll(read);
const headline = () => page.locator('.room-headline').textContent();
const detail = () => page.locator('.room-detail').textContent();
const button = (name: string) => page.getByRole('button', { name, exact: true });

async function open(now = room.now, hash = '', language = 'zh'): Promise<void> {
  room.now = now;
  await page.goto('about:blank');
  await page.goto(`${screen.address}/?lang=${language}${hash}`);
  await page.locator('.room-headline').waitFor();
}
const report = `#/lessons/${long.lesson.id}`;

it('says what the room does, in both languages and on every page', async () => {
  for (const hash of ['', report]) {
    await open(recording(), hash);
    expect(await headline()).toBe('正在记录七年级 3 班 数学12 分钟');
    await page.getByRole('button', { name: 'English' }).click();
    expect(await headline()).toBe('Recording七年级 3 班 数学12 min');
  }
  for (const [now, zh, en] of [
    [waiting(), '等待上课', 'Waiting for a lesson'],
    [{ ...waiting(), activity: 'closing' as const }, '正在生成报告', 'Making the report'],
    [off(), '感知已关闭', 'Sensing is off'],
  ] as const)
    for (const [language, words] of Object.entries({ zh, en })) {
      await open(now, '', language);
      expect(await headline()).toBe(words);
    }
});

it('follows the room', async () => {
  await open();
  room.now = recording(2 * MINUTE_MS);
  await soon(headline).toBe('正在记录七年级 3 班 数学2 分钟');
  room.now = recording(3 * MINUTE_MS);
  await soon(headline).toBe('正在记录七年级 3 班 数学3 分钟');
});

it('shows the clock and the next lesson while nothing goes on', async () => {
  await open();
  expect(await page.locator('.clock').textContent()).toMatch(/^\d\d:\d\d$/);
  expect(await page.locator('.outlook').textContent()).toMatch(/下一节课.*七年级 4 班 · 语文 · 第 3 节/);
  await soon(detail).toMatch(/^感知已打开/);
});

it('cannot be mistaken while sensing is off, also on a report that was scrolled', async () => {
  for (const now of [off(), off(recording().lesson), { ...off(), problems: [problem] }]) {
    await open(now, report);
    await page.locator('.time-stage svg').waitFor();
    await page.mouse.wheel(0, 2000);
    const words = page.getByText('感知已关闭');
    const box = (await words.boundingBox())!;
    expect(box.height).toBeGreaterThan(32);
    expect(box.y).toBeGreaterThanOrEqual(0);
    // Ink and paper have changed places.
    const colours = (element: string) =>
      page.locator(element).evaluate((found) => {
        const { color, backgroundColor } = found.ownerDocument.defaultView!.getComputedStyle(found);
        return [color, backgroundColor];
      });
    expect(await colours('.room-bar')).toEqual((await colours('html')).toReversed());
    expect(await detail()).toMatch(/^摄像头和麦克风都已停用/);
    expect(await button('打开感知').count()).toBe(1);
    expect(await page.getByRole('button', { name: '开始记录' }).count()).toBe(0);
  }
});

it('switches sensing off and on', async () => {
  await open();
  // A second touch of the same finger is not a second wish.
  const { x, y } = (await button('关闭感知').boundingBox())!;
  await page.mouse.dblclick(x + 20, y + 20);
  await button('打开感知').waitFor();
  expect(await headline()).toBe('感知已关闭');
  expect(room.asked).toEqual([['sensing', false]]);
  await page.waitForTimeout(500);
  await button('打开感知').click();
  await button('关闭感知').waitFor();
  expect(room.asked).toEqual([
    ['sensing', false],
    ['sensing', true],
  ]);
});

it('starts a lesson, marks a moment, and ends it when that was meant', async () => {
  await open();
  await button('开始记录').click();
  await button('做标记').click();
  await button('已标记 12:03').waitFor();
  await button('做标记').waitFor({ timeout: 5_000 });
  await button('结束记录').click();
  await button('再按一次结束').waitFor();
  expect(room.asked).toEqual([['start', {}], ['bookmark']]);
  // Whoever waits did not mean it.
  await button('结束记录').waitFor({ timeout: 7_000 });
  await button('结束记录').click();
  await page.waitForTimeout(500);
  await button('再按一次结束').click();
  await soon(headline).toBe('正在生成报告');
  expect(room.asked.at(-1)).toEqual(['end']);
});

it('says why a command was refused', async () => {
  await open();
  room.refusal = new StoreError('STORE_FULL', 'the disk is full');
  await button('关闭感知').click();
  await soon(detail).toMatch(/^已经切换，但没能写到磁盘上/);
  room.refusal = Object.assign(new Error('m'), { code: 'ROOM_NO_LESSON' });
  await button('开始记录').click();
  await soon(detail).toBe('现在没有正在记录的课');
  // The browser itself writes a line about each refusal that the page has just explained.
  faults = faults.filter((fault) => !/\b(409|507)\b/.test(fault));
});

it('names what is lost and what is to be mended, with what to do and the words for IT', async () => {
  const lost = without(recording(), 'student-camera', 'SOURCE_REFUSED', 3.5 * MINUTE_MS, 'rtsp://x: 401');
  await open(lost);
  expect(await detail()).toContain('学生摄像头已断开 3 分钟 · 请核对用户名和密码');
  room.now = { ...lost, problems: [problem] };
  await soon(detail).toContain('课表文件不能用');
  expect(await page.getByText(problem.message).count()).toBe(0);
  const saying = page.locator('button.room-saying');
  await saying.click();
  await page.getByText(`SOURCE_REFUSED · rtsp://x: 401`).waitFor();
  await page.getByText(`TIMETABLE_INVALID · ${problem.message}`).waitFor();
  expect(await saying.getAttribute('aria-expanded')).toBe('true');
  await saying.click();
  expect(await page.getByText(problem.message).count()).toBe(0);
  await open(lost, '', 'en');
  expect(await detail()).toContain('Student camera lost for 3 min · check user and password');
});

it('says so when the agent does not answer, and comes back when it does', async () => {
  await open(recording());
  const { port } = new URL(screen.address!);
  await screen.stop();
  await expect.poll(headline).toBe('与本机程序失去联系');
  expect(await page.locator('.room-button:enabled').count()).toBe(0);
  screen = new ScreenServer({ reports: sourceOf([long]), room, port: Number(port), pageDir: built.folder });
  await screen.start();
  await soon(headline).toMatch(/^正在记录/);
  expect(await page.locator('.room-button:disabled').count()).toBe(0);
  faults = faults.filter((fault) => !fault.includes('ERR_CONNECTION_REFUSED'));
});

it('asks one thing at a time, and nothing while nobody sees it', async () => {
  let asked = 0;
  let answer = () => {};
  await open();
  await page.route('**/api/state', async (route) => {
    asked++;
    await new Promise<void>((resolve) => {
      answer = resolve;
    });
    await route.continue();
  });
  await page.waitForTimeout(2_500);
  expect(asked).toBe(1);
  const hide = (hidden: boolean) =>
    page.locator('html').evaluate(({ ownerDocument }, value) => {
      Object.defineProperty(ownerDocument, 'hidden', { value, configurable: true });
      ownerDocument.dispatchEvent(new Event('visibilitychange'));
    }, hidden);
  await hide(true);
  answer();
  await page.waitForTimeout(2_500);
  expect(asked).toBe(1);
  await hide(false);
  await soon(async () => asked).toBe(2);
  answer();
  await page.unrouteAll({ behavior: 'wait' });
});

it('lists the new report when it is made', async () => {
  await open({ ...waiting(), activity: 'closing' });
  await soon(() => page.locator('.lesson').count()).toBe(1);
  reports.push(film);
  room.now = waiting();
  await soon(() => page.locator('.lesson').count()).toBe(2);
});

const everyState = [
  waiting(),
  { ...waiting(), activity: 'watching' as const },
  recording(),
  off(),
  off(recording().lesson),
  { ...waiting(), activity: 'closing' as const },
  without(recording(), 'microphone', 'SOURCE_STALLED', 90 * MINUTE_MS),
  { ...without(recording(), 'teacher-camera', 'SOURCE_FORBIDDEN', 0), problems: [problem] },
  { ...off(), problems: [problem] },
  recording(130 * MINUTE_MS, {
    className: '高二年级国际部 12 班'.repeat(3),
    subject: '英语听说与跨文化交流',
    period: 8,
  }),
];

it.each([
  [1920, 1080],
  [1280, 800],
])('fits %i×%i and moves nothing, whatever the room does', async (width, height) => {
  await page.setViewportSize({ width, height });
  for (const language of ['zh', 'en'])
    for (const hash of ['', report]) {
      await open(waiting(), hash, language);
      const below = page.locator(hash ? '.sentences' : '.lessons');
      const place = await below.boundingBox();
      const sensing = await page.locator('.sensing-button').boundingBox();
      for (const now of everyState) {
        await show(now);
        expect(await below.boundingBox()).toEqual(place);
        expect(await page.locator('.sensing-button').boundingBox()).toEqual(sensing);
        expect(await page.locator('html').evaluate((html) => html.scrollWidth <= html.clientWidth)).toBe(true);
        expect(await outside(), `${language} ${now.activity}`).toEqual([]);
        for (const target of await page.locator('.room-bar button').all())
          expect((await target.boundingBox())!.height).toBeGreaterThanOrEqual(48);
      }
    }
});

let shown = 0;

/** Shows another state without waiting for the next second. */
async function show(now: RoomState): Promise<void> {
  const mark = ++shown;
  room.now = { ...now, sources: now.sources.map((source) => ({ ...source, dropped: mark })) };
  const answered = page.waitForResponse(
    async (response) => response.url().endsWith('/api/state') && (await response.json()).sources[0].dropped === mark,
  );
  await page.locator('html').evaluate((html) => html.ownerDocument.dispatchEvent(new Event('visibilitychange')));
  await answered;
  // Drawn in the frame after it has come.
  await page.waitForTimeout(50);
}

/** Words of the bar that leave its two lines, or the button they stand on. */
function outside(): Promise<string[]> {
  return page.locator('.room-headline, .room-detail, .room-button').evaluateAll((elements) =>
    elements
      .filter((element) => {
        const { ownerDocument } = element;
        const range = ownerDocument.createRange();
        range.selectNodeContents(element);
        const bar = ownerDocument.querySelector('.room-bar')!.getBoundingClientRect();
        const words = range.getBoundingClientRect();
        const box = element.getBoundingClientRect();
        const wide = element.classList.contains('room-button') && words.width > box.width - 8;
        return wide || box.top < bar.top || box.bottom > bar.bottom || element.scrollWidth > element.clientWidth + 1;
      })
      .map((element) => element.textContent ?? ''),
  );
}
