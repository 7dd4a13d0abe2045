import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { type Fault, shows } from '../../test/faults/fault.ts';
import { RoomPage } from '../../test/room-page.ts';
import { StoreError } from '../store/store-error.ts';
import { filmReport, longReport } from './sample-report.ts';
import { off, recording, waiting, without } from './sample-room.ts';

const MINUTE_MS = 60_000;
const long = longReport();
const report = `#/lessons/${long.lesson.id}`;
const problem = { code: 'TIMETABLE_INVALID', message: '/etc/lectern/r301.json: is not JSON; import it again' };

// A browser on a classroom machine's few cores takes its time.
vi.setConfig({ testTimeout: 60_000 });

const at = new RoomPage();
beforeAll(() => at.launch(), 120_000);
afterAll(() => at.close());
beforeEach(() => at.begin([long]));
afterEach(async () => {
  await at.end();
  expect(at.faults).toEqual([]);
});

/** The agent tells within a second. */
const soon = (read: () => Promise<unknown>) => expect.poll(read);

it('says what the room does, in both languages and on every page', async () => {
  for (const hash of ['', report]) {
    await at.open(recording(), hash);
    expect(await at.headline()).toBe('正在记录七年级 3 班 数学12 分钟');
    await at.page.getByRole('button', { name: 'English' }).click();
    expect(await at.headline()).toBe('Recording七年级 3 班 数学12 min');
  }
  for (const [now, zh, en] of [
    [waiting(), '等待上课', 'Waiting for a lesson'],
    [{ ...waiting(), activity: 'closing' as const }, '正在生成报告', 'Making the report'],
    [off(), '感知已关闭', 'Sensing is off'],
  ] as const)
    for (const [language, words] of Object.entries({ zh, en })) {
      await at.open(now, '', language);
      expect(await at.headline()).toBe(words);
    }
});

it('shows over everything which room it is, for whoever looks for a machine', async () => {
  await at.open(recording());
  at.room.now = { ...recording(), identified: '310104/2131000000/r301' };
  const shown = at.page.locator('.identified-room');
  await soon(() => shown.locator('strong').textContent()).toBe('r301');
  expect(await shown.textContent()).toMatch(/这里是 This is.*310104 · 2131000000/);
  const { width, height } = (await shown.boundingBox())!;
  expect({ width, height }).toEqual(at.page.viewportSize());
  const picture = process.env.LECTERN_PICTURES;
  if (picture) await at.page.screenshot({ path: `${picture}/identified.png` });
  at.room.now = recording();
  await soon(() => shown.count()).toBe(0);
});

it('follows the room', async () => {
  await at.open();
  at.room.now = recording(2 * MINUTE_MS);
  await soon(at.headline).toBe('正在记录七年级 3 班 数学2 分钟');
  at.room.now = recording(3 * MINUTE_MS);
  await soon(at.headline).toBe('正在记录七年级 3 班 数学3 分钟');
});

it('shows the clock and the next lesson while nothing goes on', async () => {
  await at.openLocked();
  expect(await at.page.locator('.clock').textContent()).toMatch(/^\d\d:\d\d$/);
  expect(await at.page.locator('.outlook').textContent()).toMatch(/下一节课.*七年级 4 班 · 语文 · 第 3 节/);
  await soon(at.detail).toMatch(/^感知已打开/);
});

it('switches sensing off and on', async () => {
  await at.open();
  // A second touch of the same finger is not a second wish.
  const { x, y } = (await at.button('关闭感知').boundingBox())!;
  await at.page.mouse.dblclick(x + 20, y + 20);
  await at.button('打开感知').waitFor();
  expect(await at.headline()).toBe('感知已关闭');
  expect(at.room.asked).toEqual([['sensing', false]]);
  await at.page.waitForTimeout(500);
  await at.button('打开感知').click();
  await at.button('关闭感知').waitFor();
  expect(at.room.asked).toEqual([
    ['sensing', false],
    ['sensing', true],
  ]);
});

