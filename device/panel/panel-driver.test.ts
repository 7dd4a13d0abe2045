import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Fault, shows } from '../../test/faults/fault.ts';
import { PanelBench, type PanelBenchOptions } from '../../test/fixtures/panel-bench.ts';

const PATIENCE = { timeout: 10_000, interval: 10 };
let bench: PanelBench;
afterEach(() => bench.stop());

const isState = (state: string) => vi.waitFor(() => expect(bench.state, bench.cause).toBe(state), PATIENCE);
const isPower = (power: string) => vi.waitFor(() => expect(bench.told?.power).toBe(power), PATIENCE);

const ways: [string, string | null, PanelBenchOptions][] = [
  ['PJLink without a password', null, {}],
  ['PJLink with a password', null, { server: { password: 'JBMIAProjectorLink' }, password: 'JBMIAProjectorLink' }],
  ['PJLink that closes idle connections soon', null, { server: { idleMs: 25 }, timing: { idleMs: 2_000 } }],
  ['epson-escvp21', 'epson-escvp21', {}],
  ['benq-projector', 'benq-projector', {}],
  ['viewsonic-viewboard', 'viewsonic-viewboard', {}],
  ['smart-board', 'smart-board', {}],
  ['epson-escvp21 at 9600 baud', 'epson-escvp21', { baud: 9_600, timing: { replyMs: 500 } }],
];

describe.each(ways)('a panel by %s', { timeout: 40_000 }, (_, model, options) => {
  const start = async (more: PanelBenchOptions = {}) => {
    bench = await PanelBench.start(model, { ...options, ...more, settings: { source: 'hdmi2', ...more.settings } });
  };
  const shown = model === null ? '32' : 'hdmi2';

  it('is switched on for a report, through warming up, to its source, and off again', async () => {
    await start();
    await isState('ok');
    expect(bench.told?.power).toBe('off');
    bench.driver.take({ do: 'show' });
    await isPower('on');
    await vi.waitFor(() => expect(bench.projector.source).toBe(shown), PATIENCE);
    const { taken } = bench.projector;
    await delay(500);
    expect(bench.projector.taken, 'an order that was carried out is not given again').toBe(taken);
    bench.driver.take({ do: 'power', on: false });
    await isPower('off');
    // Some say that they are off while they still cool down.
    await vi.waitFor(() => expect(bench.projector.power).toBe('off'), PATIENCE);
    expect(bench.state).toBe('ok');
  });

  it('is asked to be on while it still cools down', async () => {
    await start({ projector: { isOn: true, coolDownMs: 600 } });
    await isPower('on');
    bench.driver.take({ do: 'power', on: false });
    await vi.waitFor(() => expect(bench.projector.power).toBe('cooling'), PATIENCE);
    bench.driver.take({ do: 'show' });
    await vi.waitFor(() => expect(bench.projector.source).toBe(shown), PATIENCE);
    await isPower('on');
  });

  const panelAway: Fault = {
    part: 'panel',
    kind: 'lost',
    fault: 'its cable is pulled when it should show the report',
    seen: 'nothing, as it may be switched off',
    lost: 'that it wakes for the report',
    recovers: 'it is told when it is there again',
  };
  it('that was not there when it was told is told when it is', shows(panelAway), async () => {
    await start();
    await isState('ok');
    await bench.unplug();
    await isState('DEVICE_ABSENT');
    bench.driver.take({ do: 'show' });
    await delay(100);
    await bench.plug();
    await vi.waitFor(() => expect(bench.projector.source).toBe(shown), PATIENCE);
    await isState('ok');
  });

  it('is left as it is by who uses it', async () => {
    await start();
    bench.driver.take({ do: 'show' });
    await vi.waitFor(() => expect(bench.projector.source).toBe(shown), PATIENCE);
    await isPower('on');
    await delay(200);
    bench.projector.setPower(false);
    await isPower('off');
    await delay(300);
    expect(bench.projector.power).toBe('off');
  });
});

