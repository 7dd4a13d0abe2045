import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { ItPage, roomCodes } from '../../test/it-page.ts';
import { parseConfig } from '../config/config.ts';
import { lessonReport } from '../indicators/lesson-report.ts';
import { TimelineBuilder } from '../lesson/timeline.ts';
import { itTexts } from './page/it/words/it-texts.ts';
import { recording, waiting } from './sample-room.ts';

vi.setConfig({ testTimeout: 180_000 });

const at = new ItPage();
beforeAll(() => at.launch(), 120_000);
afterAll(() => at.close());
beforeEach(() => at.begin());
afterEach(async () => {
  await at.end();
  expect(at.faults).toEqual([]);
});

const stateOf = (name: string) => at.page.locator('.step-link', { hasText: name }).locator('.step-state').textContent();

it('is opened with the set-up code, and with the password from then on', async () => {
  const { page } = at;
  const code = at.store.setupCode.renew();
  await page.goto(`${at.screen.address}/it.html`);
  await page.getByLabel('设置码').fill(code.toLowerCase());
  await page.getByLabel('新密码').fill('a long password 7');
  await at.button('进入').click();
  await page.getByRole('heading', { name: '安装这间教室' }).waitFor();
  await at.button('退出').click();
  await page.getByLabel('密码').fill('a long password 7');
  await at.button('进入').click();
  await page.getByRole('heading', { name: '安装这间教室' }).waitFor();
});

