import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { claimCodeText, newClaimCode } from '../../provisioning/enrolment/claim-code.ts';
import { claimLink } from '../../provisioning/enrolment/claim-link.ts';
import { enrolmentFileText } from '../../provisioning/enrolment/enrolment-file.ts';
import { roomName } from '../../test/fixtures/enrolling-room.ts';
import { RegionEnrolment } from '../../test/fixtures/region-enrolment.ts';
import { ItPage, roomCodes } from '../../test/it-page.ts';
import { itTexts } from './page/it/words/it-texts.ts';

vi.setConfig({ testTimeout: 120_000 });

const at = new ItPage();
const region = new RegionEnrolment();
beforeAll(async () => {
  await at.launch();
  await region.start();
}, 120_000);
afterAll(async () => {
  await at.close();
  await region.stop();
});
beforeEach(() => at.begin({ width: 1920, height: 1080 }));
afterEach(async () => {
  await at.end();
  expect(at.faults).toEqual([]);
});

const broker = 'mqtts://hub.example.edu.cn:8883';
/** For looking at what was drawn: LECTERN_PICTURES=folder. */
const picture = async (name: string) => {
  const folder = process.env.LECTERN_PICTURES;
  if (folder) await at.page.screenshot({ path: `${folder}/enrolment-${name}.png`, fullPage: true });
};

for (const language of ['zh', 'en'] as const)
  it(`a room is enrolled by a code that is typed, and is told what is wrong with it (${language})`, async () => {
    const { page } = at;
    const { enrolment: texts, setup } = itTexts[language];
    at.given({ room: roomCodes, sources: at.sources });
    await at.open('#/setup/hub', language);
    await picture(`${language}-begin`);
    const code = region.code(roomName);
    const text = claimCodeText(code);
    const enrolled = async (typed: string) => {
      await at.field(texts.code).fill(typed);
      await at.field(texts.server).fill(region.url);
      await at.button(texts.enrol).first().click();
    };
    await enrolled(`${text.slice(0, -1)}${text.endsWith('7') ? '8' : '7'}`);
    await page.getByText(setup.troubles.ENROL_CODE!.what).waitFor();
    await picture(`${language}-mistyped`);
    await enrolled(claimCodeText(newClaimCode(region.authority.certificate.raw)));
    await page.getByText(setup.troubles.ENROL_CODE_REFUSED!.what).waitFor();
    await enrolled(claimCodeText({ ...code, authority: newClaimCode(Buffer.from('another')).authority }));
    await page.getByText(setup.troubles.ENROL_WRONG_AUTHORITY!.what).waitFor();
    await enrolled(text.toLowerCase().replaceAll('-', ' '));
    await page.getByText(`✓ ${texts.done}`).waitFor();
    await page.getByText(roomName).first().waitFor();
    expect(await page.locator('.facts').textContent()).toContain(region.url);
    await picture(`${language}-done`);
    expect(at.setup.enrolment.status()).toMatchObject({ certificate: { room: roomName }, pending: null });
    region.register.revoke(roomName, region.nowMs);
  });

it('a scanned code says everything: which room, where, and which hub', async () => {
  const { page } = at;
  const { enrolment: texts, trials, setup } = itTexts.zh;
  at.given({ sources: at.sources }, false);
  await at.open('#/setup/hub');
  const link = claimLink({ code: region.code(roomName), room: roomCodes, server: region.url, broker });
  // A scanner is a keyboard that ends with Enter.
  await at.field(texts.code).focus();
  await page.keyboard.insertText(link);
  await page.keyboard.press('Enter');
  await page.getByText(`✓ ${texts.done}`).waitFor();
  await expect.poll(() => at.field(trials.hub.address).inputValue()).toBe(broker);
  expect(at.setup.configuration.read().settings.room).toEqual(roomCodes);
  await at.button(setup.save).click();
  await expect.poll(() => at.setup.configuration.read().settings.hub).toEqual({ url: broker });
  region.register.revoke(roomName, region.nowMs);
});

it('a file holds the codes of many rooms, of which one is chosen', async () => {
  const { page } = at;
  const { enrolment: texts } = itTexts.zh;
  await at.open('#/setup/hub');
  const rooms = Array.from({ length: 40 }, (_, i) => {
    const room = { ...roomCodes, room: `r${i + 301}` };
    return { room, code: region.code(`310104/2131000000/${room.room}`), machines: [] };
  });
  const buffer = Buffer.from(enrolmentFileText({ server: region.url, broker, rooms }));
  await at.field(texts.many).setInputFiles({ name: 'lectern-enrolment.yaml', mimeType: 'application/yaml', buffer });
  await at.field(texts.room).selectOption('310104/2131000000/r317');
  await picture('zh-file');
  await at.button(texts.enrol).last().click();
  await page.getByText(`✓ ${texts.done}`).waitFor();
  expect(at.setup.enrolment.status()).toMatchObject({ certificate: { room: '310104/2131000000/r317' }, broker });
  await at.button(texts.again).click();
  await at
    .field(texts.many)
    .setInputFiles({ name: 'x.yaml', mimeType: 'application/yaml', buffer: Buffer.from('rooms: [') });
  await page.getByText(itTexts.zh.setup.troubles.ENROL_FILE!.what).waitFor();
});
