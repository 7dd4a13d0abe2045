import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { seriousFaults } from '../../test/accessible.ts';
import { RoomPage } from '../../test/room-page.ts';
import { emptyReport, lessonsBefore, longReport } from './sample-report.ts';
import { off, recording, waiting, without } from './sample-room.ts';

const long = longReport();
const empty = emptyReport();

const at = new RoomPage();
beforeAll(() => at.launch(), 120_000);
afterAll(() => at.close());
beforeEach(async () => {
  await at.begin([...lessonsBefore(long, 6), empty]);
  at.access.lockTeachers = () => {};
});
afterEach(async () => {
  await at.end();
  expect(at.faults).toEqual([]);
});

const own = [
  ['the list', '', '.lesson'],
  ['a report', `#/lessons/${long.lesson.id}`, '.time-stage svg'],
  ['a report without data', `#/lessons/${empty.lesson.id}`, '.time-stage svg'],
  ['the portrait', `#/lessons/${long.lesson.id}/portrait`, 'tr[data-figure]'],
  ['a change of PIN', '#/pin', '.pad'],
] as const;

for (const language of ['zh', 'en'])
  for (const colorScheme of ['light', 'dark'] as const) {
    it.each(own)(`has no serious fault in %s (${language}, ${colorScheme})`, async (_, hash, there) => {
      await at.page.emulateMedia({ colorScheme });
      await at.open(undefined, hash, language);
      await at.page.locator(there).first().waitFor();
      expect(await seriousFaults(at.page)).toEqual([]);
    });

    it(`has no serious fault while it is locked, whatever the room does (${language}, ${colorScheme})`, async () => {
      await at.page.emulateMedia({ colorScheme });
      const lost = without(recording(), 'microphone', 'SOURCE_STALLED', 90_000);
      for (const now of [waiting(), recording(), off(), lost]) {
        await at.openLocked(now, '', language);
        await at.page.locator('.clock').waitFor();
        expect(await seriousFaults(at.page)).toEqual([]);
      }
      await at.openLocked(waiting(), '#/open', language);
      await at.page.locator('.pad').waitFor();
      expect(await seriousFaults(at.page)).toEqual([]);
    });
  }

it('would be told of a fault', async () => {
  await at.openLocked();
  await at.page.locator('.clock').evaluate((clock) => clock.setAttribute('role', 'slider'));
  expect(await seriousFaults(at.page)).not.toEqual([]);
});

it('moves nothing where less motion is asked for', async () => {
  await at.page.emulateMedia({ reducedMotion: 'reduce' });
  for (const [, hash, there] of own) {
    await at.open(undefined, hash);
    await at.page.locator(there).first().waitFor();
    const moving = await at.page.evaluate('document.getAnimations().length');
    const transitions = await at.page.locator('*').evaluateAll(
      (all) =>
        all.filter((element) => {
          const { transitionDuration, animationName } = element.ownerDocument.defaultView!.getComputedStyle(element);
          return transitionDuration !== '0s' || animationName !== 'none';
        }).length,
    );
    expect([moving, transitions], hash).toEqual([0, 0]);
  }
});