it('starts a lesson, marks a moment, and ends it when that was meant', async () => {
  await at.open();
  await at.button('开始记录').click();
  await at.button('做标记').click();
  await at.button('已标记 12:03').waitFor();
  await at.button('做标记').waitFor({ timeout: 5_000 });
  await at.button('结束记录').click();
  await at.button('再按一次结束').waitFor();
  expect(at.room.asked).toEqual([['start', {}], ['bookmark']]);
  // Whoever waits did not mean it.
  await at.button('结束记录').waitFor({ timeout: 7_000 });
  await at.button('结束记录').click();
  await at.page.waitForTimeout(500);
  await at.button('再按一次结束').click();
  await soon(at.headline).toBe('正在生成报告');
  expect(at.room.asked.at(-1)).toEqual(['end']);
});

it('says why a command was refused', async () => {
  await at.open();
  at.room.refusal = new StoreError('STORE_FULL', 'the disk is full');
  await at.button('关闭感知').click();
  await soon(at.detail).toMatch(/^已经切换，但没能写到磁盘上/);
  at.room.refusal = Object.assign(new Error('m'), { code: 'ROOM_NO_LESSON' });
  await at.button('开始记录').click();
  await soon(at.detail).toBe('现在没有正在记录的课');
  // The browser itself writes a line about each refusal that the page has just explained.
  at.faults = at.faults.filter((fault) => !/\b(409|507)\b/.test(fault));
});

it('names what is lost and what is to be mended, with what to do and the words for IT', async () => {
  const lost = without(recording(), 'student-camera', 'SOURCE_REFUSED', 3.5 * MINUTE_MS, 'rtsp://x: 401');
  await at.open(lost);
  expect(await at.detail()).toContain('学生摄像头已断开 3 分钟 · 请核对用户名和密码');
  at.room.now = { ...lost, problems: [problem] };
  await soon(at.detail).toContain('课表文件不能用');
  expect(await at.page.getByText(problem.message).count()).toBe(0);
  const saying = at.page.locator('button.room-saying');
  await saying.click();
  await at.page.getByText(`SOURCE_REFUSED · rtsp://x: 401`).waitFor();
  await at.page.getByText(`TIMETABLE_INVALID · ${problem.message}`).waitFor();
  expect(await saying.getAttribute('aria-expanded')).toBe('true');
  await saying.click();
  expect(await at.page.getByText(problem.message).count()).toBe(0);
  await at.open(lost, '', 'en');
  expect(await at.detail()).toContain('Student camera lost for 3 min · check user and password');
});

const agentAway: Fault = {
  part: 'screen',
  kind: 'lost',
  fault: 'the agent does not answer while the page is open',
  seen: 'the page says that there is no connection',
  lost: 'nothing',
  recovers: 'by itself, when the agent answers',
};
it('says so when the agent does not answer, and comes back when it does', shows(agentAway), async () => {
  await at.open(recording());
  const { port } = new URL(at.screen.address!);
  await at.screen.stop();
  await expect.poll(at.headline).toBe('与本机程序失去联系');
  expect(await at.page.locator('.room-button:enabled').count()).toBe(0);
  await at.serve(Number(port));
  await soon(at.headline).toMatch(/^正在记录/);
  expect(await at.page.locator('.room-button:disabled').count()).toBe(0);
  // Refused, or broken off in the middle of an answer.
  at.faults = at.faults.filter((fault) => !/ERR_(CONNECTION_|INCOMPLETE_CHUNKED)/.test(fault));
});

it('hears nothing while nobody sees it', async () => {
  await at.open();
  await at.page.waitForTimeout(500);
  let streams = 0;
  at.page.on('request', (request) => {
    if (request.url().endsWith('/api/events')) streams++;
  });
  const hide = (hidden: boolean) =>
    at.page.locator('html').evaluate(({ ownerDocument }, value) => {
      Object.defineProperty(ownerDocument, 'hidden', { value, configurable: true });
      ownerDocument.dispatchEvent(new Event('visibilitychange'));
    }, hidden);
  await hide(true);
  at.room.now = { ...waiting(), activity: 'closing' };
  await at.page.waitForTimeout(2_000);
  expect(streams).toBe(0);
  expect(await at.headline()).toBe('等待上课');
  await hide(false);
  await soon(at.headline).toBe('正在生成报告');
  expect(streams).toBe(1);
});

it('lists the new report when it is made', async () => {
  await at.open({ ...waiting(), activity: 'closing' });
  await soon(() => at.page.locator('.lesson').count()).toBe(1);
  at.reports.push(filmReport());
  at.room.now = waiting();
  await soon(() => at.page.locator('.lesson').count()).toBe(2);
});
