import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { seriousFaults } from '../../test/accessible.ts';
import { ReportPage } from '../../test/report-page.ts';
import { airReport, longReport } from './sample-report.ts';

const air = airReport();
const at = new ReportPage();
beforeAll(() => at.launch());
afterAll(() => at.close());
beforeEach(() => at.begin());
afterEach(async () => {
  await at.end();
  expect(at.faults).toEqual([]);
});

const pagesOf = (pdf: Buffer) => pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length;

describe.each([
  ['zh', '教室空气', ['二氧化碳', '最高', '1500 ppm', '℃', 'dB(A)'], '传感器没有数据'],
  ['en', 'Air', ['CO2', 'highest', '1500 ppm', '°C', 'dB(A)'], 'no sensor data'],
] as const)('the air of a room with sensors (%s)', (language, title, parts, missing) => {
  it('is a curve beside a line, with its gap, and the numbers', async () => {
    at.keep(air);
    await at.open(`/lessons/${air.lesson.id}`, language);
    const card = at.page.locator('.air-card');
    await card.locator('svg .line').first().waitFor();
    const told = (await card.textContent())!;
    for (const part of [title, ...parts]) expect(told).toContain(part);
    expect(await card.locator('.missing').count()).toBe(1);
    expect(await card.locator('.missing-reason').allTextContents()).toEqual([missing]);
    expect(await card.locator('path.line').count()).toBe(2);
    expect(await seriousFaults(at.page)).toEqual([]);
  });

  it('is on the second of two sheets of paper', async () => {
    at.keep(air);
    await at.open(`/lessons/${air.lesson.id}`, language);
    await at.page.locator('.air-plot svg').waitFor();
    expect(pagesOf(await at.page.pdf({ preferCSSPageSize: true }))).toBe(2);
  });
});

it('has the cursor of the lesson, which touching it moves', async () => {
  at.keep(air);
  await at.open(`/lessons/${air.lesson.id}`);
  const plot = at.page.locator('.air-plot');
  await plot.locator('svg').waitFor();
  const { width, height } = (await plot.boundingBox())!;
  await plot.click({ position: { x: width / 2, y: height / 3 } });
  const time = (await at.page.locator('.air-card .aside').textContent())!.split(' · ')[0]!;
  expect(time).toMatch(/^2\d:\d\d$/);
  expect(await at.readout()).toContain(time);
  expect(await plot.locator('.cursor line').count()).toBe(1);
});

it('is not spoken of in a room without sensors', async () => {
  const long = longReport();
  at.keep(long);
  await at.open(`/lessons/${long.lesson.id}`);
  await at.page.locator('.time-stage svg').waitFor();
  expect(await at.page.locator('.air-card').count()).toBe(0);
  expect(await at.page.locator('.figures caption').allTextContents()).not.toContain('教室空气');
});
