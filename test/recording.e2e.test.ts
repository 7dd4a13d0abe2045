import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ClassroomAgent } from '../agent/app.ts';
import { systemClock } from '../agent/lesson/clock.ts';
import { openDatabaseToRead } from '../agent/store/database.ts';
import { faultsOf, launchChromium } from './chromium.ts';
import { film } from './cli.ts';

const PIN = '529174';
let folder: string;
let agent: ClassroomAgent;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-recording-'));
  // A teacher's film has picture and sound in one file.
  const inputs = ['-i', join(film, 'teacher.mp4'), '-i', join(film, 'room.opus')];
  const output = [
    '-map',
    '0:v',
    '-map',
    '1:a',
    '-c:v',
    'copy',
    '-c:a',
    'aac',
    '-t',
    '60',
    join(folder, 'my-lesson.mp4'),
  ];
  execFileSync('ffmpeg', ['-v', 'error', ...inputs, ...output]);
  writeFileSync(join(folder, 'no-film.mp4'), 'these are words');
  agent = new ClassroomAgent({
    room: { region: '310104', school: '2131000000', room: 'r301' },
    ...{ folder: join(folder, 'data'), screenPort: 0, hub: null, minGroup: 10, withholdHours: 0, rules: [] },
    usual: { slotMs: 30_000, roomPlan: null },
    clock: systemClock,
    events: { acknowledged: () => {}, connection: () => {}, warning: (message) => expect.fail(message) },
  });
  agent.open();
  await agent.access.choosePin('T0123', PIN);
  await agent.serve();
  browser = await launchChromium();
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await agent?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const kept = () => (existsSync(join(folder, 'data/recordings')) ? readdirSync(join(folder, 'data/recordings')) : []);

it.each([
  ['zh', '分析录像', '录像', '开始分析', '看报告', '老师和黑板', '移除', '什么都不会发送'],
  [
    'en',
    'Analyse a recording',
    'Recording',
    'Analyse',
    'Open the report',
    'teacher and board',
    'Remove',
    'nothing is sent',
  ],
])(
  'a teacher brings a recording and reads its report; nothing of it stays, in %s',
  async (language, link, file, begin, open, view, remove, never) => {
    const context = await browser.newContext({ viewport: { width: 1920, height: 1080 }, locale: 'zh-CN' });
    page = await context.newPage();
    const faults = faultsOf(page);
    await page.goto(`${agent.screenAddress}/?lang=${language}#/open`);
    await page.locator('.pad').waitFor();
    await page.keyboard.type(`01${PIN}`);
    await page.getByRole('link', { name: link }).click();
    await page.getByLabel(file, { exact: true }).setInputFiles(join(folder, 'my-lesson.mp4'));
    await page.getByText(view, { exact: true }).click();
    await page.getByRole('button', { name: begin }).click();
    await page.locator('[data-state="measuring"] progress').waitFor({ timeout: 60_000 });
    expect(kept()).toHaveLength(1);
    await page.locator('[data-state="done"]').waitFor({ timeout: 120_000 });
    expect(kept()).toEqual([]);
    await page.getByRole('link', { name: open }).click();
    await page.locator('.time-stage svg').waitFor();
    expect(await page.locator('.lesson-title').textContent()).toContain('my-lesson');
    expect(await page.locator('.ribbon.talk rect[data-kind]').count()).toBeGreaterThan(3);
    await page.locator('a[href$="/sent"]').click();
    await page.getByText(never).waitFor();
    await page.goBack();
    await page.locator('.time-stage svg').waitFor();
    await page.goBack();
    await page.getByRole('button', { name: remove }).click();
    await expect.poll(() => page.locator('.recording').count()).toBe(0);
    expect(faults).toEqual([]);
    await context.close();
  },
);

it('says what is wrong with a file that is no recording, and keeps nothing', async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'zh-CN' });
  page = await context.newPage();
  await page.goto(`${agent.screenAddress}/?lang=zh#/open`);
  await page.locator('.pad').waitFor();
  await page.keyboard.type(`01${PIN}`);
  await page.getByRole('link', { name: '分析录像' }).click();
  await page.getByLabel('录像', { exact: true }).setInputFiles(join(folder, 'no-film.mp4'));
  await page.getByRole('button', { name: '开始分析' }).click();
  await page.getByText('这个文件里没有能读的画面或声音').waitFor({ timeout: 60_000 });
  expect(kept()).toEqual([]);
  await context.close();
});

it('belongs to its teacher and is never sent', () => {
  const database = openDatabaseToRead(join(folder, 'data'));
  const count = (sql: string) => database.prepare(`SELECT count(*) FROM ${sql}`).pluck().get();
  expect(count("lesson WHERE owner = 'T0123' AND recorded = 1")).toBe(2);
  expect([count('lesson'), count('outbox'), count('lesson_message')]).toEqual([2, 0, 0]);
  database.close();
});
