import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { AgentMetrics } from './metrics.ts';

const folder = mkdtempSync(join(tmpdir(), 'lectern-metrics-'));
const thermalFolder = join(folder, 'thermal');
afterAll(() => rmSync(folder, { recursive: true }));

const names = {
  sources: ['student-camera', 'microphone'],
  sourceCauses: ['lost', 'stalled'],
  sensors: ['student-camera', 'microphone'],
  sensorCauses: ['crashed', 'stuck'],
  lessonStates: ['idle', 'recording', 'reporting'],
  tracks: ['students', 'talk'],
} as const;

function made(over: { outboxRows?: () => number; dataFolder?: string; sensorPids?: Map<'microphone', number> } = {}) {
  const { outboxRows = () => 3, dataFolder = folder, sensorPids = new Map() } = over;
  const options = {
    names,
    dataFolder,
    thermalFolder,
    outboxRows,
    outboxDropped: () => [{ channel: 'health', reason: 'thinned', count: 7 }],
    observationsUnsaved: () => 7,
    devices: () => [
      { name: 'desk', kind: 'board', isUp: true },
      { name: 'air', kind: 'environment', isUp: false },
    ],
    sensorPids: () => sensorPids,
  };
  metrics = new AgentMetrics(options);
  metrics.start();
  return metrics;
}
let metrics: AgentMetrics<typeof names>;
afterEach(() => metrics.stop());

/** The value of a series, or undefined when it is not on the page. */
async function value(series: string): Promise<number | undefined> {
  const line = (await metrics.text()).split('\n').find((each) => each.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length));
}

