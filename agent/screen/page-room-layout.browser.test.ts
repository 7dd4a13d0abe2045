import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { RoomPage } from '../../test/room-page.ts';
import type { RoomState } from '../lesson/room-state.ts';
import { longReport } from './sample-report.ts';
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
beforeEach(async () => {
  await at.begin([long]);
  // Here a report stays open also when a lesson begins: it is what must not move.
  at.access.lockTeachers = () => {};
});
afterEach(async () => {
  await at.end();
  expect(at.faults).toEqual([]);
});

it('cannot be mistaken while sensing is off, also on a report that was scrolled', async () => {
  for (const now of [off(), off(recording().lesson), { ...off(), problems: [problem] }]) {
    await at.open(now, report);
    await at.page.locator('.time-stage svg').waitFor();
    await at.page.mouse.wheel(0, 2000);
    const words = at.page.getByText('感知已关闭');
    const box = (await words.boundingBox())!;
    expect(box.height).toBeGreaterThan(32);
    expect(box.y).toBeGreaterThanOrEqual(0);
    // Ink and paper have changed places.
    const colours = (element: string) =>
      at.page.locator(element).evaluate((found) => {
        const { color, backgroundColor } = found.ownerDocument.defaultView!.getComputedStyle(found);
        return [color, backgroundColor];
      });
    expect(await colours('.room-bar')).toEqual((await colours('html')).toReversed());
    expect(await at.detail()).toMatch(/^摄像头和麦克风都已停用/);
    expect(await at.button('打开感知').count()).toBe(1);
    expect(await at.page.getByRole('button', { name: '开始记录' }).count()).toBe(0);
  }
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
  await at.page.setViewportSize({ width, height });
  for (const language of ['zh', 'en'])
    for (const hash of ['', report]) {
      await at.open(waiting(), hash, language);
      const below = at.page.locator(hash ? '.sentences' : '.lessons');
      const place = await below.boundingBox();
      const sensing = await at.page.locator('.sensing-button').boundingBox();
      for (const now of everyState) {
        await show(now);
        expect(await below.boundingBox()).toEqual(place);
        expect(await at.page.locator('.sensing-button').boundingBox()).toEqual(sensing);
        expect(await at.page.locator('html').evaluate((html) => html.scrollWidth <= html.clientWidth)).toBe(true);
        expect(await outside(), `${language} ${now.activity}`).toEqual([]);
        for (const target of await at.page.locator('.room-bar button').all())
          expect((await target.boundingBox())!.height).toBeGreaterThanOrEqual(48);
      }
    }
});

/** Shows another state without waiting for the next second. */
async function show(now: RoomState): Promise<void> {
  at.room.now = now;
  const answered = at.page.waitForResponse((response) => response.url().endsWith('/api/events'));
  await at.page.locator('html').evaluate((html) => html.ownerDocument.dispatchEvent(new Event('visibilitychange')));
  await answered;
  // Drawn in the frame after it has come.
  await at.page.waitForTimeout(100);
}

/** Words of the bar that leave its two lines, or the button they stand on. */
function outside(): Promise<string[]> {
  return at.page.locator('.room-headline, .room-detail, .room-button').evaluateAll((elements) =>
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