for (const language of ['zh', 'en'] as const)
  it(`sets a room up from the first step to the last (${language})`, async () => {
    const { page } = at;
    const { setup, sources, plan, trials } = itTexts[language];
    const next = () => at.button(`${setup.next} ›`).click();
    const saved = () => page.getByText(`✓ ${setup.saved}`).first().waitFor();
    await at.open('', language);
    await page.getByRole('link', { name: setup.steps.language.name }).click();
    // The language of these pages is chosen in the first step.
    await at
      .button(language === 'zh' ? 'English' : '中文')
      .first()
      .click();
    await at
      .button(language === 'zh' ? '中文' : 'English')
      .first()
      .click();
    await next();

    for (const [name, value] of [
      [setup.room.region, roomCodes.region],
      [setup.room.school, roomCodes.school],
      [setup.room.room, roomCodes.room],
    ] as const)
      await at.field(name).fill(value);
    await at.button(setup.save).click();
    await saved();
    expect(await stateOf(setup.steps.room.name)).toBe(setup.states.done);
    await at.button(setup.room.identify).click();
    await page.getByText(`✓ ${setup.room.identified}`).waitFor();
    expect(at.room.asked).toContainEqual(['identify']);
    await next();

    // A source is looked at as soon as it is saved, before anything is in effect.
    const cameraPart = page.locator('section', {
      has: page.getByRole('heading', { name: sources.names.studentCamera }),
    });
    await cameraPart.getByRole('button', { name: sources.add }).click();
    await cameraPart.getByLabel(sources.address).fill(at.sources.studentCamera.address);
    await cameraPart.getByRole('button', { name: setup.save }).click();
    await cameraPart.getByRole('button', { name: sources.preview.open }).click();
    await page.locator('.preview-picture[data-state=live]').waitFor({ timeout: 30_000 });
    await expect.poll(() => page.locator('.preview canvas').getAttribute('width')).toBe('960');
    expect(at.room.previewed).toEqual([true]);
    const soundPart = page.locator('section', {
      has: page.getByRole('heading', { name: sources.names.microphone, exact: true }),
    });
    await soundPart.getByRole('button', { name: sources.add }).click();
    await soundPart.getByLabel(sources.address).fill(at.sources.microphone[0]!.address);
    await soundPart.getByRole('button', { name: setup.save }).click();
    await soundPart.getByRole('button', { name: sources.preview.open }).click();
    await page.locator('.level-bar').waitFor({ timeout: 30_000 });
    await next();
    // Whoever leaves the page looks no more.
    await expect.poll(() => at.room.previewed.at(-1)).toBe(false);

    await at.button(plan.begin).click();
    await at.field(plan.width).fill('8.4');
    const podium = page.getByRole('slider', { name: plan.podium, exact: true });
    await podium.focus();
    for (const key of ['ArrowRight', 'ArrowRight', 'Shift+ArrowDown']) await page.keyboard.press(key);
    // On the drawing right is left of whoever faces the class.
    await expect.poll(() => podium.getAttribute('aria-valuetext')).toContain('2.3 ');
    await at.button(plan.addZone).first().click();
    const corner = page.getByRole('slider', { name: `${plan.zoneNames.podium}: ${plan.corner(3)}` });
    const box = (await corner.boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2 + 30, box.y + box.height / 2 + 40, { steps: 5 });
    await page.mouse.up();
    await at.button(setup.save).click();
    await saved();
    expect(parseConfig(readFileSync(at.configFile, 'utf8'), at.configFile).roomPlan).toMatchObject({
      ...{ widthM: 8.4, podium: { x: 2.3, y: 1.7 } },
      zones: { podium: [[1.5, 0], [3.3, 0], expect.anything(), [1.4, 1.8]].map(() => expect.any(Array)) },
    });
    await next();

    await at.button(setup.skip).click();
    await page.getByRole('heading', { name: setup.steps.timetable.name }).waitFor();
    expect(await stateOf(setup.steps.seats.name)).toBe(setup.states.skipped);
    const csv = '节次,星期,周次,开始时间,结束时间,教室,班级,科目\n1,周一,1-18,08:00,08:45,r301,七年级3班,数学\n';
    const upload = (text: string) =>
      at
        .field(trials.timetable.lessons)
        .setInputFiles({ name: 'lessons.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
    await upload(csv.replace('08:00,08:45', '25:00,08:45').replace('周一', '周九'));
    await at.field(trials.timetable.termStart).fill('2026-09-01');
    await at.field(trials.timetable.weeks).fill('18');
    await at.button(trials.timetable.read).click();
    await page.getByText(trials.timetable.line('lessons.csv', 2)).first().waitFor();
    await upload(csv);
    await at.button(trials.timetable.read).click();
    await page.locator('.week-lesson', { hasText: '数学' }).waitFor();
    await at.button(trials.timetable.take).click();
    await page.getByText(trials.timetable.taken).waitFor();
    await expect.poll(() => stateOf(setup.steps.timetable.name)).toBe(setup.states.done);
    await next();

    await at.field(trials.hub.address).fill('mqtts://hub.invalid:8883');
    await at.button(trials.hub.test).click();
    await page.getByText(/resolvectl query hub\.invalid/).waitFor();
    await at.button(setup.skip).click();

    // A test needs the settings to be in effect.
    expect(await at.button(trials.test.start).isDisabled()).toBe(true);
    await at.button(setup.apply.button).click();
    await page.getByText(setup.apply.applied).waitFor();
    await at.button(trials.test.start).click();
    await page.getByText(trials.running(75).slice(0, 4)).first().waitFor();
    const { id } = at.room.now.lesson!;
    const timeline = new TimelineBuilder().build(60_000);
    const lesson = { id, room: roomCodes, labels: {}, startedAtMs: Date.now() };
    at.setup.takes(lessonReport({ lesson, timeline, models: {}, slotMs: 30_000, roomPlan: null }));
    await page.locator('.checklist li', { hasText: sources.names.studentCamera }).waitFor();
    // Nothing was heard and seen in it, which is no test that is done.
    expect(await stateOf(setup.steps.test.name)).toBe(setup.states.todo);

    // Whoever comes back later finds what was done and what was passed over.
    await at.open('', language);
    const states = await page.locator('.overview-state').allTextContents();
    const { done, skipped, todo } = setup.states;
    expect(states).toEqual([done, done, done, done, skipped, done, skipped, todo]);
  });

it('finds the seats, and shows how large heads are', async () => {
  at.given({ room: roomCodes, sources: at.sources });
  await at.open('#/setup/seats');
  await at.button('开始自检').click();
  await at.page.getByText(/^学生摄像头:\d+ 个座位/).waitFor({ timeout: 90_000 });
  expect(await at.page.locator('.seat').count()).toBeGreaterThan(8);
  expect(at.room.previewed).toEqual([true, false]);
  await expect.poll(() => stateOf('座位自检')).toBe('已完成');
});

it('marks spots in a camera’s picture, and says whether one camera sees them so', async () => {
  const { page } = at;
  const plan = JSON.parse(readFileSync(join(import.meta.dirname, '../demo/film/room-plan.json'), 'utf8'));
  at.given({ room: roomCodes, sources: at.sources, roomPlan: { ...plan, cameras: {} } });
  await at.open('#/setup/plan');
  await at.button('学生摄像头').click();
  await at.button('打开预览').click();
  await page.getByText('先在画面上点一下').waitFor({ timeout: 30_000 });
  const picture = (await page.locator('.camera-picture svg').boundingBox())!;
  for (const [x, y] of [
    [0.32, 0.89],
    [0.68, 0.89],
    [0.34, 0.48],
    [0.66, 0.48],
  ] as const)
    await page.mouse.click(picture.x + x * picture.width, picture.y + y * picture.height);
  expect(await page.locator('.spots li').count()).toBe(4);
  expect(await page.locator('.calibration-verdict').getAttribute('data-fits')).toBe('false');
  // Each is brought to where it is on the floor, by keyboard.
  const floor = page.locator('.floor-plan');
  for (const [number, x, y] of [
    [1, -1, 3],
    [2, 1, 3],
    [3, -1.5, 6],
    [4, 1.5, 6],
  ] as const) {
    const spot = floor.getByRole('slider', { name: `位置 ${number}` });
    await spot.focus();
    const [fromX, fromY] = [1 - ((number - 1) % 3), 2 + Math.floor((number - 1) / 3)];
    const press = async (key: string, metres: number) => {
      for (let i = 0; i < Math.round(metres / 0.5); i++) await page.keyboard.press(`Shift+${key}`);
    };
    await press(x > fromX ? 'ArrowLeft' : 'ArrowRight', Math.abs(x - fromX));
    await press('ArrowDown', y - fromY);
  }
  await page.getByText(/^吻合：平均相差 \d+ 像素/).waitFor();
  expect(await page.locator('.picture-grid').count()).toBeGreaterThan(10);
  await at.button('保存').click();
  await page.getByText('✓ 已保存').waitFor();
  const { roomPlan } = parseConfig(readFileSync(at.configFile, 'utf8'), at.configFile);
  expect(roomPlan!.calibration!.student!.points.map(({ floor: [x, y] }) => [x, y])).toEqual([
    [-1, 3],
    [1, 3],
    [-1.5, 6],
    [1.5, 6],
  ]);
});

it('says what is wrong with a camera, and closes a preview when a lesson begins', async () => {
  const { page } = at;
  at.given({
    room: roomCodes,
    sources: { studentCamera: at.sources.studentCamera, teacherCamera: { address: 'rtsp://127.0.0.1:9/main' } },
  });
  await at.open('#/setup/sources');
  const open = (source: string) =>
    page.locator(`[data-source=${source}]`).getByRole('button', { name: '打开预览' }).click();
  await open('teacherCamera');
  await page.getByText('连不上这个地址').waitFor({ timeout: 30_000 });
  await page.getByText('请确认设备已通电').waitFor();
  await open('studentCamera');
  await page.locator('.preview-picture[data-state=live]').waitFor({ timeout: 30_000 });
  at.room.now = recording();
  at.setup.roomChanged();
  await page.getByText('开始上课了，预览已关闭').waitFor();
  expect(await page.locator('.preview canvas').count()).toBe(0);
  await open('studentCamera');
  await page.getByText('正在上课，或马上要上课').waitFor();
});

it('does not overwrite what somebody else has changed meanwhile', async () => {
  const { page } = at;
  at.given({ room: roomCodes, sources: at.sources });
  await at.open('#/setup/room');
  at.given({ privacy: { minGroup: 15 } });
  await at.field('教室名称').fill('r302');
  await at.button('保存').click();
  await page.getByText('别人刚刚改过设置').waitFor();
  expect(readFileSync(at.configFile, 'utf8')).toContain('r301');
  await at.button('重新读取').click();
  await at.button('保存').click();
  await page.getByText('✓ 已保存').waitFor();
  expect(readFileSync(at.configFile, 'utf8')).toMatch(/r302[\s\S]*minGroup: 15/);
});

it('keeps a password, and shows it to nobody again', async () => {
  const { page } = at;
  at.given({ room: roomCodes, sources: { studentCamera: { address: 'rtsp://127.0.0.1:9/main' } } });
  await at.open('#/setup/sources');
  await at.field('用户名').fill('admin');
  await at.field('密码').fill('hidden-1');
  await at.button('保存').click();
  await page.getByText('✓ 已保存').waitFor();
  await at.open('#/setup/sources');
  expect(await at.field('用户名').inputValue()).toBe('admin');
  expect(await at.field('密码').inputValue()).toBe('');
  expect(await page.content()).not.toContain('hidden-1');
  expect(readFileSync(join(at.folder, 'secrets.yaml'), 'utf8')).toContain('hidden-1');
});

it('says what is wrong with a configuration that was mended by hand', async () => {
  at.given({ room: roomCodes, sources: at.sources });
  writeFileSync(at.configFile, readFileSync(at.configFile, 'utf8').replace('"310104"', '31'));
  at.room.now = waiting();
  await at.open();
  await at.page.getByText('有一项设置不对').waitFor();
  await at.page.getByText(/room\.region: must be a text/).waitFor();
});

it('takes a number as it is typed, and the same file once more', async () => {
  const { page } = at;
  at.given({ room: roomCodes, sources: at.sources });
  const { plan, trials, setup } = itTexts.zh;
  await at.open('#/setup/plan');
  await at.button(plan.begin).click();
  const width = at.field(plan.width);
  await width.fill('');
  await width.pressSequentially('7.05');
  expect(await width.inputValue()).toBe('7.05');
  await width.fill('');
  await width.blur();
  expect(await width.inputValue()).toBe('7.05');

  await at.open('#/setup/timetable');
  const path = join(at.folder, 'lessons.csv');
  writeFileSync(path, 'a\n');
  await at.field(trials.timetable.lessons).setInputFiles(path);
  await at.field(trials.timetable.termStart).fill('2026-09-01');
  writeFileSync(path, 'another and longer line\n');
  await at.button(trials.timetable.read).click();
  await page.getByText(setup.troubles.SETUP_FILE_CHANGED!.what).waitFor();
  const chosen = page.waitForEvent('filechooser');
  await at.field(trials.timetable.lessons).click();
  await (await chosen).setFiles(path);
  await at.button(trials.timetable.read).click();
  await page.locator('.problem-list').waitFor();
});

it('does not write a removed microphone back, and does not go on without what was typed', async () => {
  const { page } = at;
  const { setup, sources } = itTexts.zh;
  const [first] = at.sources.microphone;
  at.given({ room: roomCodes, sources: { microphone: [first!, { address: 'alsa:second' }] } });
  await at.open('#/setup/sources');
  const part = page.locator('section.source').filter({
    has: page.getByRole('heading', { name: sources.names.microphone, exact: true }),
  });
  const address = part.getByLabel(sources.address);
  await expect.poll(() => address.inputValue()).toBe(first!.address);
  await part.getByRole('button', { name: sources.remove }).click();
  await expect.poll(() => address.inputValue()).toBe('alsa:second');

  await address.fill('alsa:third');
  await at.button(`${setup.next} ›`).click();
  await page.getByText(setup.unsaved).waitFor();
  expect(new URL(page.url()).hash).toBe('#/setup/sources');
  await part.getByRole('button', { name: setup.save }).click();
  await part.getByText(`✓ ${setup.saved}`).waitFor();
  await expect.poll(() => page.getByText(setup.unsaved).count()).toBe(0);
  await at.button(`${setup.next} ›`).click();
  await page.getByRole('heading', { name: setup.steps.plan.name }).waitFor();
  expect(parseConfig(readFileSync(at.configFile, 'utf8'), at.configFile).sources.microphone).toMatchObject([
    { source: { kind: 'alsa', device: 'third' } },
  ]);
});
