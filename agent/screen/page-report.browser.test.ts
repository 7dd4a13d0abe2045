import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { seriousFaults } from '../../test/accessible.ts';
import { ReportPage } from '../../test/report-page.ts';
import { emptyReport, filmReport, lessonsBefore, longReport, longTimeline, reportOf } from './sample-report.ts';

const long = longReport();
const at = new ReportPage();
beforeAll(() => at.launch());
afterAll(() => at.close());
beforeEach(() => at.begin());
afterEach(async () => {
  await at.end();
  expect(at.faults).toEqual([]);
});

const openLong = async (language: 'zh' | 'en' = 'zh') => {
  at.keep(long);
  await at.open(`/lessons/${long.lesson.id}`, language);
  await at.page.locator('.time-stage svg').waitFor();
};
const dialog = () => at.page.locator('dialog[open]');

describe.each([
  ['zh', '教师讲授', '含义', '关闭', '教师说话的时间占有效录音时间的比例。', '第 1 版'],
  ['en', 'teacher talk', 'Meaning', 'Close', 'Time the teacher speaks / lesson time with valid audio.', 'version 1'],
] as const)('what a figure means (%s)', (language, name, meaning, close, definition, version) => {
  it('is told of every figure: sentences, cards, the plan, the table', async () => {
    await openLong(language);
    await at.page.locator('.in-sentence').first().click();
    const told = (await dialog().textContent())!;
    for (const part of [name, meaning, definition, version, '55%', '98%', 'DART']) expect(told).toContain(part);
    expect(await seriousFaults(at.page)).toEqual([]);
    await at.page.keyboard.press('Escape');
    await expect.poll(() => dialog().count()).toBe(0);
    // The keyboard goes on where it was.
    await expect.poll(() => at.page.evaluate("document.activeElement?.matches('.in-sentence')")).toBe(true);
    await at.page.keyboard.press('Enter');
    await at.button(close).click();
    for (const place of [
      '.sentence .about-mark',
      '.plots .about-mark',
      '.aside .about-text',
      '.bars .about-text',
      '.pairs .about-text',
      '.waits-card .about-mark',
    ]) {
      const marks = at.page.locator(place);
      expect(await marks.count(), place).toBeGreaterThan(0);
      await marks.first().click();
      expect(await dialog().textContent(), place).toContain(meaning);
      await at.page.keyboard.press('Escape');
    }
    const rows = at.page.locator('tr[data-figure]');
    expect(await rows.locator('.about-text').count()).toBe(await rows.count());
  });
});

it('a figure without a value says how little it had, or that nothing in it could be measured', async () => {
  const empty = emptyReport();
  at.keep(empty);
  await at.open(`/lessons/${empty.lesson.id}`);
  await at.page.locator('.in-sentence').first().click();
  expect(await dialog().textContent()).toContain('有效率只有 0%，不到 50%，所以不给数值');
  await at.page.keyboard.press('Escape');
  const minute = reportOf('0192a000-0000-7000-8000-000000000060', longTimeline(60_000));
  at.keep(minute);
  await at.open(`/lessons/${minute.lesson.id}`);
  await at.page.locator('tr[data-figure="talk.wait1.median"] .about-text').click();
  expect(await dialog().textContent()).toContain('有效时间占整节课的 100%，但其中没有可以计算的情形');
});

describe.each([
  ['zh', /学生摄像头被遮挡 3 分钟/, /麦克风没有声音 1 分钟/, '摄像头被遮挡', /36:30.*说话 麦克风没有声音/],
  ['en', /student camera covered, 3 min/, /microphone silent, 1 min/, undefined, /36:30.*talk microphone silent/],
] as const)('a gap (%s)', (language, camera, microphone, onTrack, told) => {
  it('says why: beside the tracks, on them, and at the cursor', async () => {
    await openLong(language);
    await at.page.locator('.gap-list button', { hasText: camera }).click();
    expect(await at.readout()).toMatch(/^17:38/);
    expect(await at.page.locator('.gap-list').textContent()).toMatch(microphone);
    const written = await at.page.locator('.missing-reason').allTextContents();
    expect(written.includes(onTrack ?? '')).toBe(onTrack !== undefined);
    const stage = at.page.locator('.stage-touch');
    await stage.focus();
    await at.page.locator('.gap-list button', { hasText: microphone }).click();
    await stage.focus();
    for (let i = 0; i < 3; i++) await at.page.keyboard.press('ArrowRight');
    expect(await at.readout()).toMatch(told);
    // Two tracks lack it for one reason, which is told once.
    expect(await at.page.locator('.readout .no-data').count()).toBe(1);
  });
});

it('the cursor goes by keys, and tells where it is and what there was', async () => {
  await openLong();
  const stage = at.page.locator('.stage-touch');
  await stage.focus();
  const told = () => stage.getAttribute('aria-valuetext');
  for (const [key, time] of [
    ['ArrowRight', '0:10'],
    ['PageUp', '1:10'],
    ['ArrowLeft', '1:00'],
    ['PageDown', '0:00'],
    ['End', '45:00'],
    ['Home', '0:00'],
  ] as const) {
    await at.page.keyboard.press(key);
    expect(await told(), key).toMatch(new RegExp(`^${time} · `));
  }
  expect(await told()).toMatch(/ · 说话 教师讲授 · 教师位置 讲台 · 抬头率 \d+% · 举手 0 人$/);
  expect(await at.page.locator('.cursor line').count()).toBe(1);
});

