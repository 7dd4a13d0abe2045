import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filmFolder, readFilmTruth, roomPlanOfFilm, trueTimeline } from '../agent/demo/lesson-film.ts';
import { lessonReport } from '../agent/indicators/lesson-report.ts';
import { openStore } from '../agent/store/agent-store.ts';
import { labelsSchema } from '../agent/validation/labels.ts';
import type { Validation } from '../agent/validation/validation.ts';
import { seriousFaults } from './accessible.ts';
import { faultsOf, launchChromium } from './chromium.ts';
import { film, lectern } from './cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'lectern-validate-'));
const at = (name: string) => join(folder, name);
let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
  const { code, stderr } = await lectern('validate', 'page', '--out', at('labels.html')).finished();
  expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('浏览器') });
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

async function opened(isTimed: boolean): Promise<{ page: Page; faults: string[] }> {
  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
  const faults = faultsOf(page);
  page.on('request', (request) => {
    if (!/^(file|blob|data):/.test(request.url())) faults.push(`asks for ${request.url()}`);
  });
  if (isTimed) await page.clock.install({ time: new Date('2026-09-01T07:59:00Z') });
  await page.goto(pathToFileURL(at('labels.html')).href);
  if (isTimed) await page.clock.pauseAt(new Date('2026-09-01T08:00:00Z'));
  return { page, faults };
}

async function saved(page: Page): Promise<{ file: string; labels: ReturnType<typeof labelsSchema.parse> }> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('#done')]);
  const file = at(download.suggestedFilename());
  await download.saveAs(file);
  return { file, labels: labelsSchema.parse(JSON.parse(readFileSync(file, 'utf8'))) };
}

/** Marks the film's first minutes as its truth has them, by keys, each half a second late. */
async function markTheFilm(page: Page): Promise<void> {
  const LATE_S = 0.5;
  const truth = readFilmTruth(filmFolder);
  const keyOf: Record<string, string> = { teacher: '1', student: '2', chorus: '3', group: '3', none: '4' };
  const zoneKeys: Record<string, string> = { podium: 'q', board: 'w', aisle: 'e', away: 'r' };
  const presses = [
    ...truth.audio!.talk!.map(([startS, , talk]) => ({ atS: startS + LATE_S, key: keyOf[talk]! })),
    ...truth.teacherTrack
      .filter(({ zone }, i, all) => zone !== all[i - 1]?.zone)
      .map(({ t, zone }) => ({ atS: t + LATE_S, key: zoneKeys[zone]! })),
  ].toSorted((a, b) => a.atS - b.atS);
  let nowS = 0;
  for (const { atS, key } of presses) {
    await page.clock.runFor(Math.max(0, atS - nowS) * 1000);
    nowS = Math.max(nowS, atS);
    await page.keyboard.press(key);
  }
  await page.clock.runFor((150 - nowS) * 1000);
}

describe('the labelling page', { timeout: 180_000 }, () => {
  it('can be used by everybody, in both languages', async () => {
    const { page } = await opened(false);
    expect(await seriousFaults(page)).toEqual([]);
    await page.click('#live');
    await page.keyboard.press('1');
    expect(await seriousFaults(page)).toEqual([]);
    await page.click('#language');
    expect(await seriousFaults(page)).toEqual([]);
    await page.close({ runBeforeUnload: false });
  });

  it('is used by keys in the classroom, and asks for nothing', async () => {
    const { page, faults } = await opened(true);
    await page.click('#live');
    await page.click('#mark');
    await page.keyboard.press('h');
    await page.clock.runFor(3_000);
    await page.keyboard.press('h');
    await page.fill('#number', '41');
    await page.click('#present');
    await page.fill('#number', '201');
    await page.click('#headsUp');
    expect(await page.textContent('#last')).toContain('0 到 200');
    await page.click('#language');
    expect(await page.textContent('h1')).toBe('Labelling a lesson');
    await page.keyboard.press('2');
    await page.clock.runFor(1_000);
    await page.keyboard.press('z');
    const { labels } = await saved(page);
    expect(labels).toMatchObject({
      ...{ seen: 'live', startedAt: '2026-09-01T08:00:00.000Z', markS: 0, talk: [], zones: [] },
      ...{ hands: [{ startS: 0, endS: 3 }], present: [{ atS: 3, count: 41 }], headsUp: [] },
    });
    expect(faults).toEqual([]);
    await page.close();
  });

  it('plays a recording, in whose own time the labels are; what is marked again counts', async () => {
    const { page, faults } = await opened(false);
    await page.setInputFiles('#file', join(film, 'student.mp4'));
    const wind = (toS: number) =>
      page.evaluate(
        `new Promise((resolve) => { const film = document.querySelector('#film'); film.onseeked = resolve; film.currentTime = ${toS}; }).then(() => {})`,
      );
    await page.waitForFunction("document.querySelector('#film').readyState >= 1");
    for (const [s, key] of [
      [10, '1'],
      [30, '2'],
      [20, '3'],
      [25, '1'],
    ] as const) {
      await wind(s);
      await page.keyboard.press(key);
    }
    await wind(40);
    const { labels } = await saved(page);
    expect(labels).toMatchObject({ seen: 'recording', durationS: 40, markS: null });
    expect(labels.talk).toEqual([
      { startS: 10, endS: 20, talk: 'teacher' },
      { startS: 20, endS: 25, talk: 'many' },
      { startS: 25, endS: 40, talk: 'teacher' },
    ]);
    expect(faults).toEqual([]);
    await page.close();
  });
});

