import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { seriousFaults } from '../../test/accessible.ts';
import { ReportPage } from '../../test/report-page.ts';
import { filmReport, longReport, longTimeline } from './sample-report.ts';

const long = longReport();
const film = filmReport();
const at = new ReportPage();
beforeAll(() => at.launch());
afterAll(() => at.close());
beforeEach(async () => {
  await at.begin();
  at.keep(long, { timeline: longTimeline(), withholdHours: 12 });
});
afterEach(async () => {
  await at.end();
  expect(at.faults).toEqual([]);
});

const report = `/lessons/${long.lesson.id}`;
const openReport = async (language: 'zh' | 'en', hash = report) => {
  await at.open(hash, language);
  await at.page.locator('.time-stage svg').waitFor();
};
const kept = () => at.kept.lessons.get(long.lesson.id)!;

describe.each([
  ['zh', '备注', '保存', '修改', '取消'],
  ['en', 'Note', 'Save', 'Change', 'Cancel'],
] as const)('a note (%s)', (language, note, save, change, cancel) => {
  it('is written, shown as it was written, changed and taken away', async () => {
    await openReport(language);
    await at.button(note).click();
    const field = at.page.locator('textarea');
    await expect.poll(() => field.evaluate((area) => area.matches(':focus'))).toBe(true);
    const text = '第 31 分钟的提问\n<img src=x onerror=alert(1)> \u202E مرحبا';
    await field.fill(text);
    await at.button(save).click();
    const shown = at.page.locator('.note-text');
    await shown.waitFor();
    expect(await shown.textContent()).toBe(text);
    await at.page.reload();
    expect(await shown.textContent()).toBe(text);
    await at.button(change).click();
    await field.fill('x');
    await at.button(cancel).click();
    expect(await shown.textContent()).toBe(text);
    await at.button(change).click();
    await field.fill('');
    await at.button(save).click();
    await expect.poll(() => at.page.locator('.note').count()).toBe(0);
  });
});

it('a note is kept while it is typed, and Escape drops nothing', async () => {
  await openReport('zh');
  await at.button('备注').click();
  const field = at.page.locator('textarea');
  await field.fill('typed, never saved');
  await field.press('Escape');
  expect(await field.inputValue()).toBe('typed, never saved');
  const note = () =>
    at.page.evaluate(`fetch('/api${report}/review').then((answer) => answer.json()).then(({ note }) => note)`);
  await expect.poll(note, { timeout: 3_000 }).toBe('typed, never saved');
  await field.fill('left by the way back');
  await at.page.getByRole('link', { name: /全部课堂/ }).click();
  await expect.poll(note, { timeout: 3_000 }).toBe('left by the way back');
  await openReport('zh');
  await at.button('修改').click();
  await field.fill('not meant');
  await at.button('取消').click();
  await expect.poll(note, { timeout: 3_000 }).toBe('left by the way back');
  await at.button('修改').click();
  await field.press('Escape');
  await expect.poll(() => field.count()).toBe(0);
});

it('a long name without blanks stays within the page', async () => {
  await at.renew({ viewport: { width: 1280, height: 800 } });
  const name = 'N'.repeat(80);
  const id = '0192a000-0000-7000-8000-000000008080';
  at.keep({ ...film, lesson: { ...film.lesson, id, labels: { className: name, subject: '数学' } } });
  const excess = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
  for (const hash of ['/', `/lessons/${id}`, `/compare/${id}`, `/compare/${id}/${long.lesson.id}`]) {
    await at.open(hash);
    await at.page.getByText(name).first().waitFor();
    expect(await at.page.evaluate(excess), hash).toBe(0);
    const lock = (await at.button('锁定').boundingBox())!;
    expect(lock.x + lock.width, hash).toBeLessThanOrEqual(1280);
  }
});