describe('what a panel says of itself', () => {
  it('is told: PJLink', async () => {
    bench = await PanelBench.start(null, { projector: { isOn: true, lampHours: 4321 } });
    bench.projector.complaints = ['lamp', 'filter'];
    await vi.waitFor(
      () => expect(bench.told).toEqual({ says: 'panel', power: 'on', lampHours: 4321, complaints: ['lamp', 'filter'] }),
      PATIENCE,
    );
    expect(bench.news).toContainEqual({ says: 'identity', text: 'Lectern Simulated projector Classroom 7-3' });
  });

  it('is told: Epson', async () => {
    bench = await PanelBench.start('epson-escvp21', { projector: { isOn: true, lampHours: 77 } });
    bench.projector.complaints = ['temperature'];
    await vi.waitFor(
      () => expect(bench.told).toEqual({ says: 'panel', power: 'on', lampHours: 77, complaints: ['temperature'] }),
      PATIENCE,
    );
  });
});

describe('a panel that cannot be used', () => {
  const panelPassword: Fault = {
    part: 'panel',
    kind: 'refused',
    fault: 'it wants another password',
    seen: { code: 'DEVICE_PANEL' },
    lost: 'that it wakes for the report',
    recovers: 'when its password is mended',
  };
  it.each([
    ['with another password', { server: { password: 'right' }, password: 'wrong' }, /password/],
    ['without the password', { server: { password: 'right' } }, /credentials/],
  ])('%s says what to do', shows(panelPassword), async (_, options, says) => {
    bench = await PanelBench.start(null, options);
    await isState('DEVICE_REFUSED');
    expect(bench.cause).toMatch(says);
  });

  it('without such commands says which there are', async () => {
    bench = await PanelBench.start('no-such-model');
    await isState('DEVICE_REFUSED');
    expect(bench.cause).toMatch(/no-such-model.*epson-escvp21, benq-projector, viewsonic-viewboard, smart-board/);
  });

  it('without such a source says which there are', async () => {
    bench = await PanelBench.start('viewsonic-viewboard', { settings: { source: 'vga' } });
    await isState('DEVICE_REFUSED');
    expect(bench.cause).toMatch(/"vga".*hdmi, hdmi2, hdmi3, pc, android/);
    await isPower('off');
    bench.driver.take({ do: 'show' });
    await isPower('on');
    expect(bench.state, 'as long as the setting is wrong').toBe('DEVICE_REFUSED');
  });

  it('without such a PJLink source says so at once', async () => {
    bench = await PanelBench.start(null, { settings: { source: 'bogus' } });
    await isState('DEVICE_REFUSED');
    expect(bench.cause).toMatch(/"bogus".*hdmi2/);
  });

  const panelSilent: Fault[] = [
    {
      part: 'panel',
      kind: 'wrong',
      fault: 'what answers at its address is something else',
      seen: { code: 'DEVICE_PANEL' },
      lost: 'that it wakes for the report',
      recovers: 'when its address is mended',
    },
    {
      part: 'panel',
      kind: 'silent',
      fault: 'it takes the connection and says nothing',
      seen: 'IT sees it as not answering; it may be switched off',
      lost: 'that it wakes for the report',
      recovers: 'as soon as it answers',
    },
  ];
  it('is no PJLink, or says nothing', shows(panelSilent, { timeout: 20_000 }), async () => {
    const say = { text: 'HTTP/1.0 400 Bad Request\r\n\r\n' };
    bench = await PanelBench.start(null, { server: { say: (_, socket) => void socket.write(say.text) } });
    await isState('DEVICE_GARBLED');
    say.text = '\n';
    await isState('DEVICE_SILENT');
  });

  const panelSlow: Fault = {
    part: 'panel',
    kind: 'overload',
    fault: 'it warms up for longer than anybody waits',
    seen: 'the log has it',
    lost: 'that it shows the report at once',
    recovers: 'it is left as it is',
  };
  it('is given up in the end, and says so', shows(panelSlow), async () => {
    bench = await PanelBench.start(null, { projector: { warmUpMs: 60_000 }, timing: { patienceMs: 300 } });
    await isState('ok');
    bench.driver.take({ do: 'show' });
    await vi.waitFor(() => expect(bench.news.at(-1)).toMatchObject({ says: 'warning' }), PATIENCE);
    expect(bench.told?.power).toBe('warming');
  });
});