describe('AgentMetrics', () => {
  it('counts what happens, from 0 on', async () => {
    made();
    expect(await value('lectern_source_restarts_total{source="microphone",cause="lost"}')).toBe(0);
    metrics.frames('student-camera');
    metrics.frames('student-camera', 24);
    metrics.framesDropped('student-camera', 2);
    metrics.sourceRestarted('microphone', 'lost');
    metrics.sensorRestarted('microphone', 'stuck');
    metrics.inferenceSeconds('microphone', 0.25);
    metrics.lessonGap('talk', 90);
    metrics.lessonReported();
    metrics.lessonEmpty();
    expect(await value('lectern_frames_total{source="student-camera"}')).toBe(25);
    expect(await value('lectern_frames_dropped_total{source="student-camera"}')).toBe(2);
    expect(await value('lectern_source_restarts_total{source="microphone",cause="lost"}')).toBe(1);
    expect(await value('lectern_sensor_restarts_total{sensor="microphone",cause="stuck"}')).toBe(1);
    expect(await value('lectern_inference_seconds_total{sensor="microphone"}')).toBe(0.25);
    expect(await value('lectern_lesson_gap_seconds_total{track="talk"}')).toBe(90);
    expect(await value('lectern_lessons_reported_total')).toBe(1);
    expect(await value('lectern_lessons_empty_total')).toBe(1);
  });

  it('shows states, and nothing before anybody told them', async () => {
    made();
    expect(await value('lectern_clock_believable')).toBeUndefined();
    metrics.clockBelievable(false);
    metrics.sensingEnabled(true);
    metrics.configLastGoodInUse(true);
    metrics.sourceUp('microphone', true);
    metrics.lessonState('idle');
    metrics.lessonState('recording');
    expect(await value('lectern_clock_believable')).toBe(0);
    expect(await value('lectern_sensing_enabled')).toBe(1);
    expect(await value('lectern_config_last_good_in_use')).toBe(1);
    expect(await value('lectern_source_up{source="microphone"}')).toBe(1);
    expect(await value('lectern_source_up{source="student-camera"}')).toBeUndefined();
    const states = names.lessonStates.map((state) => value(`lectern_lesson_state{state="${state}"}`));
    expect(await Promise.all(states)).toEqual([0, 1, 0]);
  });

  it('looks up what can be looked up when it is asked', async () => {
    const child = spawn('sleep', ['60']);
    made({ sensorPids: new Map([['microphone', child.pid!]]) });
    await delay(100);
    expect(await value('lectern_outbox_rows')).toBe(3);
    expect(await value('lectern_device_up{device="desk",kind="board"}')).toBe(1);
    expect(await value('lectern_device_up{device="air",kind="environment"}')).toBe(0);
    expect(await value('lectern_outbox_dropped{channel="health",reason="thinned"}')).toBe(7);
    expect(await value('lectern_observations_unsaved')).toBe(7);
    const free = (await value('lectern_disk_free_bytes'))!;
    expect(free).toBeGreaterThan(0);
    expect(await value('lectern_disk_size_bytes')).toBeGreaterThanOrEqual(free);
    expect(await value('lectern_process_resident_memory_bytes')).toBeGreaterThan(20e6);
    expect(await value('lectern_process_cpu_seconds_total')).toBeGreaterThan(0);
    expect(await value('lectern_process_open_fds')).toBeGreaterThan(3);
    expect(await value('lectern_sensor_resident_memory_bytes{sensor="microphone"}')).toBeGreaterThan(100e3);
    child.kill();
    await new Promise((resolve) => child.once('close', resolve));
    expect(await value('lectern_sensor_resident_memory_bytes{sensor="microphone"}')).toBeUndefined();
  });

  it('tells how late the event loop was since the last scrape', async () => {
    made();
    await delay(60);
    const until = performance.now() + 300;
    while (performance.now() < until);
    await delay(60);
    expect(await value('lectern_event_loop_delay_seconds{quantile="1"}')).toBeGreaterThan(0.2);
    await delay(100);
    expect(await value('lectern_event_loop_delay_seconds{quantile="0.5"}')).toBeLessThan(0.2);
  });

  it('has temperatures by zone where the machine tells any', async () => {
    made();
    expect(await metrics.text()).not.toMatch(/^lectern_temperature_celsius\{/m);
    const zones = [
      ['acpitz', '27800'],
      ['x86_pkg_temp', '61000'],
      ['acpitz', '29800'],
      ['unplugged', '-274000'],
    ];
    for (const [index, [type, temp]] of zones.entries()) {
      mkdirSync(join(thermalFolder, `thermal_zone${index}`), { recursive: true });
      writeFileSync(join(thermalFolder, `thermal_zone${index}/type`), `${type}\n`);
      writeFileSync(join(thermalFolder, `thermal_zone${index}/temp`), `${temp}\n`);
    }
    mkdirSync(join(thermalFolder, 'thermal_zone9'));
    mkdirSync(join(thermalFolder, 'cooling_device0'));
    const lines = (await metrics.text()).split('\n').filter((line) => line.startsWith('lectern_temperature_celsius{'));
    expect(lines).toEqual([
      'lectern_temperature_celsius{zone="acpitz"} 27.8',
      'lectern_temperature_celsius{zone="x86_pkg_temp"} 61',
      'lectern_temperature_celsius{zone="acpitz_2"} 29.8',
    ]);
  });

  it('a figure that cannot be had is left out and counted; the page stays', async () => {
    let sick = false;
    made({
      dataFolder: join(folder, 'gone'),
      outboxRows: () => {
        if (sick) throw new Error('database is locked');
        return 3;
      },
    });
    expect(await value('lectern_outbox_rows')).toBe(3);
    sick = true;
    expect(await value('lectern_outbox_rows')).toBeUndefined();
    expect(await value('lectern_collector_errors_total{collector="outbox_rows"}')).toBeGreaterThan(0);
    expect(await value('lectern_disk_free_bytes')).toBeUndefined();
    expect(await value('lectern_observations_unsaved')).toBe(7);
  });

  it('keeps to Prometheus’ conventions', async () => {
    made();
    const lines = (await metrics.text()).split('\n');
    const types = lines.flatMap((line) => [/^# TYPE (\S+) (\S+)$/.exec(line)?.slice(1) ?? []]).filter(([name]) => name);
    expect(types.length).toBeGreaterThan(20);
    for (const [name, type] of types) {
      expect(name).toMatch(/^lectern_[a-z_]+$/);
      expect([name, name!.endsWith('_total')]).toEqual([name, type === 'counter']);
    }
  });

  it('takes no label that was not named', () => {
    made();
    // @ts-expect-error there is no such source
    metrics.frames('teacher-camera', 0);
    // @ts-expect-error there is no such cause
    expect(() => metrics.sensorRestarted('microphone', 'bored')).not.toThrow();
  });
});