describe('lectern validate compare', { timeout: 180_000 }, () => {
  let file: string;

  beforeAll(async () => {
    const { page } = await opened(true);
    await page.click('#live');
    await page.click('#mark');
    await markTheFilm(page);
    file = (await saved(page)).file;
    await page.close();
    // The lesson as perfect sensors would have measured it, begun a minute before the labels, by a clock that is three seconds off.
    const truth = readFilmTruth(filmFolder);
    const timeline = { ...trueTimeline(truth), bookmarks: [0] };
    const room = { region: '310104', school: '2131000000', room: 'r301' };
    const lesson = { id: 'lesson-1', room, labels: {}, startedAtMs: Date.UTC(2026, 8, 1, 8) - 3_000 };
    const report = lessonReport({ lesson, timeline, models: {}, roomPlan: roomPlanOfFilm(truth) });
    writeFileSync(at('report.json'), JSON.stringify(report));
    const store = openStore(at('data'));
    store.lessons.save(report, { id: 'event-1', channel: 'lesson', payload: '{}', createdAtMs: lesson.startedAtMs });
    store.database.close();
  });

  it('finds the lesson by its time and its mark, and says how far the box agrees', async () => {
    const compared = await lectern('validate', 'compare', file, '--data', at('data'), '--json').finished();
    expect(compared.code, compared.stderr).toBe(0);
    const { agreed, labelsAtS, lesson, people } = JSON.parse(compared.stdout) as Validation;
    expect({ labelsAtS, id: lesson.id, people }).toEqual({ labelsAtS: 0, id: 'lesson-1', people: null });
    const of = Object.fromEntries(agreed.map(({ thing, agreement }) => [thing, agreement]));
    // A finger that is half a second late is no disagreement.
    expect(of).toEqual({ talk: 1, zones: 1 });
  });

  it('says it in a table in Chinese and English, with how far two people agree', async () => {
    const labels = labelsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    const other = { ...labels, talk: labels.talk.map((span) => ({ ...span, talk: 'teacher' as const })) };
    writeFileSync(at('other.json'), JSON.stringify(other));
    const args = ['validate', 'compare', file, '--report', at('report.json'), '--second', at('other.json')];
    const { code, stdout, stderr } = await lectern(...args).finished();
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/谁在说话 talk +100 % +\d\d % /);
    expect(stdout).toContain('教师讲授 teacher');
  });

  it('says what is wrong: no labels, no lesson then, no such lesson, nothing marked', async () => {
    writeFileSync(at('none.json'), '{"format": "lectern-labels"}');
    const early = { ...JSON.parse(readFileSync(file, 'utf8')), startedAt: '2026-08-01T08:00:00Z' };
    writeFileSync(at('early.json'), JSON.stringify(early));
    writeFileSync(at('empty.json'), JSON.stringify({ ...early, talk: [], zones: [] }));
    const cases: [string[], RegExp][] = [
      [[at('none.json')], /none\.json: holds no labels/],
      [[at('nowhere.json')], /nowhere\.json: cannot be read/],
      [[at('early.json')], /no lesson was measured at 2026-08-01/],
      [[file, '--lesson', 'x'], /there is no lesson x/],
      [[at('empty.json')], /nothing is marked/],
      [[file, '--report', at('none.json')], /no report of lectern analyze/],
    ];
    for (const [args, message] of cases) {
      const { code, stderr } = await lectern('validate', 'compare', ...args, '--data', at('data')).finished();
      expect(stderr).toMatch(message);
      expect(code).toBe(2);
    }
  });
});
