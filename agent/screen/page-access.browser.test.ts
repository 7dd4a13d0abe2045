import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { RoomPage } from '../../test/room-page.ts';
import { longReport } from './sample-report.ts';
import { recording } from './sample-room.ts';

const long = longReport();
const report = `#/lessons/${long.lesson.id}`;
const OWN_PIN = '529174';

const at = new RoomPage();
beforeAll(() => at.launch(), 120_000);
afterAll(() => at.close());
beforeEach(() => at.begin([long]));
afterEach(async () => {
  await at.end();
  // The browser itself writes a line about each wrong try.
  expect(at.faults.filter((fault) => !/\b(403|422|429)\b/.test(fault))).toEqual([]);
});

const typed = (number: number, pin: string) => at.page.keyboard.type(`${String(number).padStart(2, '0')}${pin}`);
const message = () => at.page.locator('.digit-message').textContent();

async function withPin(): Promise<number> {
  const { number } = await at.access.givePin('', 'it');
  await at.access.choosePin('', OWN_PIN);
  return number;
}

it.each([
  ['zh', '打开我的报告', '编号和 PIN 不相符', '请设一个自己的 PIN', '锁定', '课堂记录'],
  ['en', 'Open my reports', 'Number and PIN do not belong', 'Choose a PIN of your own', 'Lock', 'Lessons'],
])(
  'lets a teacher in by number and PIN, who first chooses their own, in %s',
  async (language, open, wrong, first, lock, lessons) => {
    const { number, pin } = await at.access.givePin('', 'it');
    await at.openLocked(undefined, '', language);
    expect(await at.page.locator('.lesson, .title').count()).toBe(0);
    await at.page.getByRole('link', { name: open }).click();
    for (const digit of `${String(number).padStart(2, '0')}000000`) await at.button(digit).click();
    await expect.poll(message).toContain(wrong);
    await typed(number, pin);
    await at.page.getByRole('heading', { name: first }).waitFor();
    await at.page.keyboard.type('123456');
    await at.page.keyboard.type('123456');
    await expect.poll(message).toMatch(/太容易被猜到|easily guessed/);
    await at.page.keyboard.type(OWN_PIN);
    await at.page.keyboard.type('529175');
    await expect.poll(message).toMatch(/两次输入不一样|were different/);
    await at.page.keyboard.type(OWN_PIN);
    await at.page.keyboard.type(OWN_PIN);
    await at.page.getByRole('heading', { name: lessons }).waitFor();
    await at.button(lock).click();
    await at.page.locator('.clock').waitFor();
    expect(await at.page.locator('.lesson').count()).toBe(0);
  },
);

it('shows nothing of the teacher before while another PIN is typed', async () => {
  const number = await withPin();
  await at.open(undefined, report);
  await at.page.locator('.time-stage svg').waitFor();
  await at.button('锁定').click();
  await at.page.locator('.clock').waitFor();
  await at.page.goBack();
  await at.page.locator('.pad').waitFor();
  expect(await at.page.locator('.report, .sentences, .lesson').count()).toBe(0);
  await at.page.keyboard.type('0152');
  expect(await at.page.locator('.digit-entry').textContent()).not.toMatch(/[52]●|52/);
  await at.page.keyboard.press('Escape');
  // Whoever gets in sees what the address names, if it is theirs.
  await typed(number, OWN_PIN);
  await at.page.locator('.time-stage svg').waitFor();
});

it('says how long to wait after five wrong tries, and takes nothing meanwhile', async () => {
  const number = await withPin();
  await at.openLocked(undefined, '#/open');
  await at.page.locator('.pad').waitFor();
  for (let i = 0; i < 5; i++) {
    await typed(number, '000001');
    await expect.poll(message).toContain('不相符');
  }
  await typed(number, OWN_PIN);
  await expect.poll(message).toMatch(/请在 (30|29) 秒后再试/);
  expect(await at.page.locator('.pad-key:enabled').count()).toBe(0);
});

it('locks at the next lesson’s start, also on a page that nobody touches', async () => {
  await at.open(undefined, report);
  await at.page.locator('.time-stage svg').waitFor();
  at.room.now = recording(0);
  await at.page.locator('.clock').waitFor();
  expect(await at.page.locator('.report').count()).toBe(0);
  expect(new URL(at.page.url()).hash).toBe('#/');
});

it('locks when nobody has touched it for three minutes, says so before, and stays while it is touched', async () => {
  await at.page.clock.install();
  await at.open(undefined, report);
  await at.page.locator('.time-stage svg').waitFor();
  await at.page.clock.runFor(165_000);
  await at.page.getByText(/1\d 秒后锁定/).waitFor();
  await at.button('继续看').click();
  await expect.poll(() => at.page.locator('.lock-notice').count()).toBe(0);
  await at.page.clock.runFor(170_000);
  await at.page.getByText(/\d 秒后锁定/).waitFor();
  await at.page.clock.runFor(20_000);
  await at.page.locator('.clock').waitFor();
  expect(await at.page.locator('.report').count()).toBe(0);
});

