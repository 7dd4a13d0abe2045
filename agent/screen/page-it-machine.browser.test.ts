import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { seriousFaults } from '../../test/accessible.ts';
import { ItPage, roomCodes } from '../../test/it-page.ts';
import { reportOf, row } from '../store/sample-lesson.ts';
import { itTexts } from './page/it/words/it-texts.ts';
import { waiting, without } from './sample-room.ts';

vi.setConfig({ testTimeout: 120_000 });

const at = new ItPage();
beforeAll(() => at.launch(), 120_000);
afterAll(() => at.close());
beforeEach(() => at.begin());
afterEach(async () => {
  await at.end();
  expect(at.faults).toEqual([]);
});

const languages = ['zh', 'en'] as const;

function keep(id: string, startedAtMs: number, teacherId: string): void {
  const report = reportOf(id, startedAtMs);
  at.store.lessons.save(
    { ...report, lesson: { ...report.lesson, labels: { className: '七年级 3 班', teacherId } } },
    row(`event ${id}`),
  );
}

describe.each(languages)('in %s', (language) => {
  const { machine, data, setup, sources } = itTexts[language];

  it('tells how sources and machine are, and what to do', async () => {
    const { page } = at;
    at.room.now = {
      ...without(waiting(), 'teacher-camera', 'SOURCE_REFUSED', 60_000, 'rtsp://10.0.0.9: refused; check the password'),
      problems: [{ code: 'CLOCK_UNKNOWN', message: 'the wall clock cannot be right' }],
    };
    keep('a', 1000, 'T0123');
    await at.open('#/health', language);
    await page.getByText(machine.problems(1)).waitFor();
    await page.getByText(setup.troubles.CLOCK_UNKNOWN!.what).waitFor();
    const camera = page.locator('.checklist li', { hasText: sources.names.teacherCamera });
    const { what, now } = setup.troubles.SOURCE_REFUSED!;
    expect(await camera.textContent()).toContain(`→ ${what} · ${now}`);
    expect(await camera.textContent()).toContain('rtsp://10.0.0.9: refused; check the password');
    await page.getByText(machine.backlogText(1, '1970-01-01').slice(0, 4)).first().waitFor();
    await at.button(machine.doctorStart).click();
    const clock = page.locator('.checklist li', { hasText: language === 'zh' ? '校时' : 'clock' }).last();
    await clock.getByText(language === 'zh' ? '→ 请运行：timedatectl' : '→ run: timedatectl').waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: machine.bundleGet }).click();
    expect((await download).suggestedFilename()).toMatch(/^lectern-support-.*\.tar\.gz$/);
  });

  it('says that the agent does not answer any more, above what it said last', async () => {
    const { page } = at;
    await at.open('#/health', language);
    await page.getByText(machine.fine).waitFor();
    await page.route('**/api/setup/health', (route) => route.abort());
    await page.getByText(setup.unreachable.what).waitFor();
    await page.getByText(machine.old).waitFor();
    expect(await page.getByText(machine.fine).count()).toBe(0);
    await page.unroute('**/api/setup/health');
    await at.button(setup.retry).click();
    await page.getByText(machine.fine).waitFor();
  });

  it('shows the log of the last hour, and finds in it', async () => {
    const { page } = at;
    at.log.write(JSON.stringify({ level: 30, msg: 'lesson begun', lessonId: 'x1' }));
    at.log.write(JSON.stringify({ level: 40, msg: '<img src=x onerror=alert(1)> rtsp://it:hidden@camera' }));
    await at.open('#/log', language);
    const lines = page.locator('.log-lines li');
    await expect.poll(() => lines.first().textContent()).toContain('<img src=x onerror=alert(1)> rtsp://***@camera');
    await at.field(machine.log.least).selectOption('warn');
    await expect.poll(() => lines.filter({ hasText: 'lesson begun' }).count()).toBe(0);
    await at.field(machine.log.least).selectOption('debug');
    await at.field(machine.log.find).fill('X1');
    await expect.poll(() => lines.count()).toBe(1);
    await at.field(machine.log.find).fill('nothing at all');
    await page.getByText(machine.log.none).waitFor();
  });

  it('gives a teacher a first PIN, shown once, and withdraws it', async () => {
    const { page } = at;
    keep('a', 1000, 'T0123');
    await at.open('#/pins', language);
    const line = page.locator('tbody tr', { hasText: 'T0123' });
    await line.getByRole('button', { name: machine.pins.give }).click();
    const shown = (await page.locator('.pin-digits').textContent())!;
    expect(shown).toMatch(/01.*\d{3} \d{3}/);
    await at.button(machine.pins.done).click();
    expect(await page.locator('.pin-digits').count()).toBe(0);
    await line.getByText(machine.pins.initial).waitFor();
    await line.getByRole('button', { name: machine.pins.remove }).click();
    await line.getByRole('button', { name: machine.pins.removeSure }).click();
    await line.getByText(machine.pins.none).waitFor();
  });

  it('lists what is kept, and deletes a teacher’s lessons once their number was typed', async () => {
    const { page } = at;
    at.given({ room: roomCodes, sources: at.sources });
    keep('a', 1000, 'T0123');
    keep('b', 90_000_000, 'T0123');
    keep('c', 2000, 'T0456');
    await at.open('#/data', language);
    const reports = page.locator('tbody tr', { hasText: language === 'zh' ? '课堂报告' : 'lesson reports' }).first();
    expect(await reports.locator('td').nth(2).textContent()).toBe('3');
    await at.field(data.deletion.owner).fill('T0123');
    await at.button(data.deletion.find).click();
    await page.getByText(data.deletion.found(2)).waitFor();
    const remove = at.button(data.deletion.delete(2));
    expect(await remove.isDisabled()).toBe(true);
    await at.field(data.deletion.confirm(2)).fill('3');
    expect(await remove.isDisabled()).toBe(true);
    await at.field(data.deletion.confirm(2)).fill('2');
    await remove.click();
    await page.getByText(data.deletion.deleted(2)).waitFor();
    await expect.poll(() => reports.locator('td').nth(2).textContent()).toBe('1');
    await page.getByText(data.whatNames['lesson.deleted']!).first().waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: data.inventoryCsv }).click();
    const csv = readFileSync(await (await download).path(), 'utf8');
    expect(csv).toMatch(/^\uFEFF/);
    expect(csv.split('\r\n').length).toBeGreaterThan(12);
  });
});