describe.each([
  ['zh', '排除一段', '到 +10 s', '从 −10 s', '消防演练', '排除这一段', /恢复：已排除：消防演练/, '到'],
  [
    'en',
    'Leave out a stretch',
    'To +10 s',
    'From −10 s',
    'fire drill',
    'Leave it out',
    /Take back: left out: fire drill/,
    'To',
  ],
] as const)('a stretch (%s)', (language, begin, later, earlier, reason, confirm, restore, to) => {
  it('is chosen, left out, told of, and taken back', async () => {
    await openReport(language);
    await at.page.locator('.stage-touch').focus();
    for (let i = 0; i < 3; i++) await at.page.keyboard.press('PageUp');
    await at.button(begin).click();
    await at.button(later).click();
    await at.button(earlier).click();
    const edge = at.page.getByRole('slider', { name: to, exact: true });
    await edge.focus();
    await at.page.keyboard.press('PageUp');
    expect(await at.page.locator('output').allTextContents()).toEqual(['2:50', '6:10']);
    const handle = (await edge.boundingBox())!;
    await at.page.mouse.move(handle.x + 24, handle.y + 30);
    await at.page.mouse.down();
    await at.page.mouse.move(handle.x + 24 + 34 * 1.2, handle.y + 40, { steps: 4 });
    await at.page.mouse.up();
    const [from, until] = (await at.page.locator('output').allTextContents()) as [string, string];
    expect(from).toBe('2:50');
    expect(until).toMatch(/^7:\d\d$/);
    expect(await at.page.locator('.draft rect').count()).toBe(1);
    expect(await seriousFaults(at.page)).toEqual([]);
    await at.button(reason).click();
    await at.button(confirm).click();
    await at.page.getByRole('button', { name: restore }).waitFor();
    expect(kept().excluded).toMatchObject([{ startMs: 170_000, reason }]);
    expect(await at.page.locator('.draft').count()).toBe(0);
    expect(await at.page.locator('.curve.heads-up path.line').count()).toBe(3);
    const coverage = at.page.locator('tr[data-figure="talk.teacher.share"] td').last();
    expect(Number.parseInt((await coverage.textContent())!, 10)).toBeLessThan(92);
    await at.page.getByRole('button', { name: restore }).click();
    await expect.poll(() => at.page.getByRole('button', { name: restore }).count()).toBe(0);
    await expect.poll(() => 'excluded' in kept()).toBe(false);
    expect(kept().indicators).toEqual(long.indicators);
  });
});

it('a stretch cannot end before it begins, nor leave the lesson', async () => {
  await openReport('zh');
  await at.button('排除一段').click();
  const [from, to] = [at.page.locator('.handle-from'), at.page.locator('.handle-to')];
  await from.focus();
  for (let i = 0; i < 5; i++) await at.page.keyboard.press('PageUp');
  await to.focus();
  for (let i = 0; i < 60; i++) await at.page.keyboard.press('PageUp');
  expect(await at.page.locator('output').allTextContents()).toEqual(['1:50', '45:00']);
  await at.page.keyboard.press('Escape');
});

it('says why nothing can be left out when what was observed is not kept', async () => {
  at.keep(film);
  await openReport('zh', `/lessons/${film.lesson.id}`);
  await at.button('排除一段').click();
  expect(await at.page.getByRole('alert').textContent()).toContain('观察记录已经不在了');
});