it('is locked when the agent says so, whatever the page believes', async () => {
  await at.open(undefined, report);
  await at.page.locator('.time-stage svg').waitFor();
  at.access.sessions.endAll(() => true);
  await at.page.locator('.clock').waitFor();
});

it('changes a PIN, which asks for the one before', async () => {
  const number = await withPin();
  await at.openLocked(undefined, '#/open');
  await at.page.locator('.pad').waitFor();
  await typed(number, OWN_PIN);
  await at.page.getByRole('link', { name: '更改 PIN' }).click();
  await at.page.getByText('请先输入现在的 PIN').waitFor();
  for (const pin of ['000001', '614830', '614830']) await at.page.keyboard.type(pin);
  await expect.poll(message).toContain('现在的 PIN 不对');
  for (const pin of [OWN_PIN, '614830', '614830']) await at.page.keyboard.type(pin);
  await at.page.locator('.lesson').waitFor();
  await at.button('锁定').click();
  await at.page.locator('.open-button').click();
  await at.page.locator('.pad').waitFor();
  await typed(number, '614830');
  await at.page.locator('.lesson').waitFor();
});

it('is locked for a page that was asleep when a lesson began, or when the agent was started again', async () => {
  const hide = (hidden: boolean) =>
    at.page.locator('html').evaluate(({ ownerDocument }, value) => {
      Object.defineProperty(ownerDocument, 'hidden', { value, configurable: true });
      ownerDocument.dispatchEvent(new Event('visibilitychange'));
    }, hidden);
  await at.open(undefined, report);
  await at.page.locator('.time-stage svg').waitFor();
  await hide(true);
  at.access.lockTeachers();
  await at.page.waitForTimeout(1_000);
  await hide(false);
  await at.page.locator('.clock').waitFor();
  await at.open(undefined, report);
  await at.page.locator('.time-stage svg').waitFor();
  const { port } = new URL(at.screen.address!);
  await at.screen.stop();
  at.access.sessions.endAll(() => true);
  await at.serve(Number(port));
  await at.page.locator('.clock').waitFor({ timeout: 15_000 });
  at.faults = at.faults.filter((fault) => !/ERR_(CONNECTION_|INCOMPLETE_CHUNKED)/.test(fault));
});

it('shows nothing of one teacher when another signs in elsewhere in the same browser', async () => {
  await at.open(undefined, report);
  await at.page.locator('.time-stage svg').waitFor();
  await at.page.context().addCookies([at.access.browserCookie({ kind: 'teacher', owner: 'T0999' })]);
  at.access.sessions.endAll((signedIn) => signedIn.kind === 'teacher' && signedIn.owner === '');
  await expect.poll(() => at.page.locator('.report').count()).toBe(0);
  await at.page.getByText('还没有课堂记录').waitFor();
});

it('stays locked when it is loaded anew before the agent has heard of it', async () => {
  await at.open(undefined, report);
  await at.page.locator('.time-stage svg').waitFor();
  await at.page.route('**/api/session/end', (route) => route.abort());
  await at.button('锁定').click();
  await at.page.locator('.clock').waitFor();
  await at.page.unroute('**/api/session/end');
  await at.page.reload();
  await at.page.locator('.clock').waitFor();
  expect(await at.page.locator('.lesson').count()).toBe(0);
  at.faults = at.faults.filter((fault) => !/ERR_FAILED/.test(fault));
});

it('can be used with the keyboard alone', async () => {
  const number = await withPin();
  await at.openLocked();
  await at.page.locator('.open-button').focus();
  await at.page.keyboard.press('Enter');
  await at.page.locator('.pad').waitFor();
  await typed(number, OWN_PIN);
  await at.page.locator('.lesson').waitFor();
  for (let i = 0; i < 20; i++) {
    await at.page.keyboard.press('Tab');
    if (await at.page.locator('.lesson:focus').count()) break;
  }
  await at.page.keyboard.press('Enter');
  await at.page.locator('.time-stage svg').waitFor();
});

it.each([
  [1920, 1080],
  [1280, 800],
])('fits %i×%i', async (width, height) => {
  await at.page.setViewportSize({ width, height });
  for (const language of ['zh', 'en'])
    for (const hash of ['', '#/open']) {
      await at.openLocked(undefined, hash, language);
      await at.page.locator(hash ? '.pad' : '.clock').waitFor();
      const fits = await at.page
        .locator('html')
        .evaluate((html) => html.scrollWidth <= html.clientWidth && html.scrollHeight <= html.clientHeight);
      expect(fits, `${language} ${hash}`).toBe(true);
      for (const target of await at.page.locator('button, a').all())
        expect((await target.boundingBox())!.height).toBeGreaterThanOrEqual(48);
    }
});