it('peaks, bookmarks and waits are buttons that lead to their moments', async () => {
  await openLong();
  for (const [name, time] of [
    [/^抬头率 37 人 · 97% · 第 6 分钟$/, '5:04'],
    [/^举手 18 人 · 47% · 第 31 分钟$/, '30:26'],
    [/^标记 6:30$/, '6:30'],
    [/^标记 31:00$/, '31:00'],
  ] as const) {
    await at.page.getByRole('button', { name }).focus();
    await at.page.keyboard.press('Enter');
    expect(await at.readout(), String(name)).toMatch(new RegExp(`^${time}`));
  }
});

it('a touch beside a narrow bar or line takes the nearest', async () => {
  await openLong();
  const touch = at.page.locator('.waits-touch');
  const box = (await touch.boundingBox())!;
  const bars = await at.page.locator('.wait-bar:not([data-waits="0"])').count();
  expect(bars).toBeGreaterThan(0);
  await touch.dispatchEvent('pointerdown', { offsetX: box.width });
  expect(await at.readout()).toMatch(/^\d+:\d\d/);
  expect(await at.page.locator('.patrol-touch').count()).toBe(
    await at.page.locator('g > .patrol:not(.patrol-here)').count(),
  );
});

it('everything that can be touched can be reached with Tab', async () => {
  await openLong();
  const wanted = await at.page.locator('main button:visible, main a:visible, main [role=slider]').count();
  const reached = new Set<string>();
  for (let i = 0; i < wanted + 5; i++) {
    await at.page.keyboard.press('Tab');
    reached.add(
      await at.page.evaluate<string>(
        '[...document.querySelectorAll("*")].indexOf(document.activeElement) + document.activeElement.tagName',
      ),
    );
  }
  expect([...reached].filter((each) => /BUTTON|A|DIV/.test(each)).length).toBeGreaterThanOrEqual(wanted);
});

it('the teacher’s earlier lessons stand faintly in the Rt-Ch plot', async () => {
  for (const report of lessonsBefore(long, 4).slice(1)) at.keep(report);
  await openLong();
  await at.page.locator('.lesson-point').waitFor();
  expect(await at.page.locator('.earlier-point').count()).toBe(3);
  await at.page.getByText('浅色的点是您前面的 3 节课').waitFor();
});

it('the room plan shows board, zones and walks, and the walk of the moment', async () => {
  const film = filmReport();
  at.keep(film);
  await at.open(`/lessons/${film.lesson.id}`);
  await at.page.locator('.room-plan svg').waitFor();
  expect(await at.page.locator('.plan-board').count()).toBe(1);
  expect(await at.page.locator('.plan-zone').count()).toBe(2);
  const walks = film.patrols!.filter(({ path }) => path.length > 1);
  expect(await at.page.locator('.patrol').count()).toBe(walks.length);
  await at.page.locator('.stage-touch').focus();
  const steps = Math.ceil(walks[0]!.startMs / 10_000);
  for (let i = 0; i < steps; i++) await at.page.keyboard.press('ArrowRight');
  await expect.poll(() => at.page.locator('.patrol-here').count()).toBe(1);
});

describe.each([
  [1920, 1080],
  [1280, 800],
])('at %i×%i', (width, height) => {
  const noCamera = {
    ...longTimeline(),
    students: [],
    cameras: [{ kind: 'camera' as const, camera: 'student' as const, atMs: 0, state: 'lost' as const }],
  };
  it.each([
    ['no data at all', emptyReport(), 4],
    ['one minute', reportOf('0192a000-0000-7000-8000-000000000060', longTimeline(60_000)), 0],
    ['four hours', reportOf('0192a000-0000-7000-8000-000000014400', longTimeline(240 * 60_000)), 5],
    ['no student camera', reportOf('0192a000-0000-7000-8000-00000000cafe', noCamera), 5],
  ])('a lesson with %s looks right', async (_, report, gaps) => {
    await at.renew({ viewport: { width, height } });
    at.keep(report);
    for (const language of ['zh', 'en'] as const) {
      await at.open(`/lessons/${report.lesson.id}`, language);
      await at.page.locator('.time-stage svg').waitFor();
      expect(await at.page.locator('.time-stage .missing').count()).toBe(gaps);
      expect(await at.page.locator('html').evaluate((html) => html.scrollWidth <= html.clientWidth)).toBe(true);
      expect(await seriousFaults(at.page)).toEqual([]);
    }
  });
});

it.each([
  ['zh', '研修资源：候答时间与高质量提问'],
  ['en', 'Training material: Wait time and questions worth asking'],
] as const)('the region’s training material stands with the finding it is for (%s)', async (language, words) => {
  const [first] = long.findings!;
  at.kept.training = [
    {
      tag: first!.resourceTag,
      title: { zh: '候答时间与高质量提问', en: 'Wait time and questions worth asking' },
      url: 'https://study.example.cn/courses/417',
    },
  ];
  await openLong(language);
  const told = at.page.locator('.findings .training');
  expect(await told.allTextContents()).toEqual([`${words}https://study.example.cn/courses/417`]);
  // Nothing of it is a link: the classroom's page leads nowhere else.
  expect(await told.locator('a').count()).toBe(0);
  expect(await seriousFaults(at.page)).toEqual([]);
});
