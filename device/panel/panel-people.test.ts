import { afterEach, expect, it, vi } from 'vitest';
import { PanelBench } from '../../test/fixtures/panel-bench.ts';

const PATIENCE = { timeout: 10_000, interval: 10 };
let bench: PanelBench;
afterEach(() => bench.stop());

const isPower = (power: string) => vi.waitFor(() => expect(bench.told?.power).toBe(power), PATIENCE);
const looks = async (count: number) => {
  const understood = () => (bench.server ?? bench.panel)!.understood;
  const from = understood();
  await vi.waitFor(() => expect(understood()).toBeGreaterThan(from + count), PATIENCE);
};

it('a panel that somebody uses is not taken from them by a report, however late they began', async () => {
  bench = await PanelBench.start(null, { settings: { source: 'hdmi2' } });
  await isPower('off');
  await bench.unplug();
  await isPower('unknown');
  bench.driver.take({ do: 'show' });
  bench.projector.setPower(true);
  await vi.waitFor(() => expect(bench.projector.power).toBe('on'), PATIENCE);
  bench.projector.setSource('31');
  await bench.plug();
  await isPower('on');
  bench.driver.take({ do: 'show' });
  await looks(60);
  expect(bench.projector.source).toBe('31');
});

it('one that somebody switches off while it is to show a report stays off', async () => {
  // It takes the order for its source, and does nothing.
  bench = await PanelBench.start(null, { settings: { source: 'hdmi2' }, timing: { againMs: 50 } });
  bench.projector.setSource = () => true;
  await isPower('off');
  bench.driver.take({ do: 'show' });
  await isPower('on');
  await looks(10);
  bench.projector.setPower(false);
  await isPower('off');
  await looks(60);
  expect(bench.projector.power).toBe('off');
});

it('what is wanted for a report is withdrawn when the next lesson begins', async () => {
  bench = await PanelBench.start(null, { settings: { source: 'hdmi2' } });
  await isPower('off');
  await bench.unplug();
  bench.driver.take({ do: 'show' });
  await isPower('unknown');
  bench.driver.take({ do: 'rest' });
  await bench.plug();
  await isPower('off');
  await looks(60);
  expect(bench.projector.power).toBe('off');
});

it('one that answers nothing in standby is not taken for on, and is switched on all the same, once', async () => {
  bench = await PanelBench.start('viewsonic-viewboard', {
    projector: { isOn: true },
    settings: { source: 'hdmi2' },
    timing: { replyMs: 60 },
  });
  await isPower('on');
  const { panel, projector, driver } = bench;
  const heard = panel!.received.bind(panel);
  const blind: string[] = [];
  projector.setPower(false);
  panel!.received = (bytes) => {
    if (projector.power === 'on' || projector.power === 'warming') return heard(bytes);
    blind.push(bytes.toString('latin1'));
  };
  await isPower('unknown');
  await vi.waitFor(() => expect(bench.state).toBe('DEVICE_SILENT'), PATIENCE);
  const asks = new Set(blind);
  driver.take({ do: 'show' });
  await vi.waitFor(() => expect(blind.some((text) => !asks.has(text))).toBe(true), PATIENCE);
  const orders = () => blind.filter((text) => !asks.has(text)).length;
  const [given, asked] = [orders(), blind.length];
  await vi.waitFor(() => expect(blind.length).toBeGreaterThan(asked + 20), PATIENCE);
  expect(orders(), 'no more than it is said twice').toBeLessThanOrEqual(Math.max(2, given));
  projector.setPower(true);
  await vi.waitFor(() => expect(projector.source).toBe('hdmi2'), PATIENCE);
});