describe.each([
  [
    'zh',
    '待发送的内容',
    '不发送这节课',
    '还是发送',
    '现在就发送',
    /到 \d{4}-\d\d-\d\d \d\d:\d\d 为止由您决定/,
    /您选择了不发送这节课/,
    /正在等待发送/,
    '不发送：否则可以推算出个人',
  ],
  [
    'en',
    'What will be sent',
    'Do not send this lesson',
    'Send it after all',
    'Send it now',
    /Until \d{4}-\d\d-\d\d \d\d:\d\d it is for you/,
    /You have chosen not to send/,
    /Waiting to be sent/,
    'not sent: it could tell about one student',
  ],
] as const)('what is sent (%s)', (language, link, no, yes, now, held, withheld, waiting, suppressed) => {
  it('is shown field by field, and is the teacher’s to decide', async () => {
    await openReport(language);
    await at.page.getByRole('link', { name: link, exact: true }).click();
    const state = at.page.locator('.dispatch .sentences');
    await state.waitFor();
    expect(await state.textContent()).toMatch(held);
    const sent = JSON.parse(at.kept.messages.of(long.lesson.id)!.payload) as {
      data: { indicators: { id: string; value: unknown; suppressed?: string }[] };
    };
    const { indicators, ...lesson } = sent.data;
    const fields = await at.page
      .locator('tr[data-field]')
      .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-field')));
    const { data, ...envelope } = sent;
    expect(fields).toEqual([
      ...Object.keys(lesson).map((key) => `data.${key}`),
      ...Object.keys(envelope),
      ...indicators.map(({ id }) => id),
    ]);
    for (const { id, value } of indicators) {
      const raw = await at.page.locator(`tr[data-field="${id}"] .raw`).first().textContent();
      expect(raw, id).toContain(JSON.stringify(value));
    }
    const untold = indicators.find((figure) => figure.suppressed === 'complementary')!;
    expect(await at.page.locator(`tr[data-field="${untold.id}"]`).textContent()).toContain(suppressed);
    await at.page.locator('summary').click();
    expect(JSON.parse((await at.page.locator('pre').textContent())!)).toEqual(sent);
    expect(await seriousFaults(at.page)).toEqual([]);

    await at.button(no).click();
    await expect.poll(() => state.textContent()).toMatch(withheld);
    expect(at.kept.outbox.count()).toBe(0);
    await at.button(yes).click();
    await expect.poll(() => state.textContent()).toMatch(held);
    await at.button(now).click();
    await expect.poll(() => state.textContent()).toMatch(waiting);
    expect(at.kept.outbox.pending(1)).toHaveLength(1);
    expect(await at.page.locator('.dispatch button').count()).toBe(0);
  });
});

it('says when the time to withhold has passed meanwhile', async () => {
  await at.open(`${report}/sent`);
  await at.button('不发送这节课').waitFor();
  at.kept.messages.pass(13 * 3_600_000, 0);
  at.faults.length = 0;
  await at.button('不发送这节课').click();
  expect(await at.page.getByRole('alert').textContent()).toBe('可以改变主意的时间已经过了。');
  // The browser itself writes a line about the 409 that the page has just explained.
  at.faults = at.faults.filter((fault) => !fault.includes('409'));
});

describe.each([
  ['zh', /^导出/, 'CSV 表格（Excel）', 'JSON 数据', '打印 / 存为 PDF'],
  ['en', /^Export/, 'CSV table (Excel)', 'JSON data', 'Print / save as PDF'],
] as const)('the export (%s)', (language, name, csv, json, print) => {
  it('gives files, and what is printed', async () => {
    await openReport(language);
    const menu = at.page.getByRole('button', { name });
    await menu.click();
    expect((await at.page.locator('.menu a, .menu button').first().boundingBox())!.height).toBeGreaterThanOrEqual(48);
    for (const [link, part] of [
      [csv, '教师讲授'],
      [json, long.lesson.id],
    ] as const) {
      const [download] = await Promise.all([
        at.page.waitForEvent('download'),
        at.page.getByRole('link', { name: link }).click(),
      ]);
      expect(download.suggestedFilename()).toMatch(/^lesson-\d{4}-\d\d-\d\d-\d{4}\.(csv|json)$/);
      expect(await readFile(await download.path(), 'utf8')).toContain(part);
    }
    await at.page.evaluate('window.printed = 0; window.print = () => { window.printed++; }');
    await at.button(print).click();
    expect(await at.page.evaluate('window.printed')).toBe(1);
    await at.page.keyboard.press('Escape');
    await expect.poll(() => at.page.getByRole('link', { name: csv }).isVisible()).toBe(false);
  });
});