const pages = [
  ...['', '#/setup/language', '#/setup/room', '#/setup/sources', '#/setup/plan', '#/setup/seats', '#/setup/timetable'],
  ...['#/setup/hub', '#/setup/test', '#/health', '#/log', '#/pins', '#/data'],
];

it.each([
  [{ width: 1280, height: 800 }, 'light'],
  [{ width: 1920, height: 1080 }, 'dark'],
] as const)('no page has a serious fault, nor is wider than its window: %j, %s', async (viewport, colorScheme) => {
  const { page } = at;
  const roomPlan = { widthM: 8, depthM: 9, board: { x0: -2, x1: 2, z0: 1, z1: 2 }, podium: { x: 2, y: 1 } };
  at.given({ room: roomCodes, sources: at.sources, roomPlan, hub: { url: 'mqtts://hub.example.edu.cn' } }, false);
  keep('a', 1000, 'T0123');
  await page.setViewportSize(viewport);
  await page.emulateMedia({ colorScheme });
  for (const language of languages)
    for (const hash of pages) {
      await at.open(hash, language);
      await page.waitForTimeout(150);
      expect(await seriousFaults(page), `${hash} ${language}`).toEqual([]);
      const overflow = await page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      expect(overflow, `${hash} ${language}`).toBe(0);
    }
});

it('every button and field is large enough for a finger', async () => {
  at.given({ room: roomCodes, sources: at.sources });
  for (const hash of pages) {
    await at.open(hash);
    await at.page.waitForTimeout(150);
    const heights = await at.page
      .locator('main button, main a.it-button, main input, main select, main summary, .it-bar a, .it-bar button')
      .evaluateAll((all) =>
        all
          .map(
            (one) => [one.textContent || one.getAttribute('aria-label'), one.getBoundingClientRect().height] as const,
          )
          .filter(([, height]) => height > 0 && height < 47.5),
      );
    expect(heights, hash).toEqual([]);
  }
});
